import type { PackageType } from '@imps-wsi/contract/mime';
import type { SoapPort } from './port.js';

/** A body that is still arriving: its pieces, once, decompressed, as fast as they are taken. */
export interface ArrivingBody extends AsyncIterable<Uint8Array> {
  /**
   * Its sender is known, and what a request of theirs may have: from now on it may take its time, as long as something
   * comes. May be called again.
   *
   * @throws WsiError RequestTooLarge when it is known already to be larger; else its pieces do when it becomes so
   */
  trust(maxBytes: number): void;
}

/** One request as the HTTP layer hands it on, and the reply it takes back. Bytes in, text and bytes out; no sockets. */
export interface SoapRequest {
  readonly port: SoapPort;
  /** Decompressed; whole when it is small and no package. */
  readonly body: Uint8Array | ArrivingBody;
  /** As the header says it; undefined when absent. */
  readonly contentType: string | undefined;
  /** What the header says of a package; absent: the body is an envelope. */
  readonly pack?: PackageType | undefined;
  readonly tls: boolean;
  readonly loopback: boolean;
  readonly peer: string;
  /** Where the caller finds the page that describes the service, for faults to refer to. */
  readonly page: () => string;
  /** Aborted when the caller's connection is gone. */
  readonly gone: AbortSignal;
}

export interface SoapReply {
  readonly status: number;
  readonly contentType: string;
  /**
   * A whole text, or pieces that are still being made: what fails then breaks the connection, never the envelope. Bytes
   * are overwritten once the next piece is asked for.
   */
  readonly body: string | AsyncIterable<string | Uint8Array>;
  /** Bytes of a body in pieces, where they are known. */
  readonly length?: number | undefined;
  readonly retryAfterSeconds?: number;
  /** Called once when the last byte was flushed, or when it never will be. */
  readonly sent?: () => Promise<void>;
  readonly broken?: () => Promise<void>;
  /** Resolves when nothing is left of what the request brought along in vain. Never rejects. */
  readonly tidied?: Promise<void>;
}

/** Answers a SOAP request; never rejects. */
export type SoapEndpoint = (request: SoapRequest) => Promise<SoapReply>;
