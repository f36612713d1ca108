// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

/**
 * The address of a user, a service, or a name inside a service's domain: wv:user@domain, im:user@domain, tel:+E164,
 * sip:user@domain, xmpp:user@domain or a bare user@realm. The syntax is judged for each address on its own: a malformed
 * recipient is a result with code 901, never a fault.
 *
 * At most 1024 characters.
 */
export type ImAddress = string;

/**
 * The caller's own name for a message, unique among the caller's messages. Sending the same id to the same recipient
 * again is a replay: it answers as the first time and delivers nothing twice.
 *
 * 1 to 255 characters.
 */
export type ClientMessageId = string;

/**
 * The provider's name for one delivery: one message to one recipient. Opaque, unique across providers.
 *
 * 1 to 64 characters.
 */
export type MessageId = string;

/**
 * One line of text for people or a name given by an application; at most 1024 characters.
 *
 * At most 1024 characters.
 */
export type ShortText = string;

/**
 * A status code of the IMPS line: 200 durably in a local inbox, 201 some of several, 202 durably accepted for onward
 * delivery, 402 bad parameter, 410 undeliverable, 415 media type not taken, 426 unknown message or receipt, 432 too
 * large, 500 internal error, 501 not offered yet, 503 unavailable for now, 507 inbox full, 516 unknown domain, 531
 * unknown user, 532 blocked, 534 not authorised, 538 rejected, 541 forwarded, 542 expired, 900 none of several, 901
 * malformed address.
 *
 * 100 to 999.
 */
export type ResultCode = number;

/**
 * A length of time in whole seconds, 0 to 31536000 (one year).
 *
 * 0 to 31536000.
 */
export type Seconds = number;

/**
 * A count of at least one.
 *
 * At least 1.
 */
export type PositiveCount = number;

/**
 * A number of bytes, 0 to 9007199254740991 (2^53 - 1).
 *
 * 0 to 9007199254740991.
 */
export type ByteCount = number;

/**
 * The version of this contract that the caller was built from. Absent means 1. An answer never holds an element that
 * the named version lacks.
 *
 * At least 1.
 */
export type ContractVersion = number;

/**
 * An open attribute under a scheme of the application's choice; carried unchanged. The same name under two schemes
 * means two attributes.
 */
export interface Attribute {
  /** Who gave the name its meaning, such as a URI of the application's own; at most 1024 characters. */
  readonly scheme: ShortText;
  /** The attribute's name within its scheme; at most 1024 characters. */
  readonly name: ShortText;
  /** Any text that XML can carry; kept as it is, white space included. */
  readonly value: string;
}

/**
 * The detail of a fault. A fault is about the request as a whole; what concerns one recipient or one message is a
 * result in the answer instead.
 */
export interface ServiceFault {
  /** The IMPS status of the refusal. */
  readonly code: ResultCode;
  /** The stable name of the error, as listed in the project's error reference; for programs. */
  readonly errorName: ShortText;
  /** What went wrong and what to do next; for people. */
  readonly reason: string;
  /** True when the same request may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before trying again. */
  readonly retryAfterSeconds?: Seconds | undefined;
  /** The path of the element that was refused. */
  readonly path?: string | undefined;
  /** What the contract asks for at that place. */
  readonly expected?: string | undefined;
  /** The name under which the provider's log keeps the details; give it to the operator. */
  readonly referenceId?: ShortText | undefined;
  /** The address of the page that describes what was asked for and how to ask for it; for people. */
  readonly documentation?: string | undefined;
}

