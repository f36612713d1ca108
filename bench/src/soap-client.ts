import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type Agent, type IncomingMessage } from 'node:http';
import { PASSWORD } from './provider-process.js';

/**
 * A client built from the standards and `node:http` alone (SOAP 1.1, WS-Security UsernameToken, XOP, SwA): what it takes
 * is the least that a client takes, and nothing of the project's own code measures itself.
 */
export type Profile = 'plain' | 'mtom' | 'swa';

/** A body in pieces, of known length. */
export interface Outgoing {
  readonly contentType: string;
  readonly length: number;
  readonly pieces: Iterable<Buffer>;
}

const IM = 'urn:imps-wsi:im:1';
const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const BOUNDARY = 'MIME_bench_0b7f2f5e9d3c41a8';
const ROOT = '<root@bench.example>';
const CONTENT = 'content@bench.example';

/** By a person's password, or by a service's secret, which costs the provider no hash that is made to be slow. */
export const envelope = (user: string, body: string, secret?: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>` +
  `<wsse:Security xmlns:wsse="${WSS}-wssecurity-secext-1.0.xsd"><wsse:UsernameToken>` +
  `<wsse:Username>${user}</wsse:Username>${secret === undefined ? plainPassword : digestOf(secret)}` +
  `</wsse:UsernameToken></wsse:Security></s:Header><s:Body>${body}</s:Body></s:Envelope>`;

const passwordElement = (type: string, value: string): string =>
  `<wsse:Password Type="${WSS}-username-token-profile-1.0#${type}">${value}</wsse:Password>`;
const plainPassword = passwordElement('PasswordText', PASSWORD);

function digestOf(secret: string): string {
  const nonce = randomBytes(16);
  const created = new Date().toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(secret).digest('base64');
  return (
    passwordElement('PasswordDigest', digest) +
    `<wsse:Nonce EncodingType="${WSS}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</wsse:Nonce>` +
    `<wsu:Created xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd">${created}</wsu:Created>`
  );
}

export const operation = (name: string, content: string): string =>
  `<${name}Request xmlns="${IM}">${content}</${name}Request>`;

/** SendMessages with one message of one part; what stands for its content is given. */
export const sendOne = (id: string, recipients: readonly string[], content: string): string =>
  operation(
    'SendMessages',
    `<message><clientMessageId>${id}</clientMessageId>` +
      recipients.map((recipient) => `<recipient>${recipient}</recipient>`).join('') +
      `<part><contentType>application/octet-stream</contentType>${content}</part></message>`,
  );

/** An envelope alone. */
export function bare(text: string): Outgoing {
  const bytes = Buffer.from(text);
  return { contentType: 'text/xml; charset=utf-8', length: bytes.length, pieces: [bytes] };
}

/** How an envelope refers to the content beside it. */
export const referenceOf = (profile: 'mtom' | 'swa'): string =>
  profile === 'mtom'
    ? `<data><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${CONTENT}"/></data>`
    : `<attachment>cid:${CONTENT}</attachment>`;

/** An envelope with one content beside it. */
export function packageOf(
  profile: 'mtom' | 'swa',
  text: string,
  content: { readonly size: number; readonly pieces: Iterable<Buffer> },
): Outgoing {
  const [type, rootType] =
    profile === 'mtom'
      ? ['type="application/xop+xml"; start-info="text/xml"', 'application/xop+xml; charset=UTF-8; type="text/xml"']
      : ['type="text/xml"', 'text/xml; charset=UTF-8'];
  const head = Buffer.from(
    `--${BOUNDARY}\r\nContent-Type: ${rootType}\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: ${ROOT}\r\n\r\n` +
      `${text}\r\n--${BOUNDARY}\r\nContent-Type: application/octet-stream\r\n` +
      `Content-Transfer-Encoding: binary\r\nContent-ID: <${CONTENT}>\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  return {
    contentType: `multipart/related; ${type}; start="${ROOT}"; boundary="${BOUNDARY}"`,
    length: head.length + content.size + tail.length,
    pieces: (function* () {
      yield head;
      yield* content.pieces;
      yield tail;
    })(),
  };
}

/**
 * Sends as fast as it is taken.
 *
 * @param agent keeps connections for many small requests; without one, each has its own
 * @throws when the answer is not 200
 */
export async function post(
  url: string,
  { contentType, length, pieces }: Outgoing,
  agent: Agent | false = false,
): Promise<IncomingMessage> {
  const sent = request(url, {
    method: 'POST',
    agent,
    headers: { 'Content-Type': contentType, 'Content-Length': length, SOAPAction: '""' },
  });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  // Met where it is awaited; until then writing may meet it first.
  answered.catch(() => undefined);
  for (const piece of pieces) {
    if (!sent.write(piece)) await Promise.race([once(sent, 'drain'), answered]);
  }
  sent.end();
  const [response] = await answered;
  if (response.statusCode !== 200) {
    throw new Error(`answered ${String(response.statusCode)}: ${(await bytesOf(response)).toString('utf8', 0, 2000)}`);
  }
  return response;
}

export async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Sends and reads an envelope. @throws when a message was not taken */
export async function deliver(url: string, outgoing: Outgoing, agent: Agent | false = false): Promise<void> {
  const answer = (await bytesOf(await post(url, outgoing, agent))).toString('utf8');
  const codes = [...answer.matchAll(/<(?:\w+:)?code>(\d+)</g)].map(([, code]) => code);
  if (codes.length === 0 || codes.some((code) => code !== '200'))
    throw new Error(`not taken: ${answer.slice(0, 2000)}`);
}

/** The text of an element's first occurrence. @throws when there is none */
export function textOf(answer: Buffer | string, element: string): string {
  const found = new RegExp(`<(?:\\w+:)?${element}>([^<]*)<`).exec(answer.toString('utf8'))?.[1];
  if (found === undefined) throw new Error(`no ${element} in ${answer.toString('utf8').slice(0, 500)}`);
  return found;
}
