import cluster, { type Worker } from 'node:cluster';
import type { RunningProvider } from '../app.js';
import type { Logger } from '../log.js';
import type { TlsState } from '../tls/keeper.js';
import { isReport, type Order, type WorkerSettings } from './orders.js';

const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 10_000;
/** A worker that ran for this long had no trouble of its own: its end starts a new count. */
const STABLE_MILLISECONDS = 60_000;

export interface WorkerSlotParts {
  /** Counted from 1; log lines name it. */
  readonly number: number;
  readonly settings: WorkerSettings;
  /** As it is now. */
  readonly tls: () => TlsState | undefined;
  readonly log: Logger;
  /** Hears of each end that was not asked for: how many came in a row, and why. */
  readonly onEnd: (ends: number, reason: string) => void;
}

export type WorkerAddress = Pick<RunningProvider, 'url' | 'tlsUrl'>;

/** A place in the fleet: whichever process holds it at the moment, and its successor when that ends. */
export class WorkerSlot {
  readonly #parts: WorkerSlotParts;
  #worker: Worker | undefined;
  #readyAt: number | undefined;
  #ends = 0;
  #next: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(parts: WorkerSlotParts) {
    this.#parts = parts;
  }

  /** Whether somebody serves here now. */
  get serves(): boolean {
    return this.#readyAt !== undefined;
  }

  /** The first start: resolves with the address when it serves. @throws Error with one line that says why it does not */
  start(): Promise<WorkerAddress> {
    return new Promise((resolve, reject) => {
      this.#fork(resolve, reject);
    });
  }

  /** Resolves when nobody is here any more; who does not finish in time is ended. */
  async stop(patienceMilliseconds: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#next);
    const worker = this.#worker;
    if (worker === undefined) return;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const timer = setTimeout(() => this.kill(), patienceMilliseconds);
    send(worker, { order: 'stop' });
    await gone;
    clearTimeout(timer);
  }

  /** Whoever comes later hears it from its first order. */
  tell(order: Order): void {
    if (this.#worker !== undefined) send(this.#worker, order);
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping = true;
    this.#worker?.process.kill('SIGKILL');
  }

  #fork(onReady: (address: WorkerAddress) => void, onFailure: (error: Error) => void): void {
    const { number, settings, tls } = this.#parts;
    const worker = cluster.fork();
    this.#worker = worker;
    let reason: string | undefined;
    worker.on('message', (message: unknown) => {
      if (!isReport(message)) return;
      if (message.report === 'awake') {
        send(worker, this.#stopping ? { order: 'stop' } : { order: 'serve', number, settings, tls: tls() });
        return;
      }
      if (message.report === 'failed') {
        reason = message.text;
        return;
      }
      this.#readyAt = performance.now();
      onReady({ url: message.url, tlsUrl: message.tlsUrl });
    });
    worker.on('error', (error) => {
      reason ??= error.message;
    });
    worker.on('exit', (code: number | null, signal: string | null) => {
      const how = reason ?? `it ended with ${signal ?? `exit code ${String(code)}`}`;
      const readyAt = this.#readyAt;
      this.#readyAt = undefined;
      this.#worker = undefined;
      onFailure(new Error(`worker ${String(number)} did not start: ${how}`));
      if (!this.#stopping) this.#ended(how, readyAt, code === 0);
    });
  }

  #ended(reason: string, readyAt: number | undefined, wanted: boolean): void {
    const { number, log, onEnd } = this.#parts;
    const stable = readyAt !== undefined && performance.now() - readyAt > STABLE_MILLISECONDS;
    if (stable || wanted) this.#ends = 0;
    const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** this.#ends, LONGEST_PAUSE_MILLISECONDS);
    this.#ends += 1;
    const fields = { worker: number, reason, pauseMilliseconds: pause };
    if (wanted) log.info('a worker was told to end; another one takes its place', fields);
    else log.warn('a worker ended; another one takes its place', fields);
    this.#next = setTimeout(() => {
      this.#fork(
        () => log.info('a worker serves again', { worker: number }),
        () => undefined,
      );
    }, pause);
    onEnd(this.#ends, reason);
  }
}

/** A worker that has just ended is heard of by its exit. */
function send(worker: Worker, order: Order): void {
  if (worker.isConnected()) worker.send(order, () => undefined);
}
