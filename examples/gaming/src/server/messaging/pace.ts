import { setTimeout as pause } from 'node:timers/promises';

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

/** Polls that do not wait would follow each other without end. */
const LEAST_REST_MS = 250;

/** Between two polls. Ends early on abort. */
export async function rest({ waitSeconds, restMs }: Pace, signal: AbortSignal): Promise<void> {
  const ms = waitSeconds > 0 ? restMs : Math.max(restMs, LEAST_REST_MS);
  if (ms > 0) await pauseFor(ms, signal);
}

/**
 * Before what failed is tried again. Doubled with each failure, but within half a lease so that it can be extended in
 * time. Ends early on abort.
 *
 * @param retryAfterSeconds what the provider asked for; 0 if nothing
 */
export async function pauseAfter(
  failures: number,
  retryAfterSeconds: number,
  { retryMs, maxRetryMs, leaseSeconds }: Pace,
  signal: AbortSignal,
): Promise<void> {
  const doubled = retryMs * 2 ** Math.min(failures - 1, 20) * (0.5 + Math.random() / 2);
  const wished = Math.max(doubled, retryAfterSeconds * 1000);
  await pauseFor(Math.min(wished, maxRetryMs, leaseSeconds * 500), signal);
}

const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => undefined);
