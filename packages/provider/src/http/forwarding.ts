import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { plainAddress } from '../networks.js';

/** What proxies say of the way that a request has come. Anybody can say it: who may be believed is not decided here. */

/** One step of the way, as the proxy at its end tells it. */
export interface Hop {
  /** Who was at its beginning; undefined where that is not told, or cannot be read. */
  readonly address: string | undefined;
  /** `http` or `https` of that step; undefined where it is not told. */
  readonly scheme: string | undefined;
}

/**
 * Signs that a request was forwarded, by the names that proxies and those who rent them out use. Each voids what holds for
 * requests of this very machine; one too many costs a caller a password in clear, one too few lends our trust to strangers.
 */
const FORWARDING =
  /forwarded|client-ip|^(?:via|cdn-loop|front-end-https|x-(?:url-)?scheme|(?:cf|wl-proxy|x-(?:real|original|originating|remote|envoy|azure|arr|appengine))-.*)$/;

export const isForwarded = (headers: IncomingHttpHeaders): boolean =>
  Object.keys(headers).some((name) => FORWARDING.test(name.replaceAll('_', '-')));

/**
 * The way by each header that tells of it, `Forwarded` (RFC 7239) and `X-Forwarded-For` with `X-Forwarded-Proto`: the
 * step that ended last is the last of its list. A proxy writes one of the two; the other may be its client's invention.
 */
export function waysOf(headers: IncomingHttpHeaders): readonly (readonly Hop[])[] {
  const ways: (readonly Hop[])[] = [];
  const { forwarded } = headers;
  if (forwarded !== undefined) ways.push(readForwarded(forwarded));
  const [addresses, schemes] = [text(headers['x-forwarded-for']), text(headers['x-forwarded-proto'])];
  if (addresses !== undefined || schemes !== undefined) ways.push(readList(addresses, schemes));
  return ways;
}

const text = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value;

function readForwarded(header: string): readonly Hop[] {
  return split(header, ',').map((element) => {
    const pairs = new Map<string, string>();
    for (const pair of split(element, ';')) {
      const [, name = '', quoted, plain = ''] = /^\s*([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))\s*$/.exec(pair) ?? [];
      pairs.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
    }
    return { address: nodeAddress(pairs.get('for')), scheme: pairs.get('proto')?.toLowerCase() };
  });
}

/** At each separator that is not within quotes. */
function split(header: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < header.length; at += 1) {
    const character = header[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(header.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, header.slice(start)];
}

/** Schemes are a list as long as that of the addresses, or the one that the last proxies have agreed on. */
function readList(addresses: string | undefined, schemes: string | undefined): readonly Hop[] {
  const known = (schemes ?? '').split(',').map((scheme) => scheme.trim().toLowerCase());
  if (addresses === undefined) return [{ address: undefined, scheme: known.at(-1) }];
  const nodes = addresses.split(',');
  return nodes.map((node, index) => ({
    address: nodeAddress(node.trim()),
    scheme: schemes === undefined ? undefined : (known[known.length - nodes.length + index] ?? known[0]),
  }));
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`; undefined for `unknown`, `_hidden` and the like. */
function nodeAddress(node: string | undefined): string | undefined {
  if (node === undefined) return undefined;
  const [, bracketed, dotted] = /^(?:\[([0-9a-f:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/i.exec(node) ?? [];
  const address = plainAddress(bracketed ?? dotted ?? node);
  return isIP(address) === 0 ? undefined : address;
}
