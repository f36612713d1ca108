import type { IncomingMessage } from 'node:http';

/** More than any client or proxy sends. Their bytes in all are bounded by the parser. */
const MAX_HEADERS = 200;
/** Node would silently leave out the rest: where a forwarding header is among it, a stranger would seem to be no stranger. */
export const PARSED_HEADERS = 0;
/** In all, their names included. */
export const HEADER_BYTES = 16 * 1024;
/** Requests of one connection that wait for their answers; clients that pipeline at all have a handful. */
export const MAX_PIPELINED = 64;

/**
 * The request's target in origin form. Who takes us for a proxy names the whole address, which is to be read as if it were a
 * path and the Host (RFC 9112 §3.2.2); whatever Host stands beside it then means nothing.
 */
export function useOriginForm(request: IncomingMessage): void {
  const { url = '' } = request;
  if (url.startsWith('/')) return;
  const [start, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  if (start === undefined) return;
  const path = url.slice(start.length);
  request.url = path.startsWith('/') ? path : `/${path}`;
  request.headers.host = authority;
}

/**
 * Does the client wait for a go-ahead before it sends the body? RFC 9110 §10.1.1, §15.2: who speaks HTTP/1.0 knows none, and
 * would take it for the answer.
 */
export const isExpectant = ({ headers: { expect }, httpVersion }: IncomingMessage): boolean =>
  expect !== undefined && httpVersion === '1.1' && GO_AHEAD.test(expect);

const GO_AHEAD = /^\s*100-continue\s*$/i;

/** What is wrong with the head of a request that the parser has let pass: status and text. */
export function headRefusal(request: IncomingMessage): readonly [number, string] | undefined {
  const { rawHeaders, headers, httpVersion } = request;
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    return [431, `The request has more than ${String(MAX_HEADERS)} header fields; send fewer.`];
  }
  let hosts = 0;
  let types = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    else if (name?.length === 12 && name.toLowerCase() === 'content-type') types += 1;
  }
  // RFC 9112 §3.2, RFC 9110 §8.3: two of them may mean different things to us and to who has passed the request on.
  if (hosts > 1) return [400, 'The request has more than one Host; send one.'];
  if (types > 1) return [400, 'The request has more than one Content-Type; send one.'];
  // RFC 9110 §10.1.1; an empty one expects nothing.
  const { expect = '' } = headers;
  if (expect.trim() !== '' && httpVersion === '1.1' && !isExpectant(request)) {
    return [417, 'The request expects what is not offered; Expect may say 100-continue.'];
  }
  return undefined;
}
