import { dial } from '../wire/exchange.js';

/** HTTP as it stands on the wire: nothing between a test and the socket adds, repairs or hides anything. */

export interface RawAnswer {
  readonly version: string;
  readonly status: number;
  /** In order, as written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Transfer coding undone. */
  readonly body: Buffer;
}

/** The value of a header that may come once; several are a failure. */
export function headerOf({ headers }: Pick<RawAnswer, 'headers'>, wanted: string): string | undefined {
  const found = headers.filter(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (found.length > 1) throw new Error(`${wanted} comes ${String(found.length)} times`);
  return found[0]?.[1];
}

export const textOf = ({ body }: Pick<RawAnswer, 'body'>): string => body.toString('utf8');

export interface RawRequest {
  readonly method?: string;
  readonly target: string;
  readonly version?: '1.0' | '1.1';
  /** Lines without their ends; Host and Content-Length come from here only if `bare` says so. */
  readonly headers?: readonly string[];
  readonly body?: Uint8Array | string;
  /** Neither Host nor Content-Length nor Connection is added. */
  readonly bare?: boolean;
}

/** The bytes of a request, after which the connection is to end unless a header says otherwise. */
export function requestBytes({
  method = 'POST',
  target,
  version = '1.1',
  headers = [],
  body = '',
  bare = false,
}: RawRequest): Buffer {
  const bytes = Buffer.from(body);
  const has = (name: string): boolean => headers.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const own = bare
    ? []
    : [
        ...(version === '1.1' && !has('host') ? ['Host: localhost'] : []),
        ...(has('content-length') || has('transfer-encoding') ? [] : [`Content-Length: ${String(bytes.length)}`]),
        ...(has('connection') ? [] : ['Connection: close']),
      ];
  return Buffer.concat([
    Buffer.from(`${[`${method} ${target} HTTP/${version}`, ...own, ...headers].join('\r\n')}\r\n\r\n`, 'latin1'),
    bytes,
  ]);
}

/** A body in chunks, each with the extension, and trailers behind them. */
export function chunked(
  body: Uint8Array | string,
  { size = 100, extension = '', trailers = [] }: { size?: number; extension?: string; trailers?: string[] } = {},
): Buffer {
  const bytes = Buffer.from(body);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)}${extension}\r\n`), piece, Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`));
  return Buffer.concat(pieces);
}

/** Writes bytes and reads all answers until the other side closes. `methods` are those of the requests, where one is HEAD. */
export async function converse(
  url: string,
  bytes: Uint8Array,
  methods: readonly string[] = [],
): Promise<readonly RawAnswer[]> {
  const socket = await dial(url);
  const pieces: Buffer[] = [];
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.write(bytes);
  await closed;
  return answersIn(Buffer.concat(pieces), methods);
}

/** Takes what came on a connection apart, as RFC 9112 has it. @throws on what no HTTP answer may be */
export function answersIn(bytes: Buffer, methods: readonly string[] = []): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) throw new Error(`not a whole answer: ${bytes.toString('latin1', at, at + 200)}`);
    const [line = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n');
    const [, version = '', status = ''] = /^HTTP\/(1\.[01]) (\d{3}) [ -~]*$/.exec(line) ?? [];
    if (status === '') throw new Error(`not a status line: ${line}`);
    const headers = lines.map((each) => {
      const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(each) ?? [];
      if (name === '') throw new Error(`not a header: ${each}`);
      return [name, value] as const;
    });
    const finals = answers.filter((each) => each.status >= 200).length;
    const isBodiless = Number(status) < 200 || status === '204' || status === '304' || methods[finals] === 'HEAD';
    const [body, next] = isBodiless ? [Buffer.alloc(0), end + 4] : bodyAt(bytes, end + 4, { headers });
    answers.push({ version, status: Number(status), headers, body });
    at = next;
  }
  return answers;
}

function bodyAt(bytes: Buffer, start: number, head: Pick<RawAnswer, 'headers'>): [body: Buffer, next: number] {
  const length = headerOf(head, 'Content-Length');
  const coding = headerOf(head, 'Transfer-Encoding');
  if (coding !== undefined) {
    if (coding !== 'chunked' || length !== undefined)
      throw new Error(`framed by ${coding} and ${length ?? 'no length'}`);
    return dechunked(bytes, start);
  }
  if (length === undefined) return [bytes.subarray(start), bytes.length];
  const end = start + Number(length);
  if (end > bytes.length) throw new Error(`the body ends after ${String(bytes.length - start)} of ${length} bytes`);
  return [bytes.subarray(start, end), end];
}

function dechunked(bytes: Buffer, start: number): [body: Buffer, next: number] {
  const pieces: Buffer[] = [];
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (line < 0 || Number.isNaN(size)) throw new Error('a broken chunk');
    if (size === 0) return [Buffer.concat(pieces), bytes.indexOf('\r\n\r\n', line) + 4];
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
