import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type Networks, plainAddress } from '../networks.js';
import { isForwarded, waysOf, type Hop } from './forwarding.js';

/** Where a request comes from: what may be logged, counted and trusted. */
export interface Peer {
  /**
   * The client's address, IPv4 also where it came as IPv6: of the connection, or what trusted proxies say of theirs.
   * Always one that nobody but such a proxy can invent.
   */
  readonly address: string;
  /** The client's connection is protected by TLS that ends in this process, or at a trusted proxy that says so. */
  readonly tls: boolean;
  /** From this machine, with no sign that it was forwarded: only then may a password travel in clear. */
  readonly loopback: boolean;
}

export type PeerOf = (request: IncomingMessage) => Peer;

/**
 * Tells where requests come from: the one place where that is decided.
 *
 * @param proxies who is believed what it says in `Forwarded`, `X-Forwarded-For` and `X-Forwarded-Proto`; of all others
 *   such headers only ever take trust away
 */
export function peerReader(proxies: Networks): PeerOf {
  return (request) => {
    const { socket, headers } = request;
    const address = plainAddress(socket.remoteAddress ?? '');
    const tls = socket instanceof TLSSocket;
    if (proxies.has(address)) return forwardedPeer(waysOf(headers), { address, tls }, proxies);
    return { address, tls, loopback: isLoopback(address) && !isForwarded(headers) };
  };
}

/**
 * Each way is walked back from the proxy that we see, for as long as who stands there is trusted. Where two headers
 * disagree one of them is forged: then the request is the proxy's own, and protected only if both say so.
 */
function forwardedPeer(
  ways: readonly (readonly Hop[])[],
  proxy: { readonly address: string; readonly tls: boolean },
  proxies: Networks,
): Peer {
  const ends = ways.map((way) => {
    let { address } = proxy;
    let scheme: string | undefined;
    for (const hop of way.toReversed()) {
      ({ scheme } = hop);
      if (hop.address === undefined) break;
      ({ address } = hop);
      if (!proxies.has(address)) break;
    }
    return { address, tls: scheme === undefined ? proxy.tls : scheme === 'https' };
  });
  const [first = proxy, ...others] = ends;
  const agreed = others.every(({ address }) => address === first.address);
  return {
    address: agreed ? first.address : proxy.address,
    tls: first.tls && others.every(({ tls }) => tls),
    // Not even without such a header: a proxy that forgot it must not lend its place to strangers.
    loopback: false,
  };
}

const isLoopback = (address: string): boolean => /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';

/**
 * What stands before our paths as the caller writes them, `https://b1.example` or `https://im.example/b1`: for addresses
 * in documents and faults.
 */
export type OriginOf = (request: IncomingMessage) => string;

/**
 * @param fallbackHost stands for a Host that is missing or none
 * @param publicUrl what the operator says it is, whatever Host says; a slash at its end is left out
 */
export function originReader(peerOf: PeerOf, fallbackHost: string, publicUrl?: string): OriginOf {
  if (publicUrl !== undefined) {
    const base = publicUrl.replace(/\/+$/, '');
    return () => base;
  }
  return (request) => {
    const host = request.headers.host ?? '';
    const usable = /^(?:[a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$/i.test(host);
    return `${peerOf(request).tls ? 'https' : 'http'}://${usable ? host : fallbackHost}`;
  };
}
