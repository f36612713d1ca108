import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { serviceException } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault } from '@imps-wsi/contract/soap';

/** HTTP without anything that repairs a request on its way: headers, bytes and their timing are the test's own. */

/** What a SOAP 1.1 fault says. */
export interface WireFault {
  /** Local name of the faultcode, `Client` or `FailedAuthentication`. */
  readonly code: string;
  /** Namespace of the faultcode. */
  readonly namespace: string;
  readonly reason: string;
  /** The ServiceFault, where the fault is about the Body. */
  readonly detail:
    | {
        readonly code: number;
        readonly errorName: string;
        readonly retryable: boolean;
        readonly retryAfterSeconds?: number | undefined;
        readonly path?: string | undefined;
        readonly expected?: string | undefined;
        readonly referenceId?: string | undefined;
        readonly documentation?: string | undefined;
      }
    | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface PostOptions {
  readonly headers?: OutgoingHttpHeaders;
  readonly method?: string;
  /** Send in chunks, without Content-Length. */
  readonly chunks?: readonly Uint8Array[];
  readonly signal?: AbortSignal;
  /** Address to connect from, such as 127.0.0.2. */
  readonly localAddress?: string;
}

export const SOAP_HEADERS = { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' } as const;

/** Sends one request on a connection of its own; a header of value undefined is left out. */
export function post(url: string, body: string | Uint8Array, options: PostOptions = {}): Promise<Answer> {
  const given: OutgoingHttpHeaders = { ...SOAP_HEADERS, ...options.headers };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const { method = 'POST', chunks, signal, localAddress } = options;
    const connection = { agent: false, ...(localAddress === undefined ? {} : { localAddress }) };
    const sent = httpRequest(url, { method, headers, ...connection, ...(signal === undefined ? {} : { signal }) });
    sent.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    if (chunks === undefined) sent.end(body);
    else {
      for (const chunk of chunks) sent.write(chunk);
      sent.end();
    }
  });
}

/** The fault in an answer. Fails when there is none. */
export function faultOf(answer: Answer): WireFault {
  const received = readEnvelope(answer.text);
  if (!isFault(received)) throw new Error(`expected a fault, got HTTP ${String(answer.status)}: ${answer.text}`);
  const { code, reason, details } = readFault(received);
  const [detail] = details;
  return {
    code: code.local,
    namespace: code.uri,
    reason,
    detail: detail === undefined ? undefined : serviceException.decode(detail.open()),
  };
}

/** All text of the elements of this local name, in order, unescaped as far as tests need it. */
export function valuesOf(answer: Answer, name: string): string[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([^<]*)</`, 'g');
  return [...answer.text.matchAll(pattern)].map(([, text = '']) =>
    text
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#13;/g, '\r')
      .replace(/&amp;/g, '&'),
  );
}

/** A plain connection to the provider. */
export function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => resolve(socket));
    socket.on('error', reject);
  });
}

/** Everything that comes until the other side closes. */
export function readToEnd(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('close', () => resolve(Buffer.concat(pieces).toString('utf8')));
  });
}

/** The text of an HTTP request. */
export const httpText = (
  path: string,
  body: string,
  { version = '1.1', headers = {} }: { version?: string; headers?: Readonly<Record<string, string>> } = {},
): string => {
  const all = {
    ...(version === '1.1' ? { Host: 'localhost' } : {}),
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/${version}\r\n${lines.join('')}\r\n${body}`;
};

/** Gives way until a condition holds; fails with its name after so long that a busy machine has had its time. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1_800; attempt += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never happened: ${what}`);
}
