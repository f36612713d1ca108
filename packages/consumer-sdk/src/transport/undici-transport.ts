import { createSecureContext } from 'node:tls';
import { createGunzip, createInflate } from 'node:zlib';
import { Readable, type Transform } from 'node:stream';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import { invalid, positive } from '../client/options.js';
import { InstantInboxError } from '../errors.js';
import type { SoapReply, SoapRequest, SoapTransport } from './soap-transport.js';

/** TLS material in PEM. */
export interface TlsOptions {
  /** Certificate authorities to trust instead of the system's. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** This client's certificate, where the provider asks for one. */
  readonly cert?: string | Uint8Array | undefined;
  /** The key of `cert`. */
  readonly key?: string | Uint8Array | undefined;
  /** The name to expect in the provider's certificate, where it is not the endpoint's host name. */
  readonly servername?: string | undefined;
}

export interface UndiciTransportOptions {
  readonly tls?: TlsOptions | undefined;
  /** URL of an HTTP proxy, credentials in the URL if it wants any. */
  readonly proxy?: string | undefined;
  /** Largest answer accepted, in bytes after decompression. Default 256 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Most connections kept to one provider; each long poll holds one. Default 64. */
  readonly connections?: number | undefined;
  /** How long establishing a connection may take. Default 10 000 ms. */
  readonly connectTimeoutMs?: number | undefined;
}

const DEFAULT_MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

/** Connections kept alive, TLS of your own, proxy, gzip; on undici. */
export class UndiciTransport implements SoapTransport {
  readonly #dispatcher: Dispatcher;
  readonly #maxResponseBytes: number;

  /** @throws InstantInboxError `InvalidOptions` */
  constructor(options: UndiciTransportOptions = {}) {
    this.#maxResponseBytes = positive('maxResponseBytes', options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES);
    const tls = tlsConnectOptions(options.tls);
    const timeout = positive('connectTimeoutMs', options.connectTimeoutMs ?? 10_000);
    const common = {
      connections: options.connections ?? 64,
      // A long poll is silent for as long as it was asked to wait: the request's own signal bounds it, not the socket.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#dispatcher =
      options.proxy === undefined
        ? new Agent({ ...common, connect: { ...tls, timeout } })
        : new ProxyAgent({ ...common, uri: proxyUrl(options.proxy), requestTls: { ...tls, timeout } });
  }

  async post(soapRequest: SoapRequest): Promise<SoapReply> {
    const { signal } = soapRequest;
    try {
      const response = await request(soapRequest.url, {
        method: 'POST',
        dispatcher: this.#dispatcher,
        headers: { 'accept-encoding': 'gzip', ...soapRequest.headers },
        body: bodyOf(soapRequest),
        signal,
      });
      const headers = plainHeaders(response.headers);
      const body = await readBounded(response.body, headers['content-encoding'], this.#maxResponseBytes);
      return { status: response.statusCode, headers, body };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof InstantInboxError) throw error;
      const { host } = new URL(soapRequest.url);
      if (isUntrusted(error)) {
        throw new InstantInboxError('UntrustedCertificate', {
          message: `The certificate of ${host} is not trusted (${describe(error)}); check the endpoint, or give the authority in tls.ca.`,
          cause: error,
        });
      }
      throw new InstantInboxError('NetworkError', {
        message: `${host} could not be reached or the connection broke: ${describe(error)}`,
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }
}

/** Chunks as a stream, of which undici asks no more than the connection takes. */
function bodyOf({ body }: SoapRequest): Uint8Array | Readable {
  if (body instanceof Uint8Array) return body;
  const stream = Readable.from(body);
  // What breaks the body breaks the request, which says so; a second time, after the request is over, nobody listens.
  stream.on('error', () => undefined);
  return stream;
}

function tlsConnectOptions(tls: TlsOptions | undefined): {
  ca?: (string | Buffer)[];
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
} {
  if (tls === undefined) return {};
  const { ca, cert, key, servername } = tls;
  const list = ca === undefined ? undefined : typeof ca === 'string' || ca instanceof Uint8Array ? [ca] : ca;
  const material = {
    ...(list === undefined ? {} : { ca: list.map(pem) }),
    ...(cert === undefined ? {} : { cert: pem(cert) }),
    ...(key === undefined ? {} : { key: pem(key) }),
  };
  // Else each connection would fail with it, and be tried again as if the network were to blame.
  if (list?.every(holdsCertificate) === false) throw invalid('tls.ca', 'certificates in PEM');
  try {
    createSecureContext(material);
  } catch (error) {
    throw invalid('tls', `a certificate and its key in PEM (${describe(error)})`);
  }
  return { ...material, ...(servername === undefined ? {} : { servername }) };
}

const holdsCertificate = (value: string | Uint8Array): boolean =>
  /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(pem(value).toString());

function proxyUrl(proxy: string): string {
  const protocol = URL.canParse(proxy) ? new URL(proxy).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return proxy;
  throw invalid('proxy', 'the URL of an HTTP proxy such as http://proxy.example:3128');
}

const pem = (value: string | Uint8Array): string | Buffer => (typeof value === 'string' ? value : Buffer.from(value));

function plainHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

/** Reads to the end, undoing the content coding, and gives up as soon as there is more than allowed. */
async function readBounded(body: Readable, encoding: string | undefined, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Destroying a body half way makes it emit an error that nobody waits for any more.
  body.on('error', () => undefined);
  const stream = decoded(body, encoding);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > limit) {
        throw new InstantInboxError('ResponseTooLarge', {
          message: `The answer is larger than ${limit} bytes; ask for fewer messages or raise maxResponseBytes.`,
        });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    // Leaving early must not leave the socket half read; at the end of the body it stays for the next request.
    body.destroy();
    throw error;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

function decoded(body: Readable, encoding: string | undefined): Readable {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return forwardErrors(body, createGunzip());
    case 'deflate':
      return forwardErrors(body, createInflate());
    default:
      body.destroy();
      throw new InstantInboxError('UnexpectedResponse', {
        message: `The answer is coded as "${encoding ?? ''}", which was not offered to the provider.`,
      });
  }
}

/** `pipe` alone would leave the reader waiting for ever when the socket breaks. */
function forwardErrors(body: Readable, transform: Transform): Readable {
  body.on('error', (error) => transform.destroy(error));
  return body.pipe(transform);
}

/** Codes of a failed verification (X509_V_ERR_*, and Node's for the host name): trying again does not mend them. */
const UNTRUSTED =
  /^(CERT_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|INVALID_(CA|PURPOSE)|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/;

/** Told by shape: errors of the platform are not everywhere instances of our `Error`. */
function isUntrusted(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  return (typeof code === 'string' && UNTRUSTED.test(code)) || (typeof cause === 'object' && isUntrusted(cause));
}

/** Connection failures of several addresses come as an AggregateError with an empty message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    const [first] = error.errors as unknown[];
    return describe(first);
  }
  if (!(error instanceof Error)) return String(error);
  const { code } = error as Error & { readonly code?: unknown };
  const inner = error.cause instanceof Error && error.cause.message !== '' ? ` (${error.cause.message})` : '';
  const text = error.message === '' ? error.name : error.message;
  return typeof code === 'string' && !text.includes(code) ? `${code}: ${text}${inner}` : `${text}${inner}`;
}
