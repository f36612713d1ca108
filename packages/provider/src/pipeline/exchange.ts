/** One request as the HTTP layer hands it on, and the reply it takes back. Bytes in, text out; no sockets. */
export interface SoapRequest {
  /** Whole, decompressed. */
  readonly body: Uint8Array;
  /** As the header says it; undefined when absent. */
  readonly contentType: string | undefined;
  readonly tls: boolean;
  readonly loopback: boolean;
  readonly peer: string;
  /** Aborted when the caller's connection is gone. */
  readonly gone: AbortSignal;
}

export interface SoapReply {
  readonly status: number;
  readonly contentType: string;
  /** A whole text, or one that is still being made: what fails then breaks the connection, never the envelope. */
  readonly body: string | AsyncIterable<string>;
  readonly retryAfterSeconds?: number;
  /** Called once when the last byte was flushed, or when it never will be. */
  readonly sent?: () => Promise<void>;
  readonly broken?: () => Promise<void>;
}

/** Answers a SOAP request; never rejects. */
export type SoapEndpoint = (request: SoapRequest) => Promise<SoapReply>;
