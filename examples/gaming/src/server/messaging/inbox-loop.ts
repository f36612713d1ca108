import { InstantInboxError, type ReceivedBatch } from '@imps-wsi/consumer-sdk';
import { reasonOf } from '../log.js';
import { BatchRelay, type BatchRelayParts } from './batch-relay.js';
import { pauseAfter, type Pace } from './pace.js';
import { PollTurns } from './poll-turns.js';
import type { ProviderAccount } from './provider-accounts.js';

/** What fits into one SendMessages at any provider, base64 and envelope included. */
const MOST_MESSAGES = 100;
const MOST_BYTES = 512 * 1024;
/** Batches in which something waits. Each holds another sender's messages, so this many senders may wait at a time. */
const MOST_WAITING = 200;

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
  readonly #turns: PollTurns;
  readonly #waiting = new Set<Promise<void>>();
  #stop = new AbortController();
  #running: Promise<void> | undefined;
  #ending = false;
  #state: LoopState = 'stopped';

  constructor(account: ProviderAccount, parts: BatchRelayParts, pace: Pace, watch: LoopWatch = {}) {
    this.#account = account;
    this.#parts = parts;
    this.#turns = new PollTurns(pace);
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

  async #run(signal: AbortSignal): Promise<void> {
    const ended = (): boolean => this.#ending;
    let failures = 0;
    this.#turns.restart();
    while (!ended()) {
      if (this.#waiting.size >= MOST_WAITING) await Promise.race(this.#waiting);
      if (ended()) break;
      const poll = await this.#turns.next();
      if (poll === undefined || ended()) continue;
      try {
        this.#watch.onPoll?.();
        const batch = await this.#account.client.receive({
          maxMessages: MOST_MESSAGES,
          maxBytes: MOST_BYTES,
          ...poll,
        });
        failures = 0;
        this.#turns.answered();
        this.#enter('working');
        if (batch.items.length > 0) await this.#relay(batch, signal);
      } catch (error) {
        if (ended()) break;
        if (poll.signal.aborted) continue;
        failures += 1;
        this.#turns.answered();
        this.#enter('failing');
        const told = error instanceof InstantInboxError && !error.retryable ? 'error' : 'warn';
        this.#parts.log(told, `${this.#account.name}: the inbox cannot be read, trying again: ${reasonOf(error)}`);
        await pauseAfter(failures, 0, this.#turns.pace, signal);
      }
    }
    this.#stop.abort();
    await Promise.all(this.#waiting);
  }

  /** The first attempt holds up the next poll; what has to wait does not. */
  async #relay(batch: ReceivedBatch, signal: AbortSignal): Promise<void> {
    const relay = new BatchRelay(this.#account, batch, this.#parts);
    await this.#round(relay);
    if (relay.finished) return;
    const waiting = this.#persist(relay, signal).finally(() => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
  }

  /** Tries again, with the messages kept leased, until everything is done. Never rejects. */
  async #persist(relay: BatchRelay, signal: AbortSignal): Promise<void> {
    const ended = (): boolean => signal.aborted;
    for (let failures = 1; !relay.finished && !ended(); failures += 1) {
      await pauseAfter(failures, relay.retryAfterSeconds, this.#turns.pace, signal);
      if (ended()) break;
      await this.#extend(relay);
      await this.#round(relay);
    }
    if (relay.finished) return;
    try {
      await relay.release();
    } catch (error) {
      // The lease ends by itself.
      this.#parts.log('info', `${this.#account.name}: messages were not given back: ${reasonOf(error)}`);
    }
  }

  /** One round. As long as content moves, the messages stay leased, however long it takes. */
  #round(relay: BatchRelay): Promise<void> {
    const halfLease = (): number => Date.now() + this.#turns.pace.leaseSeconds * 500;
    let due = halfLease();
    return relay.round(() => {
      if (Date.now() < due) return;
      due = halfLease();
      void this.#extend(relay);
    });
  }

  async #extend(relay: BatchRelay): Promise<void> {
    try {
      await relay.extend(this.#turns.pace.leaseSeconds);
    } catch (error) {
      // Sending is harmless all the same: the provider there recognises what it has got.
      this.#parts.log('info', `${this.#account.name}: a lease was not extended: ${reasonOf(error)}`);
    }
  }

  /** From now on: the poll or the rest under way is broken off, and the next rest begins. Loses nothing. */
  setPace(pace: Pick<Pace, 'waitSeconds' | 'restMs'>): void {
    this.#turns.setPace(pace);
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
    if (breakOff) this.#turns.breakOff();
    else this.#turns.breakOffRest();
    await this.#running;
    this.#running = undefined;
    this.#enter('stopped');
  }

  #enter(state: LoopState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#watch.onState?.();
  }
}
