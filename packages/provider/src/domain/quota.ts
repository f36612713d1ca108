/**
 * How much of something an account may have in a time. Two kinds: what comes back steadily, up to what may be had at
 * once (a token bucket), and what comes back as a whole when the next period begins.
 */
export interface QuotaTerms {
  /** What can be had at once, or within a period. */
  readonly capacity: number;
  /** What comes back in a second; 0 where it comes back by periods. */
  readonly perSecond: number;
  /** Length of the periods, which are counted from 1970 in UTC; 0 where it comes back steadily. */
  readonly periodSeconds: number;
}

export const steadily = (perSecond: number, burstSeconds: number): QuotaTerms => ({
  capacity: Math.max(1, perSecond * burstSeconds),
  perSecond,
  periodSeconds: 0,
});

export const byPeriods = (capacity: number, periodSeconds: number): QuotaTerms => ({
  capacity,
  perSecond: 0,
  periodSeconds,
});

export const sameTerms = (a: QuotaTerms, b: QuotaTerms): boolean =>
  a.capacity === b.capacity && a.perSecond === b.perSecond && a.periodSeconds === b.periodSeconds;

/**
 * What a process takes ahead, so that not every message asks the store. What it holds and does not use is what the
 * account may miss, or, of what comes back steadily, have once too often.
 */
export const leaseOf = ({ capacity, periodSeconds }: QuotaTerms): number =>
  Math.max(1, Math.floor(capacity / (periodSeconds > 0 ? 1000 : 50)));

export const quotaNames = ['messagesSent', 'bytesSent', 'messagesReceived', 'everybody'] as const;
export type QuotaName = (typeof quotaNames)[number];

/** Whose quota is everybody's. */
export const EVERYBODY = '0';

export interface QuotaKey {
  readonly ownerId: string;
  readonly quota: QuotaName;
}

export interface QuotaTake extends QuotaKey {
  /** Below 0: gives back. */
  readonly wanted: number;
  readonly terms: QuotaTerms;
}

export interface QuotaState {
  /** As much as was there of what was wanted. */
  readonly granted: number;
  /** What all processes have taken, and has not come back. */
  readonly used: number;
  /** Until the period ends; 0 where there are none. */
  readonly secondsLeft: number;
}

/** Port: what is used of the quotas, for all processes, by the store's clock. */
export interface QuotaStore {
  take(take: QuotaTake): Promise<QuotaState>;
}
