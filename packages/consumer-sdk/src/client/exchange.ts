import type { ProgressListener } from '../send/progress.js';
import type { OperationName, Operations } from './operations.js';

/** The request type of an operation. */
export type RequestOf<Name extends OperationName> = Operations[Name]['requestInput'];
/** The answer type of an operation. */
export type ResponseOf<Name extends OperationName> = Operations[Name]['response'];

/**
 * How bytes travel: `inline`, as base64 in the envelope, or `mtom`, as they are beside it, over the MTOM port (and the
 * answer's too).
 */
export type Packaging = 'inline' | 'mtom';

export interface CallOptions {
  /** Aborts the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Attempts in all; overrides the client's `retry.maxAttempts`. */
  readonly maxAttempts?: number | undefined;
  /** Default: `mtom` for messages with more than 64 KiB of bytes, else `inline`. */
  readonly packaging?: Packaging | undefined;
  /** Told while streamed content and attachments leave. What it throws is ignored. */
  readonly onProgress?: ProgressListener | undefined;
}

/** One typed request and its answer: all that the SDK's other rooms know of SOAP. */
export interface Exchange {
  /**
   * Sends the request, repeating it as the retry policy says.
   *
   * @throws InstantInboxError; the signal's reason when aborted
   */
  call<Name extends OperationName>(
    operation: Name,
    input: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<ResponseOf<Name>>;
  /**
   * Checks a request against the contract without sending it.
   *
   * @throws InstantInboxError `LocalSchemaViolation` with path and expectation
   */
  validate<Name extends OperationName>(operation: Name, input: RequestOf<Name>): void;
}

/** How many of what went one way or came back, for a log line. Absent where the operation has none of it. */
export interface ExchangeCounts {
  /** Messages in a SendMessages request. */
  readonly messages?: number;
  /** Results in a SendMessages or AcknowledgeMessages answer, statuses in a GetMessageStatus answer, of presence likewise. */
  readonly results?: number;
  /** Items in a GetMessages answer. */
  readonly items?: number;
  /** Entries in an AcknowledgeMessages request. */
  readonly entries?: number;
  /** Bytes of content in a GetMessageContent answer. */
  readonly contentBytes?: number;
}

/** One HTTP exchange as it went over the wire. */
export interface ExchangeRecord {
  readonly operation: OperationName;
  /** The address that was asked. */
  readonly endpoint: string;
  /** The IM address that the request authenticated as. */
  readonly username: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** How long it took, in whole milliseconds. */
  readonly milliseconds: number;
  readonly counts: ExchangeCounts;
  /** 1 for the first attempt of a call. */
  readonly attempt: number;
  /** As far as they had left when it ended. */
  readonly requestBytes: number;
  /** After decompression; 0 when no answer came. */
  readonly responseBytes: number;
  /** Why it failed: an error code, or `Aborted`. Absent on success. */
  readonly error?: string;
  /**
   * Only with `captureXml`; without attachments, and streamed content is left out. Holds the password or digest: do not
   * log it.
   */
  readonly requestXml?: string;
  /** Only with `captureXml`. */
  readonly responseXml?: string;
}

/** Called after each HTTP exchange. What it throws is ignored. */
export type ExchangeHook = (record: ExchangeRecord) => void;
