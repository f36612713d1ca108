import { endEnvelope, startEnvelope } from '@imps-wsi/contract/soap';
import { XmlWriter, type XmlPiece } from '@imps-wsi/contract/xml';
import { asInstantInboxError, InstantInboxError } from '../errors.js';
import { contentBytes } from '../send/progress.js';
import type { StreamedContent } from '../send/streamed-content.js';
import type { SoapReply, SoapTransport } from '../transport/soap-transport.js';
import { readAnswer } from './answer.js';
import { countsOf } from './counts.js';
import type {
  CallOptions,
  Exchange,
  ExchangeCounts,
  ExchangeRecord,
  Packaging,
  RequestOf,
  ResponseOf,
} from './exchange.js';
import { newId } from './ids.js';
import { isOfPresence, operations, type OperationName } from './operations.js';
import { invalid, type ClientSettings } from './options.js';
import { Patience } from './patience.js';
import {
  packagedBody,
  plainBody,
  wholeText,
  type BodyWatch,
  type EnvelopeType,
  type RequestBody,
} from './request-body.js';
import { encodeBody, isLarge, messagesOf, streamedContents, type EncodedBody } from './request-encoding.js';
import { withRetry } from './retry.js';
import { securityHeader } from './security-header.js';
import { signedEnvelope, type SigningKey } from './signed-request.js';
import { linkSignals } from './signals.js';

/** How long a provider is taken to have no MTOM port after it said so; it may only have been on its way up. */
const MTOM_ABSENT_MS = 60_000;

/** What all attempts of a call have in common. */
interface Call<Name extends OperationName> {
  readonly operation: Name;
  readonly input: RequestOf<Name>;
  readonly options: CallOptions;
  readonly packaging: Packaging;
  readonly body: EncodedBody;
  readonly contents: readonly StreamedContent[];
  readonly signal: AbortSignal;
}

interface MadeRequest {
  readonly xml: string;
  readonly body: RequestBody;
}

/** What is known of an attempt when it has ended. */
interface Attempt {
  readonly number: number;
  readonly began: number;
  readonly endpoint: string;
  readonly requestXml: string;
  readonly body: RequestBody;
  reply?: SoapReply;
  responseXml?: string;
  counts: ExchangeCounts;
}

/** Typed calls over SOAP, plain or MTOM: contract codec, WS-Security, faults, timeout and retry. */
export class SoapExchange implements Exchange {
  readonly #settings: ClientSettings;
  readonly #transport: SoapTransport;
  readonly #closing: AbortSignal;
  /** Until this tick the provider has no MTOM port. */
  #mtomAbsentUntil = -Infinity;
  #isMtomKnown = false;

  /** @param closing aborts every call when the client has closed */
  constructor(settings: ClientSettings, transport: SoapTransport, closing: AbortSignal) {
    this.#settings = settings;
    this.#transport = transport;
    this.#closing = closing;
  }

  validate<Name extends OperationName>(operation: Name, input: RequestOf<Name>): void {
    encodeBody(operation, input, 'inline');
  }

  async call<Name extends OperationName>(
    operation: Name,
    input: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> {
    options.signal?.throwIfAborted();
    const contents = streamedContents(messagesOf(input));
    for (const content of contents) await content.measure();
    const probe = this.#probe(input, contents, options);
    if (probe !== undefined) await probe;
    const packaging = this.#packagingOf(input, options);
    const { signal, dispose } = linkSignals(options.signal, this.#closing);
    const call = { operation, input: repeatable(operation, input), options, contents, signal };
    try {
      return await this.#repeat({ ...call, packaging, body: encodeBody(operation, call.input, packaging) });
    } catch (error) {
      if (packaging !== 'mtom' || !isNoSuchPort(error)) throw error;
      this.#mtomAbsentUntil = this.#settings.clock.ticks() + MTOM_ABSENT_MS;
      if (contents.some(({ isSpent }) => isSpent)) throw spent(operation, input, error);
      return await this.#repeat({ ...call, packaging: 'inline', body: encodeBody(operation, call.input, 'inline') });
    } finally {
      dispose();
    }
  }

  #packagingOf(input: RequestOf<OperationName>, options: CallOptions): Packaging {
    const { mtomEndpoint, clock } = this.#settings;
    if (mtomEndpoint === undefined || clock.ticks() < this.#mtomAbsentUntil) return 'inline';
    return options.packaging ?? (messagesOf(input).some(isLarge) ? 'mtom' : 'inline');
  }

  /** What can be read only once must not be spent on finding out whether there is somebody to read it. */
  #probe(
    input: RequestOf<OperationName>,
    contents: readonly StreamedContent[],
    options: CallOptions,
  ): Promise<unknown> | undefined {
    if (this.#isMtomKnown || contents.every(({ reopenable }) => reopenable)) return undefined;
    if (this.#packagingOf(input, options) === 'inline') return undefined;
    return this.call('GetCapabilities', {}, { signal: options.signal, packaging: 'mtom' });
  }

  /** @throws InstantInboxError; the signal's reason */
  async #repeat<Name extends OperationName>(call: Call<Name>): Promise<ResponseOf<Name>> {
    const { retry, clock, random } = this.#settings;
    const { operation, input, options, contents, signal } = call;
    const attempt = async (number: number): Promise<ResponseOf<Name>> => {
      try {
        return await this.#attempt(call, number);
      } catch (error) {
        const mayPass = error instanceof InstantInboxError && error.retryable;
        throw mayPass && contents.some(({ isSpent }) => isSpent) ? spent(operation, input, error) : error;
      }
    };
    const maxAttempts = options.maxAttempts ?? retry.maxAttempts;
    return withRetry(attempt, { policy: { ...retry, maxAttempts }, clock, random, signal });
  }

  async #attempt<Name extends OperationName>(call: Call<Name>, number: number): Promise<ResponseOf<Name>> {
    const { operation, input, packaging } = call;
    call.signal.throwIfAborted();
    const { clock, requestTimeoutMs } = this.#settings;
    const endpoint = this.#endpointOf(operation, packaging);
    const patience = new Patience(clock, endpoint, operation, requestTimeoutMs, waitMsOf(input));
    const watch = { ...progressOf(call), handedOver: patience.begin, askedForMore: patience.rest };
    const type = { version: this.#settings.soap, action: operations[operation].soapAction };
    const made = this.#bodyOf(call, type, watch);
    // What can be sent in this turn is.
    const { xml, body } = made instanceof Promise ? await made : made;
    const counts = countsOf(operation, input, undefined);
    const attempt: Attempt = { number, began: clock.ticks(), endpoint, requestXml: xml, body, counts };
    const { signal, dispose } = linkSignals(call.signal, patience.signal);
    patience.begin();
    try {
      attempt.reply = await this.#transport.post({
        url: endpoint,
        headers: headersOf(type, packaging, body),
        body: body.content,
        signal,
      });
      const { version } = type;
      const response = readAnswer(operation, version, attempt.reply, (text) => (attempt.responseXml = text));
      attempt.counts = countsOf(operation, input, response);
      if (packaging === 'mtom') this.#isMtomKnown = true;
      this.#record(operation, attempt, undefined);
      return response;
    } catch (error) {
      const aborted = signal.aborted && error === signal.reason && !patience.signal.aborted;
      const problem = aborted ? undefined : (body.failure ?? asInstantInboxError(error, 'NetworkError'));
      this.#record(operation, attempt, problem?.code ?? 'Aborted');
      throw problem ?? error;
    } finally {
      patience.end();
      dispose();
      body.close();
    }
  }

  #endpointOf(operation: OperationName, packaging: Packaging): string {
    const { endpoint, mtomEndpoint, presenceEndpoint } = this.#settings;
    if (!isOfPresence(operation)) return packaging === 'mtom' ? (mtomEndpoint ?? endpoint) : endpoint;
    if (presenceEndpoint !== undefined) return presenceEndpoint;
    throw invalid('presenceEndpoint', 'the address of the presence service, because endpoint does not tell it');
  }

  /** The request, with a header of its own: a repeated nonce is a replay (WS-Security UsernameToken Profile §4). */
  #bodyOf(
    { packaging, body }: Call<OperationName>,
    type: EnvelopeType,
    watch: BodyWatch,
  ): MadeRequest | Promise<MadeRequest> {
    const { credential } = this.#settings;
    if (credential.kind === 'certificate') return this.#signedBodyOf(body, type, credential.key, watch);
    const writer = new XmlWriter();
    startEnvelope(writer, type.version, [securityHeader(this.#settings, credential)]);
    const start = writer.take();
    endEnvelope(writer);
    const pieces: XmlPiece[] = [start, ...body.pieces, writer.take()];
    const xml = pieces.filter((piece) => typeof piece === 'string').join('');
    if (packaging === 'inline') return { xml, body: plainBody(type, pieces, watch) };
    return packagedBody(type, xml, body.attachments, watch).then((made) => ({ xml, body: made }));
  }

  /** Streamed content is read to its end first: the signature stands before it. */
  async #signedBodyOf(
    { pieces }: EncodedBody,
    type: EnvelopeType,
    key: SigningKey,
    watch: BodyWatch,
  ): Promise<MadeRequest> {
    const now = new Date(this.#settings.clock.now());
    const xml = signedEnvelope(type.version, await wholeText(pieces, watch), key, now);
    return { xml, body: plainBody(type, [xml], watch) };
  }

  #record(operation: OperationName, attempt: Attempt, error: string | undefined): void {
    const { onExchange, username, clock, captureXml } = this.#settings;
    if (onExchange === undefined) return;
    const { number, began, endpoint, requestXml, body, reply, responseXml, counts } = attempt;
    const record: ExchangeRecord = {
      operation,
      endpoint,
      username,
      status: reply?.status ?? 0,
      milliseconds: Math.round(clock.ticks() - began),
      counts,
      attempt: number,
      requestBytes: body.sentBytes,
      responseBytes: reply?.body.length ?? 0,
      ...(error === undefined ? {} : { error }),
      ...(captureXml ? { requestXml, ...(responseXml === undefined ? {} : { responseXml }) } : {}),
    };
    try {
      onExchange(record);
    } catch {
      // A hook must not be able to break what it watches.
    }
  }
}

function headersOf({ version, action }: EnvelopeType, packaging: Packaging, body: RequestBody): Record<string, string> {
  const { content, contentType, length } = body;
  return {
    'content-type': contentType,
    ...version.actionHeaders(action),
    // Content as it is costs less to send than to squeeze.
    ...(packaging === 'mtom'
      ? { accept: `multipart/related, ${version.mediaType}`, 'accept-encoding': 'identity' }
      : { accept: version.mediaType }),
    ...(content instanceof Uint8Array || length === undefined ? {} : { 'content-length': `${length}` }),
  };
}

/** Counts what leaves of an attempt. What stands in the envelope goes ahead of what travels beside it. */
function progressOf({ input, body, options, contents }: Call<OperationName>): Pick<BodyWatch, 'contentSent'> {
  const { onProgress } = options;
  if (onProgress === undefined) return { contentSent: () => undefined };
  const messages = messagesOf(input);
  const apart = new Set([...body.attachments.map(({ bytes }) => bytes), ...contents]);
  const totalBytes = contentBytes(messages);
  let sentBytes = contentBytes(messages, apart) ?? 0;
  return {
    contentSent: (bytes) => {
      sentBytes += bytes;
      onProgress({ sentBytes, totalBytes });
    },
  };
}

/**
 * GetMessages is the one request that is not the same the second time: an AUTO answer that was lost on the way counts as
 * received, and a leased one rests. Under a request id it is given again.
 */
function repeatable<Name extends OperationName>(operation: Name, input: RequestOf<Name>): RequestOf<Name> {
  if (operation !== 'GetMessages' || ('requestId' in input && input.requestId !== undefined)) return input;
  return { ...input, requestId: newId() };
}

/** How long the provider was asked to hold its answer back. */
function waitMsOf(input: RequestOf<OperationName>): number {
  return 'waitSeconds' in input ? (input.waitSeconds ?? 0) * 1000 : 0;
}

/** An answer below SOAP that says that nobody speaks MTOM at this address. */
function isNoSuchPort(error: unknown): boolean {
  if (!(error instanceof InstantInboxError)) return false;
  const { code, httpStatus = 0 } = error;
  const isBelowSoap = code === 'UnexpectedResponse' || code === 'MethodNotAllowed' || code === 'UnsupportedContentType';
  return isBelowSoap && [404, 405, 410, 415, 501].includes(httpStatus);
}

function spent(operation: OperationName, input: RequestOf<OperationName>, error: unknown): InstantInboxError {
  const why = asInstantInboxError(error, 'NetworkError');
  const ids = messagesOf(input).map(({ clientMessageId }) => clientMessageId);
  return new InstantInboxError('StreamSpent', {
    message: `${operation} failed when a stream that can be read only once had been begun, so it was not repeated. Open the stream anew and send again with the same clientMessageId (${ids.join(', ')}); or give a function that opens it. ${why.message}`,
    impsCode: why.impsCode,
    retryAfterSeconds: why.retryAfterSeconds,
    httpStatus: why.httpStatus,
    cause: why,
  });
}
