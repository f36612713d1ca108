import { WsiError } from '@imps-wsi/contract/errors';
import type { Timestamp } from '@imps-wsi/contract/wsse';

/** How old, and how far ahead of our clock, a security token may be. */
export interface FreshnessRule {
  readonly freshnessSeconds: number;
  readonly futureSkewSeconds: number;
}

/** @throws {WsiError} MessageExpired when the instant is too long ago or too far ahead. */
export function checkFresh(created: Date, now: Date, rule: FreshnessRule, path: string): void {
  const age = now.getTime() - created.getTime();
  if (age > rule.freshnessSeconds * 1000 || -age > rule.futureSkewSeconds * 1000) {
    throw new WsiError('MessageExpired', { path });
  }
}

/** Checks a wsu:Timestamp (WS-Security 1.1 §10). @throws {WsiError} MessageExpired when it is not fresh or is over. */
export function checkTimestamp({ created, expires }: Timestamp, now: Date, rule: FreshnessRule): void {
  checkFresh(created.date, now, rule, 'Security/Timestamp/Created');
  // The clock of the caller may be behind ours as far as it may be ahead.
  if (expires !== undefined && expires.date.getTime() + rule.futureSkewSeconds * 1000 < now.getTime()) {
    throw new WsiError('MessageExpired', { path: 'Security/Timestamp/Expires' });
  }
}
