import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { InstantInboxError, type ReceivedBatch } from '@imps-wsi/consumer-sdk';
import { reasonOf } from '../log.js';
import { BatchRelay, type BatchRelayParts } from './batch-relay.js';
import type { ProviderAccount } from './provider-accounts.js';

/** How the inbox at a provider is read. */
export interface Pace {
  /** How long the provider holds an empty answer back, in seconds. */
  readonly waitSeconds: number;
  /** Pause between two polls, in milliseconds: what comes meanwhile is got together. */
  readonly restMs: number;
  /** How long a message is the bridge's own, in seconds: so long it rests when the bridge is killed. */
  readonly leaseSeconds: number;
  /** First and longest pause before what failed is tried again, in milliseconds. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
}

export const DEFAULT_PACE: Pace = {
  waitSeconds: 25,
  restMs: 0,
  leaseSeconds: 60,
  retryMs: 500,
  maxRetryMs: 30_000,
};

/** What fits into one SendMessages at any provider, base64 and envelope included. */
const MOST_MESSAGES = 100;
const MOST_BYTES = 512 * 1024;
/** Batches in which something waits. Each holds another sender's messages, so this many senders may wait at a time. */
const MOST_WAITING = 200;
/** Polls that do not wait would follow each other without end. */
const LEAST_REST_MS = 250;

/** The state of the connection to a provider. */
export type LoopState = 'starting' | 'working' | 'failing' | 'stopped';

/** Told of what a loop does. */
export interface LoopWatch {
  readonly onState?: (() => void) | undefined;
  /** A poll begins. */
  readonly onPoll?: (() => void) | undefined;
}

/** Reads the game's inbox at one provider for as long as it runs, whatever happens at the others. */
export class InboxLoop {
  readonly #account: ProviderAccount;
  readonly #parts: BatchRelayParts;
  readonly #watch: LoopWatch;
  #pace: Pace;
  readonly #waiting = new Set<Promise<void>>();
  #stop = new AbortController();
  /** One rest and one poll. */
  #turn = new AbortController();
  /**
   * Names the poll until its answer is here. One that was broken off is asked for again by the same name: what the
   * provider was about to give then is given now, instead of resting until its lease ends.
   */
  #requestId = randomUUID();
  #running: Promise<void> | undefined;
  #ending = false;
  #resting = false;
  #state: LoopState = 'stopped';

  constructor(account: ProviderAccount, parts: BatchRelayParts, pace: Pace, watch: LoopWatch = {}) {
    this.#account = account;
    this.#parts = parts;
    this.#pace = pace;
    this.#watch = watch;
  }

  get state(): LoopState {
    return this.#state;
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#stop = new AbortController();
    this.#ending = false;
    this.#enter('starting');
    this.#running = this.#run(this.#stop.signal);
  }

  /** From now on: the poll or the rest under way is broken off, and the next rest begins. Loses nothing. */
  setPace(pace: Pick<Pace, 'waitSeconds' | 'restMs'>): void {
    this.#pace = { ...this.#pace, ...pace };
    this.#turn.abort();
  }

  /**
   * Lets what is being sent finish and gives back what waits.
   *
   * @param breakOff ends the poll under way at once. What comes at that very moment may rest until its lease ends, or
   *   until this loop starts again; without it the poll ends by itself, after `waitSeconds` at most, and what it brings
   *   is carried.
   */
  async stop(breakOff: boolean): Promise<void> {
    this.#ending = true;
    if (breakOff) this.#stop.abort();
    if (breakOff || this.#resting) this.#turn.abort();
    await this.#running;
    this.#running = undefined;
    this.#enter('stopped');
  }

  #enter(state: LoopState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#watch.onState?.();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const ended = (): boolean => this.#ending;
    let failures = 0;
    let isFirst = true;
    while (!ended()) {
      const turn = (this.#turn = new AbortController()).signal;
      const brokenOff = (): boolean => turn.aborted;
      try {
        if (this.#waiting.size >= MOST_WAITING) await Promise.race(this.#waiting);
        if (!isFirst && !ended()) await this.#rest(turn);
        if (brokenOff() || ended()) continue;
        isFirst = false;
        const batch = await this.#receive(turn);
        failures = 0;
        this.#requestId = randomUUID();
        this.#enter('working');
        if (batch.items.length > 0) await this.#relay(batch, signal);
      } catch (error) {
        if (ended()) break;
        if (brokenOff()) continue;
        failures += 1;
        this.#requestId = randomUUID();
        this.#enter('failing');
        const told = error instanceof InstantInboxError && !error.retryable ? 'error' : 'warn';
        this.#parts.log(told, `${this.#account.name}: the inbox cannot be read, trying again: ${reasonOf(error)}`);
        await this.#pauseAfter(failures, 0, signal);
      }
    }
    this.#stop.abort();
    await Promise.all(this.#waiting);
  }

  /** Ends early on abort. */
  async #rest(signal: AbortSignal): Promise<void> {
    const { waitSeconds, restMs } = this.#pace;
    const ms = waitSeconds > 0 ? restMs : Math.max(restMs, LEAST_REST_MS);
    if (ms === 0) return;
    this.#resting = true;
    await pause(ms, undefined, { signal }).catch(() => undefined);
    this.#resting = false;
  }

  #receive(signal: AbortSignal): Promise<ReceivedBatch> {
    const { waitSeconds, leaseSeconds } = this.#pace;
    this.#watch.onPoll?.();
    return this.#account.client.receive({
      maxMessages: MOST_MESSAGES,
      maxBytes: MOST_BYTES,
      waitSeconds,
      leaseSeconds,
      requestId: this.#requestId,
      signal,
    });
  }

  /** The first attempt holds up the next poll; what has to wait does not. */
  async #relay(batch: ReceivedBatch, signal: AbortSignal): Promise<void> {
    const relay = new BatchRelay(this.#account, batch, this.#parts);
    await relay.round();
    if (relay.finished) return;
    const waiting = this.#persist(relay, signal).finally(() => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
  }

  /** Tries again, with the messages kept leased, until everything is done. Never rejects. */
  async #persist(relay: BatchRelay, signal: AbortSignal): Promise<void> {
    const ended = (): boolean => signal.aborted;
    for (let failures = 1; !relay.finished && !ended(); failures += 1) {
      await this.#pauseAfter(failures, relay.retryAfterSeconds, signal);
      if (ended()) break;
      try {
        await relay.extend(this.#pace.leaseSeconds);
      } catch (error) {
        // Sending is harmless all the same: the provider there recognises what it has got.
        this.#parts.log('info', `${this.#account.name}: a lease was not extended: ${reasonOf(error)}`);
      }
      await relay.round();
    }
    if (relay.finished) return;
    try {
      await relay.release();
    } catch (error) {
      // The lease ends by itself.
      this.#parts.log('info', `${this.#account.name}: messages were not given back: ${reasonOf(error)}`);
    }
  }

  /** Doubled with each failure, but within half a lease so that it can be extended in time. Ends early on abort. */
  async #pauseAfter(failures: number, retryAfterSeconds: number, signal: AbortSignal): Promise<void> {
    const { retryMs, maxRetryMs, leaseSeconds } = this.#pace;
    const doubled = retryMs * 2 ** Math.min(failures - 1, 20) * (0.5 + Math.random() / 2);
    const wished = Math.max(doubled, retryAfterSeconds * 1000);
    await pause(Math.min(wished, maxRetryMs, leaseSeconds * 500), undefined, { signal }).catch(() => undefined);
  }
}
