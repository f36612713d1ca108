import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Random } from './random.js';

/** How likely it is for each piece of data that its connection is cut there, or that it is held up. */
export interface Weather {
  readonly cut: number;
  readonly delay: number;
}

export const CALM: Weather = { cut: 0, delay: 0 };
export const USUAL: Weather = { cut: 0.001, delay: 0.003 };
export const STORM: Weather = { cut: 0.03, delay: 0.05 };

const LONGEST_DELAY_MS = 2_000;

/**
 * What lies between consumers and the processes of a provider: a balancer that gives each connection to the next process
 * that takes it, and a network that cuts connections in the middle of requests and answers.
 */
export class Line {
  weather: Weather = CALM;
  cuts = 0;
  readonly #server: Server;
  readonly #backends: readonly number[];
  readonly #random: Random;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #next = 0;

  private constructor(backends: readonly number[], random: Random) {
    this.#backends = backends;
    this.#random = random;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async open(backends: readonly number[], random: Random): Promise<Line> {
    const line = new Line(backends, random);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection, as a cable that is pulled. */
  cutAll(): void {
    for (const pair of this.#pairs) this.#cut(pair);
  }

  close(): void {
    this.#server.close();
    this.cutAll();
  }

  #accept(client: Socket): void {
    client.on('error', () => client.destroy());
    let left = this.#backends.length;
    const tryNext = (): void => {
      if (left === 0 || client.destroyed) {
        client.destroy();
        return;
      }
      left -= 1;
      this.#next = (this.#next + 1) % this.#backends.length;
      const backend = connect({ host: '127.0.0.1', port: this.#backends[this.#next]!, noDelay: true });
      backend.once('error', tryNext);
      backend.once('connect', () => {
        backend.off('error', tryNext);
        this.#join([client, backend]);
      });
    };
    tryNext();
  }

  #join(pair: readonly [Socket, Socket]): void {
    const [client, backend] = pair;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        this.#pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
    this.#carry(client, backend, pair);
    this.#carry(backend, client, pair);
  }

  #carry(from: Socket, to: Socket, pair: readonly [Socket, Socket]): void {
    from.on('end', () => to.end());
    from.on('data', (piece) => {
      const roll = this.#random.next();
      const { cut, delay } = this.weather;
      if (roll < cut) {
        // What was under way before the cut still arrives.
        to.write(piece.subarray(0, this.#random.between(0, piece.length)), () => this.#cut(pair));
      } else if (roll < cut + delay) {
        from.pause();
        setTimeout(
          () => {
            if (!to.destroyed) to.write(piece);
            from.resume();
          },
          this.#random.between(10, LONGEST_DELAY_MS),
        );
      } else if (!to.write(piece)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
  }

  #cut(pair: readonly [Socket, Socket]): void {
    this.cuts += 1;
    for (const socket of pair) {
      if (this.#random.chance(0.5)) socket.resetAndDestroy();
      else socket.destroy();
    }
  }
}
