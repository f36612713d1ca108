import type { PackageType } from '@imps-wsi/contract/mime';
import type { SoapVersion } from '@imps-wsi/contract/soap';
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

/** What the media type of an HTTP message says of the SOAP message in it. */
export interface AnnouncedMessage {
  /** The version that the envelope has to be of; where it is not that of the address, only to be told so. */
  readonly version: SoapVersion;
  /** Of a bare envelope; undefined when not said. */
  readonly charset: string | undefined;
  /** Absent: the body is an envelope. */
  readonly pack?: PackageType;
}

/** One request as the HTTP layer hands it on, and the reply it takes back. Bytes in, text and bytes out; no sockets. */
export interface SoapRequest {
  readonly port: SoapPort;
  /** Decompressed; whole when it is small and no package. */
  readonly body: Uint8Array | ArrivingBody;
  /** What the media type says of it. */
  readonly announced: AnnouncedMessage;
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
  /** The version of the envelope that the body is; absent: it is a line of text. */
  readonly envelope?: SoapVersion;
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
