/**
 * The one registry of everything that can be refused. Provider, SDK and the error reference in the docs all read it;
 * no code or text of an error is written anywhere else.
 *
 * An error reaches the caller in one of three ways, named by `as`:
 * - `result`: one recipient or one entry failed; the answer carries it, the others are unharmed;
 * - `fault`: the request as a whole is refused with a SOAP fault (HTTP 500 in SOAP 1.1, Basic Profile R1126; in SOAP 1.2
 *   HTTP 400 where the sender is at fault, part 2 §7.5.2.2);
 * - `http`: the request failed below SOAP and has no envelope to answer with (R1113 to R1115, R1125).
 */

/** Which party is at fault, in words that both SOAP versions can express; wsse and wsu codes per WS-Security 1.1 §12. */
export type FaultRole =
  | 'VersionMismatch'
  | 'MustUnderstand'
  | 'DataEncodingUnknown'
  | 'Client'
  | 'Server'
  | 'wsse:UnsupportedSecurityToken'
  | 'wsse:UnsupportedAlgorithm'
  | 'wsse:InvalidSecurity'
  | 'wsse:InvalidSecurityToken'
  | 'wsse:FailedAuthentication'
  | 'wsse:FailedCheck'
  | 'wsse:SecurityTokenUnavailable'
  | 'wsu:MessageExpired';

export interface ErrorDefinition {
  /** IMPS status code, 100 to 999. */
  readonly code: number;
  readonly as: 'result' | 'fault' | 'http';
  /** For `fault`: the SOAP fault code. */
  readonly fault?: FaultRole;
  /** HTTP status of the answer that carries it; of faults, in SOAP 1.1. */
  readonly http: number;
  /** True when the very same request may succeed later. */
  readonly retryable: boolean;
  /** What went wrong and what to do next. */
  readonly text: string;
}

const result = (code: number, retryable: boolean, text: string) =>
  ({ code, as: 'result', http: 200, retryable, text }) as const satisfies ErrorDefinition;

const fault = (code: number, role: FaultRole, retryable: boolean, text: string) =>
  ({ code, as: 'fault', fault: role, http: 500, retryable, text }) as const satisfies ErrorDefinition;

const http = (status: number, code: number, retryable: boolean, text: string) =>
  ({ code, as: 'http', http: status, retryable, text }) as const satisfies ErrorDefinition;

export const errors = {
  // One recipient, one message, one entry.
  BadParameter: result(402, false, 'A field of this message cannot be used as given; correct it and send again.'),
  ContentNotExactlyOne: result(402, false, 'A part must hold exactly one of text and data.'),
  AttachmentNotOffered: result(
    415,
    false,
    'This port takes no attachments by reference; put the content into the data element as base64.',
  ),
  ClientMessageIdReused: result(
    402,
    false,
    'This clientMessageId was used before for other content; give the new message an id of its own.',
  ),
  Undeliverable: result(410, false, 'The message could not be delivered.'),
  MediaTypeNotValid: result(415, false, 'The contentType is not a valid media type such as text/plain or image/png.'),
  MediaTypeNotAllowed: result(
    415,
    false,
    'Content of this media type may not be sent by this account, or is not taken by this recipient; the reason says which.',
  ),
  UnknownMessage: result(426, false, 'No such message is here; it was delivered already, expired, or never existed.'),
  UnknownReceipt: result(
    426,
    false,
    'The receipt is unknown; its lease ended and the items were handed out again. Get the messages again.',
  ),
  MessageTooLarge: result(432, false, 'The message is larger than this provider accepts; see GetCapabilities.'),
  NotOffered: result(501, false, 'This field is part of the contract but not offered by this provider yet.'),
  StoreFailed: result(503, true, 'The message could not be stored just now; send it again with the same id.'),
  InboxFull: result(507, true, 'The inbox of the recipient is full; send again later with the same id.'),
  Throttled: result(
    503,
    true,
    'More was sent than is taken for now; send it again later, no sooner than is said, with the same id.',
  ),
  UnknownDomain: result(516, false, 'No provider is known for the domain of this address.'),
  UnknownUser: result(531, false, 'There is no such user here.'),
  Blocked: result(532, false, 'The recipient takes no messages from this sender.'),
  PresenceNotVisible: result(
    534,
    false,
    'Nothing of this presence may be seen by you, or there is no such user; its owner can allow it by SetWatcherPolicy.',
  ),
  PresenceFull: result(
    432,
    false,
    'A presence has room for 100 attributes and 10000 rules; withdraw or forget some first.',
  ),
  SenderNotOwned: result(
    534,
    false,
    'The sender address does not belong to this account; leave it out or use an address you own.',
  ),
  Rejected: result(538, false, 'The recipient rejected the message.'),
  Expired: result(542, false, 'The message expired before it was delivered.'),
  MalformedAddress: result(
    901,
    false,
    'Not an address that can be used here; write wv:user@domain, tel:+number, im:, sip: or xmpp: addresses.',
  ),

  // The request as a whole.
  VersionMismatch: fault(
    402,
    'VersionMismatch',
    false,
    'The envelope is of a SOAP version that this address does not take; the WSDL of each address says which it does.',
  ),
  MustUnderstand: fault(402, 'MustUnderstand', false, 'A header that must be understood is not known here.'),
  DataEncodingUnknown: fault(
    402,
    'DataEncodingUnknown',
    false,
    'The encodingStyle names an encoding of data; messages are literal here, leave it out.',
  ),
  MalformedXml: fault(402, 'Client', false, 'The request is not well-formed XML.'),
  InvalidEnvelope: fault(402, 'Client', false, 'The SOAP envelope is not valid.'),
  SchemaViolation: fault(402, 'Client', false, 'The request does not follow the contract.'),
  UnknownOperation: fault(
    402,
    'Client',
    false,
    'The Body names no operation of this service; see the WSDL for the operations and their namespace.',
  ),
  BadRequestParameter: fault(402, 'Client', false, 'A field of the request cannot be used as given.'),
  TooManyDeliveries: fault(
    432,
    'Client',
    false,
    'The request names more recipients than are accepted at once; send it in smaller pieces.',
  ),
  FieldNotOffered: fault(
    501,
    'Client',
    false,
    'A field of the request is part of the contract but not offered by this provider yet; leave it out.',
  ),
  MessageNotFound: fault(426, 'Client', false, 'No such message is in this inbox.'),
  PresentityNotOwned: fault(
    534,
    'Client',
    false,
    'The presence of this address is not yours to change or list; leave presentity out, or name an address that you own.',
  ),
  SecurityHeaderMissing: fault(
    534,
    'wsse:InvalidSecurity',
    false,
    'The request carries no WS-Security header; add a UsernameToken.',
  ),
  InvalidSecurity: fault(534, 'wsse:InvalidSecurity', false, 'The WS-Security header is not valid.'),
  UnsupportedSecurityToken: fault(
    534,
    'wsse:UnsupportedSecurityToken',
    false,
    'This kind of security token is not accepted; use a UsernameToken.',
  ),
  UnsupportedAlgorithm: fault(
    534,
    'wsse:UnsupportedAlgorithm',
    false,
    'The signature uses an algorithm that is not accepted here; use exclusive canonicalisation, SHA-256, and RSA or ECDSA.',
  ),
  InvalidSecurityToken: fault(534, 'wsse:InvalidSecurityToken', false, 'The security token cannot be used.'),
  SecurityTokenUnavailable: fault(
    534,
    'wsse:SecurityTokenUnavailable',
    false,
    'The signature names a token that is not in the WS-Security header; send the certificate as BinarySecurityToken.',
  ),
  FailedCheck: fault(
    534,
    'wsse:FailedCheck',
    false,
    'The signature is not right: it was made with another key, or the message was changed after it was signed.',
  ),
  InsecureTransport: fault(
    534,
    'wsse:InvalidSecurity',
    false,
    'A password in clear is accepted over TLS only; use https or PasswordDigest.',
  ),
  FailedAuthentication: fault(
    534,
    'wsse:FailedAuthentication',
    false,
    'The user name, password or token was not accepted.',
  ),
  MessageExpired: fault(
    534,
    'wsu:MessageExpired',
    false,
    'The security token is too old or too far in the future; check the clock and create a fresh one.',
  ),
  TooManyRequests: fault(
    503,
    'Server',
    true,
    'This account has more requests under way than are taken at once; wait for their answers, and try again.',
  ),
  StoreUnavailable: fault(503, 'Server', true, 'The message store cannot be reached just now; try again.'),
  InternalError: fault(
    500,
    'Server',
    true,
    'The provider failed on this request; try again, and give the operator the reference id if it stays.',
  ),

  // Below SOAP.
  BadHttpRequest: http(400, 402, false, 'The HTTP request is not valid.'),
  BadEncoding: http(400, 402, false, 'The body could not be decompressed or decoded as its headers say.'),
  BadPackage: http(400, 402, false, 'The MIME package is not valid.'),
  MethodNotAllowed: http(405, 402, false, 'Use POST for SOAP requests; GET ?wsdl gives the contract.'),
  RequestTimeout: http(408, 402, true, 'The request body did not arrive in time.'),
  RequestTooLarge: http(413, 432, false, 'The request is larger than this provider accepts.'),
  UnsupportedContentType: http(415, 415, false, 'Send SOAP 1.1 as text/xml; SOAP 1.2 has an address of its own.'),
  UnsupportedContentEncoding: http(415, 415, false, 'Send the body uncompressed or with gzip, deflate or br.'),
  Overloaded: http(503, 503, true, 'The provider is overloaded just now; try again.'),
} as const satisfies Record<string, ErrorDefinition>;

/** The stable name of an error, as `errorName` in a fault detail and `WsiError.errorName` say it. */
export type ErrorName = keyof typeof errors;

/** The names of the errors that reach the caller as a result of one recipient or entry. */
export type ResultErrorName = {
  [Name in ErrorName]: (typeof errors)[Name]['as'] extends 'result' ? Name : never;
}[ErrorName];

export interface WsiErrorDetails {
  /** Replaces the registry's text: more exact, still safe to show to the outside. */
  readonly reason?: string;
  /** Path of the element that was refused. */
  readonly path?: string;
  /** What the contract asks for at that place. */
  readonly expected?: string;
  readonly retryAfterSeconds?: number;
  /** Kept for the log; never shown to the outside. */
  readonly cause?: unknown;
}

/** A refusal by name. Everything in it but `cause` may be shown to the caller. */
export class WsiError extends Error {
  readonly errorName: ErrorName;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(errorName: ErrorName, details: WsiErrorDetails = {}) {
    super(details.reason ?? errors[errorName].text, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'WsiError';
    this.errorName = errorName;
    this.path = details.path;
    this.expected = details.expected;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  get definition(): ErrorDefinition {
    return errors[this.errorName];
  }
}

/** Codes that say success: 200 delivered to a local inbox, 202 accepted for onward delivery. */
export const isSuccess = (code: number): boolean => code >= 200 && code < 300;
