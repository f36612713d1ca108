import { WsiError } from '@imps-wsi/contract/errors';

/** Until when a message waits for its reader. */

/** The instant its sender named, or a time that counts from acceptance, by the clock of the store. */
export type Expiry = { readonly at: Date } | { readonly afterSeconds: number };

export interface Lifetime {
  /** Absent: for as long as it takes. */
  readonly expiry?: Expiry;
  /** Its time is over already. */
  readonly over: boolean;
  /** The bound that cut what the sender asked for, in seconds. */
  readonly shortenedTo?: number;
}

/** What holds for the sender; 0: none. */
export interface LifetimeRules {
  /** Of a message whose sender names no end. */
  readonly defaultLifetimeSeconds: number;
  /** Of any message. */
  readonly maxLifetimeSeconds: number;
}

export interface LifetimeWish {
  readonly expiresAt?: Date | undefined;
  readonly timeToLive?: number | undefined;
}

const unlimited = (seconds: number): number => (seconds === 0 ? Infinity : seconds);

/**
 * @param now by the clock of the store; needed where `expiresAt` is given
 * @throws WsiError BadParameter when the wish names two ends
 */
export function lifetimeOf({ expiresAt, timeToLive }: LifetimeWish, rules: LifetimeRules, now?: Date): Lifetime {
  if (expiresAt !== undefined && timeToLive !== undefined) {
    throw new WsiError('BadParameter', { reason: 'Give expiresAt or timeToLive, not both.' });
  }
  const bound = unlimited(rules.maxLifetimeSeconds);
  if (expiresAt !== undefined) {
    if (now === undefined) throw new Error('nobody asked for the time');
    const seconds = (expiresAt.getTime() - now.getTime()) / 1000;
    if (seconds <= 0) return { over: true };
    return seconds <= bound ? { expiry: { at: expiresAt }, over: false } : shortened(bound);
  }
  if (timeToLive !== undefined && timeToLive > bound) return shortened(bound);
  const seconds = Math.min(timeToLive ?? unlimited(rules.defaultLifetimeSeconds), bound);
  return seconds === Infinity ? { over: false } : { expiry: { afterSeconds: seconds }, over: false };
}

const shortened = (bound: number): Lifetime => ({
  expiry: { afterSeconds: bound },
  over: false,
  shortenedTo: bound,
});
