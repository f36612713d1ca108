import { onAbort } from './signals.js';

/** Time as the SDK sees it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Milliseconds since any moment, by which waiting is measured: setting the time of day does not touch them. */
  ticks(): number;
  /** Calls back once after so many milliseconds; the answer cancels it. */
  schedule(callback: () => void, milliseconds: number): () => void;
}

/** Longer timers would fire at once (2^31 - 1 ms is the platform's bound). */
const MAX_TIMER_MS = 0x7fff_ffff;

export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  schedule(callback, milliseconds) {
    const timer = setTimeout(callback, Math.min(Math.max(milliseconds, 0), MAX_TIMER_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * Waits.
 *
 * @throws the signal's reason when it aborts first
 */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    if (milliseconds <= 0) {
      resolve();
      return;
    }
    let forget: () => void = () => undefined;
    const cancel = clock.schedule(() => {
      forget();
      resolve();
    }, milliseconds);
    if (signal === undefined) return;
    forget = onAbort(signal, () => {
      cancel();
      reject(signal.reason as Error);
    });
  });
}
