import type { Socket } from 'node:net';
import type { Logger } from '../log.js';
import { plainAddress, sourceOf, type Networks } from '../networks.js';

export interface ConnectionLimits {
  /** Of this process. */
  readonly maxConnections: number;
  /** Likewise, of one IPv4 address or IPv6 /64. */
  readonly maxConnectionsPerAddress: number;
}

/** Who is turned away hears of it, while there are not too many of them. */
const MAX_LINGERING = 200;
const LINGER_MILLISECONDS = 1_000;
/** A flood is told of, not each of its drops. */
const TOLD_MILLISECONDS = 10_000;

const REFUSAL_TEXT = 'There are too many connections; use those you have, or try again in a few seconds.\n';
const REFUSAL =
  'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Type: text/plain; charset=utf-8\r\n' +
  `Content-Length: ${String(REFUSAL_TEXT.length)}\r\nConnection: close\r\n\r\n${REFUSAL_TEXT}`;

/** Counts connections: nobody may have so many of them that none is left for the others. */
export class ConnectionGate {
  readonly #limits: ConnectionLimits;
  readonly #proxies: Networks;
  readonly #log: Logger;
  readonly #counts = new Map<string, number>();
  #open = 0;
  #lingering = 0;
  #refused = 0;
  #told: NodeJS.Timeout | undefined;

  /** @param proxies stand for all who come through them, and are bound by the number in all only */
  constructor(limits: ConnectionLimits, proxies: Networks, log: Logger) {
    this.#limits = limits;
    this.#proxies = proxies;
    this.#log = log;
  }

  /** Whether the connection may stay; else it is ended, with an answer if it can read one. */
  admit(socket: Socket, speaks: 'http' | 'tls'): boolean {
    const address = plainAddress(socket.remoteAddress ?? '');
    const source = sourceOf(address);
    const count = this.#counts.get(source) ?? 0;
    const isMany = count >= this.#limits.maxConnectionsPerAddress && !this.#proxies.has(address);
    if (isMany || this.#open >= this.#limits.maxConnections) {
      this.#refuse(socket, speaks, isMany ? source : undefined);
      return false;
    }
    this.#open += 1;
    this.#counts.set(source, count + 1);
    socket.once('close', () => {
      this.#open -= 1;
      const left = (this.#counts.get(source) ?? 1) - 1;
      if (left === 0) this.#counts.delete(source);
      else this.#counts.set(source, left);
    });
    return true;
  }

  close(): void {
    clearTimeout(this.#told);
  }

  #refuse(socket: Socket, speaks: 'http' | 'tls', source: string | undefined): void {
    this.#refused += 1;
    if (this.#told === undefined) this.#tell(source);
    socket.on('error', () => undefined);
    if (speaks === 'tls' || this.#lingering >= MAX_LINGERING) {
      socket.destroy();
      return;
    }
    this.#lingering += 1;
    const timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS);
    socket.once('close', () => {
      this.#lingering -= 1;
      clearTimeout(timer);
    });
    socket.end(REFUSAL);
    // Else what it sends would reset the connection before it has read why.
    socket.resume();
  }

  #tell(source: string | undefined): void {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits;
    const about =
      source === undefined
        ? { open: this.#open, maxConnections }
        : { address: source, maxConnectionsPerAddress, hint: 'a proxy is named with --trusted-proxy' };
    this.#log.warn('connections are refused: there are too many', { refused: this.#refused, ...about });
    this.#refused = 0;
    this.#told = setTimeout(() => {
      this.#told = undefined;
      if (this.#refused > 0) this.#tell(source);
    }, TOLD_MILLISECONDS);
    this.#told.unref();
  }
}
