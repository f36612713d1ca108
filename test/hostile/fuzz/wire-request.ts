import { gzipSync } from 'node:zlib';
import type { Random } from '../../crash/random.js';
import type { Encoding, RawPart } from '../../wire/raw-package.js';
import { attachment, packageType, rootPart } from '../../wire/raw-package.js';
import { PORTS, type Port, type Seed } from './seeds.js';

/** What goes over the wire. */
export interface WireRequest {
  readonly port: Port;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Broken {
  readonly request: WireRequest;
  /** What was done to it, in words. */
  readonly done: readonly string[];
}

const ENCODINGS: readonly Encoding[] = ['binary', 'base64', 'quoted-printable', '8bit', '7bit'];
const OCTETS = Buffer.from('\x89PNG\r\n\x1a\n--boundary\r\n\u00ff\x00', 'latin1');

/** An envelope as a request that is right; where the seed refers to parts, as a package. */
export function rightRequest({ port, attachments }: Seed, envelope: string, random: Random): WireRequest {
  if (attachments.length === 0) {
    return {
      port,
      headers: { 'Content-Type': PORTS[port].version.contentType(), SOAPAction: '""' },
      body: Buffer.from(envelope),
    };
  }
  return packageOf(port, partsOf(port, attachments, envelope, random), 'MIME_boundary');
}

function partsOf(port: Port, attachments: readonly string[], envelope: string, random: Random): RawPart[] {
  return [
    rootPart(PORTS[port].profile ?? 'swa', envelope, PORTS[port].version.mediaType),
    ...attachments.map((id) => attachment(id, OCTETS, { type: 'image/png', encoding: random.pick(ENCODINGS) })),
  ];
}

function packageOf(port: Port, parts: readonly RawPart[], boundary: string, contentType?: string): WireRequest {
  const { profile = 'swa', version } = PORTS[port];
  const pieces: Uint8Array[] = [];
  for (const { headers, body } of parts) {
    pieces.push(
      Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    );
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    port,
    headers: {
      'Content-Type': contentType ?? packageType(profile, boundary, undefined, version.mediaType),
      SOAPAction: '""',
    },
    body: Buffer.concat(pieces),
  };
}

type PackageMutation = (parts: RawPart[], random: Random) => string;

const PACKAGE_MUTATIONS: readonly PackageMutation[] = [
  (parts, random) => {
    parts.splice(random.between(0, parts.length - 1), 1);
    return 'a part is missing';
  },
  (parts, random) => {
    const part = random.pick(parts);
    const times = random.weighted<number>([
      [10, 1],
      [1, random.between(100, 11_000)],
    ]);
    parts.push(...Array.from({ length: times }, () => part));
    return `a part ${String(times)} times more`;
  },
  (parts) => {
    parts.reverse();
    return 'parts in reverse';
  },
  (parts, random) => changeHeaders(parts, random, (headers) => headers.slice(1), 'a header is missing'),
  (parts, random) => changeHeaders(parts, random, (headers) => [...headers, ...headers], 'headers twice'),
  (parts, random) =>
    changeHeaders(
      parts,
      random,
      (headers) => [
        ...headers,
        random.pick([
          'Content-Transfer-Encoding: x-unknown',
          'Content-Length: 5',
          'no colon',
          ': no name',
          `X-Long: ${'y'.repeat(2 ** random.between(8, 20))}`,
          'Content-Type: multipart/related; boundary="MIME_boundary"',
          'Content-Type: text/xml; charset=utf-7',
          'Content-ID: <part%201&@b1.example>',
          'Folded: a\r\n b\r\n\tc',
          'N\u0000l: x',
        ]),
      ],
      'a header more',
    ),
  (parts, random) =>
    changeHeaders(
      parts,
      random,
      (headers) =>
        headers.map((line) => line.replace(/(binary|8bit|7bit|base64|quoted-printable)/, random.pick(ENCODINGS))),
      'another transfer encoding than it has',
    ),
  (parts, random) => {
    const at = random.between(0, parts.length - 1);
    const part = parts[at];
    if (part !== undefined)
      parts[at] = { ...part, body: Buffer.concat([Buffer.from(part.body), Buffer.from('\r\n--MIME_bound')]) };
    return 'nearly a boundary in a part';
  },
];

function changeHeaders(
  parts: RawPart[],
  random: Random,
  change: (headers: readonly string[]) => readonly string[],
  what: string,
): string {
  const at = random.between(0, parts.length - 1);
  const part = parts[at];
  if (part !== undefined) parts[at] = { ...part, headers: change(part.headers) };
  return what;
}

const PACKAGE_TYPES: readonly string[] = [
  'multipart/related',
  'multipart/related; boundary=""',
  'multipart/related; boundary="MIME_boundary"',
  'multipart/related; type="text/html"; boundary="MIME_boundary"',
  'multipart/related; type="text/xml"; start="<nobody>"; boundary="MIME_boundary"',
  `multipart/related; type="text/xml"; boundary="${'b'.repeat(300)}"`,
  'multipart/mixed; boundary="MIME_boundary"',
  'multipart/related; type="application/xop+xml"; start-info="application/soap+xml"; boundary="MIME_boundary"',
  'multipart/related; boundary*0="MIME_"; boundary*1="boundary"; type="text/xml"',
];

/** A package that is wrong in its parts, their headers or its type. */
export function brokenPackage(seed: Seed, envelope: string, random: Random): Broken {
  const parts = partsOf(seed.port, seed.attachments, envelope, random);
  const done = [random.pick(PACKAGE_MUTATIONS)(parts, random)];
  const type = random.chance(0.2) ? random.pick(PACKAGE_TYPES) : undefined;
  if (type !== undefined) done.push(`Content-Type: ${type.slice(0, 60)}`);
  return { request: packageOf(seed.port, parts, 'MIME_boundary', type), done };
}

/** The same bytes in another way, or other bytes: encodings, headers, compression, damage. */
export function brokenWire(request: WireRequest, random: Random): Broken {
  const { headers, body } = request;
  const withBody = (changed: Buffer, more: Readonly<Record<string, string>> = {}): WireRequest => ({
    ...request,
    headers: { ...headers, ...more },
    body: changed,
  });
  const at = random.between(0, Math.max(0, body.length - 1));
  return random.weighted<() => Broken>([
    [3, () => ({ request: withBody(utf16(body, 'le')), done: ['UTF-16LE without being told'] })],
    [
      3,
      () => ({
        request: withBody(utf16(body, 'be'), { 'Content-Type': 'text/xml; charset=utf-16' }),
        done: ['UTF-16BE'],
      }),
    ],
    [
      2,
      () => ({
        request: withBody(body, { 'Content-Type': random.pick(CONTENT_TYPES) }),
        done: ['another Content-Type'],
      }),
    ],
    [2, () => ({ request: withBody(body, { SOAPAction: random.pick(ACTIONS) }), done: ['another SOAPAction'] })],
    [3, () => ({ request: withBody(flipped(body, at, random)), done: [`a byte at ${String(at)} is another`] })],
    [2, () => ({ request: withBody(body.subarray(0, at)), done: [`cut off at ${String(at)}`] })],
    [2, () => ({ request: withBody(gzipSync(body), { 'Content-Encoding': 'gzip' }), done: ['gzip'] })],
    [
      1,
      () => ({
        request: withBody(gzipSync(body).subarray(0, at), { 'Content-Encoding': 'gzip' }),
        done: ['gzip, cut off'],
      }),
    ],
    [
      1,
      () => ({
        request: withBody(body, { 'Content-Encoding': random.pick(['gzip', 'br', 'x', 'gzip, gzip']) }),
        done: ['a Content-Encoding that it has not'],
      }),
    ],
    [
      0.2,
      () => ({
        request: withBody(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), { 'Content-Encoding': 'gzip' }),
        done: ['a gzip bomb'],
      }),
    ],
    [
      1,
      () => ({
        request: withBody(Buffer.concat([Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80]), body])),
        done: ['bytes that are no UTF-8'],
      }),
    ],
  ])();
}

const CONTENT_TYPES: readonly string[] = [
  'text/xml',
  'text/xml; charset=ISO-8859-1',
  'text/xml; charset=utf-7',
  'text/xml; charset="utf-8"; charset=utf-16',
  'application/soap+xml; charset=utf-8',
  'application/soap+xml; action=urn:x; charset=utf-16',
  'application/json',
  'text/plain',
  'x',
  'text/xml; charset=',
];
const ACTIONS: readonly string[] = ['', '"', 'urn:x', '"urn:imps-wsi:im:1/GetMessages"', 'x'.repeat(8000)];

function utf16(body: Buffer, order: 'le' | 'be'): Buffer {
  const encoded = Buffer.from(`\ufeff${body.toString('utf8')}`, 'utf16le');
  return order === 'le' ? encoded : encoded.swap16();
}

function flipped(body: Buffer, at: number, random: Random): Buffer {
  const changed = Buffer.from(body);
  if (changed.length > 0) changed[at] = random.between(0, 255);
  return changed;
}
