import { imOperations, type ImOperationName } from '@imps-wsi/contract/im';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import { readEnvelope, isFault, readFault, Soap11, writeEnvelope, type WritePart } from '@imps-wsi/contract/soap';
import { decodeXmlBytes, SchemaViolation, xmlLimits, XmlWriter } from '@imps-wsi/contract/xml';
import { asInstantInboxError, InstantInboxError } from '../errors.js';
import type { SoapReply, SoapTransport } from '../transport/soap-transport.js';
import { countsOf } from './counts.js';
import type { CallOptions, Exchange, ExchangeCounts, ExchangeRecord, RequestOf, ResponseOf } from './exchange.js';
import { newId } from './ids.js';
import type { ClientSettings } from './options.js';
import { withRetry } from './retry.js';
import { securityHeader } from './security-header.js';
import { linkSignals } from './signals.js';
import { errorFromFault, errorFromStatus, retryAfterOf } from './refusal.js';

/** An answer holds as many items as its bytes allow, which the transport bounds. */
const ANSWER_LIMITS = xmlLimits({ maxChildren: Number.MAX_SAFE_INTEGER });

/** What is known of an attempt when it has ended. */
interface Attempt {
  readonly number: number;
  readonly began: number;
  readonly requestXml: string;
  readonly requestBytes: number;
  reply?: SoapReply;
  responseXml?: string;
  counts: ExchangeCounts;
}

/** Typed calls over SOAP 1.1: contract codec, WS-Security, faults, timeout and retry. */
export class SoapExchange implements Exchange {
  readonly #settings: ClientSettings;
  readonly #transport: SoapTransport;
  readonly #closing: AbortSignal;

  /** @param closing aborts every call when the client has closed */
  constructor(settings: ClientSettings, transport: SoapTransport, closing: AbortSignal) {
    this.#settings = settings;
    this.#transport = transport;
    this.#closing = closing;
  }

  validate<Name extends ImOperationName>(operation: Name, input: RequestOf<Name>): void {
    encodeBody(operation, input);
  }

  async call<Name extends ImOperationName>(
    operation: Name,
    input: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> {
    options.signal?.throwIfAborted();
    const body = encodeBody(operation, repeatable(operation, input));
    const { retry, clock, random } = this.#settings;
    const { signal, dispose } = linkSignals(options.signal, this.#closing);
    try {
      return await withRetry((number) => this.#attempt(operation, input, body, number, signal), {
        policy: { ...retry, maxAttempts: options.maxAttempts ?? retry.maxAttempts },
        clock,
        random,
        signal,
      });
    } finally {
      dispose();
    }
  }

  async #attempt<Name extends ImOperationName>(
    operation: Name,
    input: RequestOf<Name>,
    body: string,
    number: number,
    callSignal: AbortSignal,
  ): Promise<ResponseOf<Name>> {
    callSignal.throwIfAborted();
    const { endpoint, requestTimeoutMs, clock } = this.#settings;
    // A header of its own for each attempt: a repeated nonce is a replay (WS-Security UsernameToken Profile §4).
    const writeBody: WritePart = (writer) => {
      writer.raw(body);
    };
    const requestXml = writeEnvelope(Soap11, { headers: [securityHeader(this.#settings)], body: writeBody });
    const bytes = new TextEncoder().encode(requestXml);
    const attempt: Attempt = {
      number,
      began: clock.ticks(),
      requestXml,
      requestBytes: bytes.length,
      counts: countsOf(operation, input, undefined),
    };
    const timedOut = new AbortController();
    const allowed = requestTimeoutMs + waitMsOf(input);
    const cancelTimer = clock.schedule(() => {
      timedOut.abort(
        new InstantInboxError('Timeout', { message: `${endpoint} did not answer ${operation} within ${allowed} ms.` }),
      );
    }, allowed);
    const { signal, dispose } = linkSignals(callSignal, timedOut.signal);
    try {
      attempt.reply = await this.#transport.post({
        url: endpoint,
        headers: {
          'content-type': Soap11.contentType(),
          // R2744: the WSDL's value, quoted.
          soapaction: `"${imOperations[operation].soapAction}"`,
          accept: 'text/xml',
        },
        body: bytes,
        signal,
      });
      const response = this.#read(operation, attempt, attempt.reply);
      attempt.counts = countsOf(operation, input, response);
      this.#record(operation, attempt, undefined);
      return response;
    } catch (error) {
      const aborted = signal.aborted && error === signal.reason && !timedOut.signal.aborted;
      const problem = aborted ? undefined : asInstantInboxError(error, 'NetworkError');
      this.#record(operation, attempt, problem?.code ?? 'Aborted');
      throw problem ?? error;
    } finally {
      cancelTimer();
      dispose();
    }
  }

  #read<Name extends ImOperationName>(operation: Name, attempt: Attempt, reply: SoapReply): ResponseOf<Name> {
    const mediaType = parseMediaType(reply.headers['content-type'] ?? '');
    const isXml = mediaType?.type === 'text' && mediaType.subtype === 'xml';
    // R1126: a fault comes with 500. Some gateways make it a 400 or a 200: the envelope decides.
    if (!isXml || reply.body.length === 0) throw errorFromStatus(reply);
    try {
      const text = decodeXmlBytes(reply.body, mediaType.parameters.get('charset'));
      if (this.#settings.captureXml) attempt.responseXml = text;
      const envelope = readEnvelope(text, { versions: [Soap11], limits: ANSWER_LIMITS });
      if (isFault(envelope)) throw errorFromFault(readFault(envelope), reply);
      const { output } = imOperations[operation];
      if (reply.status < 200 || reply.status > 299 || envelope.scanner.name !== output.name) {
        throw new InstantInboxError('UnexpectedResponse', {
          message: `The answer to ${operation} (HTTP ${reply.status}) is an element ${envelope.scanner.qualifiedName}.`,
          httpStatus: reply.status,
        });
      }
      const response = output.decode(envelope.scanner);
      envelope.finish();
      return response;
    } catch (error) {
      if (error instanceof InstantInboxError) throw error;
      if (reply.status < 200 || reply.status > 299) throw errorFromStatus(reply);
      throw new InstantInboxError('UnexpectedResponse', {
        message: `The answer to ${operation} does not follow the contract: ${error instanceof Error ? error.message : String(error)}`,
        httpStatus: reply.status,
        retryAfterSeconds: retryAfterOf(reply),
        cause: error,
        ...(error instanceof SchemaViolation ? { path: error.path, expected: error.expected } : {}),
      });
    }
  }

  #record(operation: ImOperationName, attempt: Attempt, error: string | undefined): void {
    const { onExchange, endpoint, username, clock, captureXml } = this.#settings;
    if (onExchange === undefined) return;
    const { number, began, requestXml, requestBytes, reply, responseXml, counts } = attempt;
    const record: ExchangeRecord = {
      operation,
      endpoint,
      username,
      status: reply?.status ?? 0,
      milliseconds: Math.round(clock.ticks() - began),
      counts,
      attempt: number,
      requestBytes,
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

/** The Body's child as text. @throws InstantInboxError `LocalSchemaViolation` */
function encodeBody<Name extends ImOperationName>(operation: Name, input: RequestOf<Name>): string {
  const writer = new XmlWriter();
  try {
    imOperations[operation].input.encode(writer, input);
  } catch (error) {
    if (!(error instanceof SchemaViolation)) throw error;
    throw new InstantInboxError('LocalSchemaViolation', {
      message: `The request does not follow the contract: ${error.message}. Nothing was sent.`,
      path: error.path,
      expected: error.expected,
      cause: error,
    });
  }
  return writer.take();
}

/**
 * GetMessages is the one request that is not the same the second time: an AUTO answer that was lost on the way counts as
 * received, and a leased one rests. Under a request id it is given again.
 */
function repeatable<Name extends ImOperationName>(operation: Name, input: RequestOf<Name>): RequestOf<Name> {
  if (operation !== 'GetMessages' || ('requestId' in input && input.requestId !== undefined)) return input;
  return { ...input, requestId: newId() };
}

/** How long the provider was asked to hold its answer back. */
function waitMsOf(input: RequestOf<ImOperationName>): number {
  return 'waitSeconds' in input ? (input.waitSeconds ?? 0) * 1000 : 0;
}
