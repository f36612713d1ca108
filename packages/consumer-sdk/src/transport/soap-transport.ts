/** One HTTP POST. */
export interface SoapRequest {
  readonly url: string;
  /** Lower-case names. `content-length` stands among them when the body comes in chunks and its length is known. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body, whole or in chunks. Chunks are to be asked for as fast as they can be sent, once; each call of `next()`
   * says that the chunk before it has gone. Whoever stops early calls `return()`, as `for await` does.
   */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** Aborts the exchange, its connection included. */
  readonly signal: AbortSignal;
}

/** What came back, whole; any content coding is already undone. */
export interface SoapReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Carries bytes to the provider and back; knows nothing of SOAP. Put your own here to go through a gateway, to record,
 * or to test without a network (see `@imps-wsi/consumer-sdk/testing`).
 */
export interface SoapTransport {
  /**
   * Resolves with any HTTP answer, whatever its status.
   *
   * @throws the signal's reason when aborted; InstantInboxError `NetworkError` or `ResponseTooLarge` otherwise
   */
  post(request: SoapRequest): Promise<SoapReply>;
  /** Gives connections back. Called by a client that created the transport itself. */
  close?(): Promise<void>;
}
