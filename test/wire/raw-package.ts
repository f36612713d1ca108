import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/**
 * A client of SOAP with Attachments and of MTOM built from the standards alone (RFC 2045 to 2047, RFC 2387, RFC 2392,
 * XOP 1.0, Attachments Profile 1.0): nothing of the project's own packaging is used, neither to write nor to read.
 */

export type Profile = 'swa' | 'mtom';
export type Encoding = '7bit' | '8bit' | 'binary' | 'base64' | 'quoted-printable';

export interface RawPart {
  /** Header lines as they are to be written. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | string;
}

export interface RawPackage {
  readonly contentType: string;
  readonly body: Buffer;
}

export const ROOT_ID = 'root@client.example';

/** The media types of the message that a package holds. */
export type MessageType = 'text/xml' | 'application/soap+xml';

/** The Content-Type of a package; null: it names no start. */
export const packageType = (
  profile: Profile,
  boundary: string,
  start: string | null = `<${ROOT_ID}>`,
  message: MessageType = 'text/xml',
): string =>
  [
    'multipart/related',
    ...(profile === 'mtom' ? ['type="application/xop+xml"', `start-info="${message}"`] : ['type="text/xml"']),
    ...(start === null ? [] : [`start="${start}"`]),
    `boundary="${boundary}"`,
  ].join('; ');

/** The part with the envelope. */
export const rootPart = (profile: Profile, envelope: string, message: MessageType = 'text/xml'): RawPart => ({
  headers: [
    profile === 'mtom'
      ? `Content-Type: application/xop+xml; charset=UTF-8; type="${message}"`
      : 'Content-Type: text/xml; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
    `Content-ID: <${ROOT_ID}>`,
  ],
  body: envelope,
});

/** An attachment. */
export const attachment = (
  id: string,
  bytes: Uint8Array,
  { type = 'application/octet-stream', encoding = 'binary' }: { type?: string; encoding?: Encoding } = {},
): RawPart => ({
  headers: [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, `Content-ID: <${id}>`],
  body: encoded(bytes, encoding),
});

function encoded(bytes: Uint8Array, encoding: Encoding): Uint8Array | string {
  if (encoding === 'base64') {
    return (
      Buffer.from(bytes)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\r\n');
  }
  if (encoding !== 'quoted-printable') return bytes;
  let line = '';
  const lines: string[] = [];
  for (const byte of bytes) {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x3d;
    line += plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (line.length > 70) {
      lines.push(line);
      line = '';
    }
  }
  return [...lines, line].join('=\r\n');
}

/** How an element refers to an attachment: inside of `data` by MTOM, in its place by SwA. */
export const reference = (profile: Profile, id: string): string => {
  const uri = `cid:${encodeURIComponent(id)}`;
  return profile === 'mtom'
    ? `<data><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="${uri}"/></data>`
    : `<attachment>${uri}</attachment>`;
};

/** Parts in a package, in the order given. */
export function pack(
  profile: Profile,
  parts: readonly RawPart[],
  start?: string | null,
  message?: MessageType,
): RawPackage {
  const boundary = `MIME_${randomBytes(12).toString('hex')}`;
  const pieces: (string | Uint8Array)[] = [];
  for (const { headers, body } of parts)
    pieces.push(`--${boundary}\r\n`, `${headers.join('\r\n')}\r\n\r\n`, body, '\r\n');
  pieces.push(`--${boundary}--\r\n`);
  return {
    contentType: packageType(profile, boundary, start, message),
    body: Buffer.concat(pieces.map((p) => Buffer.from(p))),
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Sends a package, in pieces of a size where one is given, and reads the answer as bytes. */
export function postPackage(
  url: string,
  { contentType, body }: RawPackage,
  { piece = body.length, headers = {} }: { piece?: number; headers?: Readonly<Record<string, string>> } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': contentType, SOAPAction: '""', ...headers },
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    for (let at = 0; at < body.length; at += piece) sent.write(body.subarray(at, at + piece));
    sent.end();
  });
}

export interface ReadPart {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Takes an answer apart: the parts of a package, or the envelope alone. Fails on what the standards do not allow. */
export function readAnswer({ headers, bytes }: RawAnswer): { root: string; parts: ReadonlyMap<string, ReadPart> } {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/related')) return { root: bytes.toString('utf8'), parts: new Map() };
  const parameter = (name: string): string => new RegExp(`; *${name}="([^"]*)"`).exec(type)?.[1] ?? '';
  const boundary = `\r\n--${parameter('boundary')}`;
  const text = `\r\n${bytes.toString('latin1')}`;
  const sections = text.split(boundary);
  const [preamble, ...rest] = sections;
  const closing = rest.pop();
  if (preamble !== '' || closing !== '--\r\n') throw new Error(`not a whole package: ${text.slice(0, 300)}`);
  const parts = rest.map((section): ReadPart => {
    const end = section.indexOf('\r\n\r\n');
    const lines = section.slice(2, end).split('\r\n');
    const pairs = lines.map((line) => /^([^:]+): (.*)$/.exec(line) ?? ['', '', '']);
    return {
      headers: Object.fromEntries(pairs.map(([, name = '', value = '']) => [name.toLowerCase(), value])),
      body: Buffer.from(section.slice(end + 4), 'latin1'),
    };
  });
  const idOf = (part: ReadPart): string => /^<(.*)>$/.exec(part.headers['content-id'] ?? '')?.[1] ?? '';
  const start = parameter('start').replace(/^<|>$/g, '');
  const root = parts.find((part) => idOf(part) === start);
  if (root === undefined) throw new Error(`no part is the root ${start}`);
  const rootType = root.headers['content-type'] ?? '';
  if (!rootType.startsWith(parameter('type'))) throw new Error(`the root is ${rootType}`);
  return {
    root: root.body.toString('utf8'),
    parts: new Map(parts.filter((part) => part !== root).map((part) => [idOf(part), part])),
  };
}

/** The attachments that an envelope refers to, in the order of the references, by either profile. */
export function referredTo(answer: RawAnswer): ReadPart[] {
  const { root, parts } = readAnswer(answer);
  return [...root.matchAll(/(?:href="|<attachment>)cid:([^"<]+)/g)].map(([, id = '']) => {
    const part = parts.get(decodeURIComponent(id));
    if (part === undefined) throw new Error(`no part is ${id}`);
    return part;
  });
}
