import { WsiError } from '@imps-wsi/contract/errors';
import { BoundedMap } from './bounded-map.js';
import type { Place } from './hash-line.js';
import type { SignInKey, SignInStanding, SignInStore } from './ports.js';
import { signInName } from './sign-in-name.js';
import { sourceNetworks } from './source-networks.js';

/**
 * Makes guessing slow for who guesses, and for nobody else.
 *
 * Failures are counted for each network and account, and for each network as a whole, in a table that all processes
 * share. After some that are free, what is tried from that network at that account is refused, for a time that doubles
 * with each failure; after many more, so is what is tried from that network at accounts that never proved themselves
 * from there. An account as such is never refused: its owner, elsewhere, does not notice. The refusal is that of a wrong
 * password, whatever the password was, and costs neither a hash nor, in this process, a look at the store.
 *
 * The secrets of services cannot be guessed: the right one is let in whatever others try.
 */
export interface SignInLimits {
  /** Failures of one network at one account that cost nothing, 2 or more. */
  readonly signInFailures: number;
  /** Likewise of one network at all accounts together. */
  readonly signInSourceFailures: number;
  readonly signInMaxDelaySeconds: number;
}

/** One try, from its start to its end. */
export interface SignInAttempt {
  /** Where it comes from, the narrowest network first. */
  readonly networks: readonly string[];
  readonly account: string;
  readonly key: string;
}

interface Standing {
  readonly failures: number;
  readonly refusedUntil: number;
  readonly learnedAt: number;
  readonly failedAt: number;
}

/** What holds until the store is asked: longer, and an operator's new password would not be noticed. */
const TRUSTED_MILLISECONDS = 5_000;
/** A success is noted at most so often. */
const NOTED_MILLISECONDS = 3_600_000;
/** As in the store. */
const FAILURE_MEMORY_MILLISECONDS = 3_600_000;
/** Longest refusal of a whole network, which may be a town's. */
const MAX_SOURCE_DELAY_SECONDS = 60;
/** A /48 has so many times as much as a /64. */
const WIDE_FACTOR = 5;
const MAX_ENTRIES = 10_000;

export class SignInGuard {
  readonly #store: SignInStore;
  readonly #limits: SignInLimits;
  readonly #standings: BoundedMap<Standing>;
  readonly #known: BoundedMap<number>;
  /** When the store said that they are not known. */
  readonly #strangers: BoundedMap<number>;
  /** Attempts that wait for a hash. */
  readonly #waiting = new Map<string, number>();

  constructor(store: SignInStore, limits: SignInLimits, maxEntries = MAX_ENTRIES) {
    this.#store = store;
    this.#limits = limits;
    this.#standings = new BoundedMap(maxEntries);
    this.#known = new BoundedMap(maxEntries);
    this.#strangers = new BoundedMap(maxEntries);
  }

  /** How much is remembered here, in entries. */
  get remembered(): number {
    return this.#standings.size + this.#known.size + this.#strangers.size + this.#waiting.size;
  }

  /** @param name the account in its canonical spelling, or what was given in place of one */
  attempt(peer: string | undefined, name: string): SignInAttempt {
    const networks = sourceNetworks(peer);
    const account = signInName(name);
    return { networks, account, key: keyOf({ network: networks[0] ?? '', account }) };
  }

  /**
   * Refuses what is known to be refused. Undefined at once when nothing is known.
   * @throws {WsiError} FailedAuthentication with retryAfterSeconds
   */
  admit(attempt: SignInAttempt, now: number): Promise<void> | undefined {
    const own = this.#standings.get(attempt.key);
    if (own === undefined || own.refusedUntil <= now) return this.admitSource(attempt, now);
    if (now - own.learnedAt > TRUSTED_MILLISECONDS) return this.#ask(attempt, now);
    throw refusal([own], now);
  }

  /** The same as far as the network as a whole is concerned. Who is not known to be known there is asked for once. */
  admitSource(attempt: SignInAttempt, now: number): Promise<void> | undefined {
    const standings = this.#sourceBindingOf(attempt, now);
    if (standings.length === 0) return undefined;
    if (now - (this.#strangers.get(attempt.key) ?? 0) < TRUSTED_MILLISECONDS) throw refusal(standings, now);
    return this.#look(attempt, now).then(() => {
      const still = this.#sourceBindingOf(attempt, now);
      if (still.length > 0) throw refusal(still, now);
    });
  }

  /**
   * Lets a password be hashed, and counts it when it is wrong. Of one network and account no more are hashed at a time than
   * may still fail.
   * @throws {WsiError} as `admit`, and what `hash` rejects with
   */
  async guess(attempt: SignInAttempt, now: number, hash: (place: Place) => Promise<boolean>): Promise<boolean> {
    const { key, networks } = attempt;
    this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + 1);
    try {
      this.#checkRoom(key);
      await this.#ask(attempt, now);
      this.#checkRoom(key);
      const right = await hash({ from: networks[0] ?? '', known: this.#isKnown(attempt) });
      if (!right) await this.failed(attempt, now);
      return right;
    } finally {
      const left = (this.#waiting.get(key) ?? 0) - 1;
      if (left > 0) this.#waiting.set(key, left);
      else this.#waiting.delete(key);
    }
  }

  /** Counts a failure, for all processes. */
  async failed(attempt: SignInAttempt, now: number): Promise<void> {
    const { signInFailures, signInMaxDelaySeconds } = this.#limits;
    const own = { ...ownKey(attempt), free: signInFailures, maxDelaySeconds: signInMaxDelaySeconds };
    this.#learn(await this.#store.fail([own, ...this.#sourcesOf(attempt)]), now);
  }

  /** Counts what nobody finds by guessing, against the network only and in this process only. */
  failedUnguessably(attempt: SignInAttempt, now: number): void {
    for (const { network, free, maxDelaySeconds } of this.#sourcesOf(attempt)) {
      const key = keyOf({ network, account: '' });
      const failures = (this.#recent(key, now)?.failures ?? 0) + 1;
      const seconds = failures < free ? 0 : Math.min(maxDelaySeconds, 2 ** (failures - free));
      this.#standings.set(key, { failures, refusedUntil: now + seconds * 1000, learnedAt: now, failedAt: now });
    }
  }

  /** True for the first success of this account from this network for an hour: to be told to `remember`. */
  succeeded({ key }: SignInAttempt, now: number): boolean {
    if ((this.#known.get(key) ?? 0) > now) return false;
    this.#known.set(key, now + NOTED_MILLISECONDS);
    return true;
  }

  /** Tells all processes that the account proved itself from there. */
  remember(attempt: SignInAttempt): Promise<void> {
    return this.#store.succeed([ownKey(attempt)]);
  }

  async #ask(attempt: SignInAttempt, now: number): Promise<void> {
    await this.#look(attempt, now);
    const own = this.#standings.get(attempt.key);
    const standings = this.#sourceBindingOf(attempt, now);
    if (own !== undefined && own.refusedUntil > now) standings.push(own);
    if (standings.length > 0) throw refusal(standings, now);
  }

  async #look(attempt: SignInAttempt, now: number): Promise<void> {
    const keys = [ownKey(attempt), ...attempt.networks.map((network) => ({ network, account: '' }))];
    const found = await this.#store.find(keys);
    // What the store has forgotten is forgotten here; failures that only this process counted are not.
    if (!found.some((each) => keyOf(each) === attempt.key) && this.#standings.get(attempt.key) !== undefined) {
      this.#standings.set(attempt.key, { failures: 0, refusedUntil: 0, learnedAt: now, failedAt: now });
    }
    this.#learn(found, now);
    if (!this.#isKnown(attempt)) this.#strangers.set(attempt.key, now);
  }

  #learn(found: readonly SignInStanding[], now: number): void {
    for (const { network, account, failures, refusedSeconds, known } of found) {
      const key = keyOf({ network, account });
      const own = account === '' ? this.#recent(key, now) : undefined;
      if (failures > 0 || this.#standings.get(key) !== undefined) {
        this.#standings.set(key, {
          failures: Math.max(failures, own?.failures ?? 0),
          refusedUntil: Math.max(now + refusedSeconds * 1000, own?.refusedUntil ?? 0),
          learnedAt: now,
          failedAt: own?.failedAt ?? now,
        });
      }
      // Known, though not yet noted in this process for this hour.
      if (known && this.#known.get(key) === undefined) this.#known.set(key, now);
    }
  }

  /** What refuses all from there now who are not known there. */
  #sourceBindingOf(attempt: SignInAttempt, now: number): Standing[] {
    if (this.#isKnown(attempt)) return [];
    return attempt.networks
      .map((network) => this.#standings.get(keyOf({ network, account: '' })))
      .filter((standing) => standing !== undefined)
      .filter(({ refusedUntil }) => refusedUntil > now);
  }

  #isKnown({ key }: SignInAttempt): boolean {
    return this.#known.get(key) !== undefined;
  }

  #recent(key: string, now: number): Standing | undefined {
    const standing = this.#standings.get(key);
    return standing !== undefined && now - standing.failedAt < FAILURE_MEMORY_MILLISECONDS ? standing : undefined;
  }

  #checkRoom(key: string): void {
    const failures = this.#standings.get(key)?.failures ?? 0;
    const most = Math.max(1, this.#limits.signInFailures - failures);
    if ((this.#waiting.get(key) ?? 0) > most) throw new WsiError('FailedAuthentication', { retryAfterSeconds: 1 });
  }

  #sourcesOf({ networks }: SignInAttempt) {
    const { signInSourceFailures, signInMaxDelaySeconds } = this.#limits;
    return networks.map((network, index) => ({
      network,
      account: '',
      free: signInSourceFailures * WIDE_FACTOR ** index,
      maxDelaySeconds: Math.min(signInMaxDelaySeconds, MAX_SOURCE_DELAY_SECONDS),
    }));
  }
}

const keyOf = ({ network, account }: SignInKey) => `${network} ${account}`;
const ownKey = ({ networks, account }: SignInAttempt): SignInKey => ({ network: networks[0] ?? '', account });

function refusal(standings: readonly Standing[], now: number): WsiError {
  const milliseconds = Math.max(...standings.map(({ refusedUntil }) => refusedUntil)) - now;
  return new WsiError('FailedAuthentication', { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) });
}
