import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Signs that a proxy speaks for somebody else. */
const FORWARDING_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * Whether the request comes from this machine, and from a page that was opened under a name of this machine. The second
 * keeps out pages of strangers whose name was made to lead here (DNS rebinding).
 */
export function isFromThisMachine(request: IncomingMessage): boolean {
  const { remoteAddress, localAddress } = request.socket;
  const peer = plain(remoteAddress);
  // Somebody who reaches us from the very address that we are reached at is this machine too.
  if (peer === '' || !(isLoopback(peer) || peer === plain(localAddress))) return false;
  if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
  const host = hostnameOf(request.headers.host);
  return host === 'localhost' || host.endsWith('.localhost') || isLoopback(host) || host === plain(localAddress);
}

/** Whether a request that changes something comes from a page of ours: browsers tell where it comes from. */
export function isFromOwnPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

const plain = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d)/, '');

function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** The host without port and brackets; '' when it is none. */
function hostnameOf(host: string | undefined): string {
  const url = `http://${host ?? ''}`;
  if (host === undefined || !/^[a-z0-9_.:[\]-]+$/i.test(host) || !URL.canParse(url)) return '';
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}
