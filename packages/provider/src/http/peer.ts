import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Where a request comes from, as far as this process can tell by itself. */
export interface Peer {
  readonly address: string;
  readonly tls: boolean;
  /** From this machine, with no sign that it was forwarded: only then may a password travel in clear. */
  readonly loopback: boolean;
}

const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
];

export function peerOf(request: IncomingMessage): Peer {
  const address = request.socket.remoteAddress ?? '';
  const local = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';
  const forwarded = FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined);
  return { address, tls: request.socket instanceof TLSSocket, loopback: local && !forwarded };
}

/** The origin under which the caller reached us, for addresses in documents. */
export function originOf(request: IncomingMessage, fallbackHost: string): string {
  const { tls } = peerOf(request);
  const host = request.headers.host ?? '';
  const usable = /^(?:[a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$/i.test(host);
  return `${tls ? 'https' : 'http'}://${usable ? host : fallbackHost}`;
}
