import { WsiError } from '@imps-wsi/contract/errors';

/** How old, and how far ahead of our clock, a security token may be. */
export interface FreshnessRule {
  readonly freshnessSeconds: number;
  readonly futureSkewSeconds: number;
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,12})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds since 1970 of an xs:dateTime with time zone (WS-Security 1.1 §10 wants UTC; other zones are exact too
 * and are let through), or undefined when it is none.
 */
export function parseInstant(text: string): number | undefined {
  const fields = DATE_TIME.exec(text.trim());
  if (fields === null) return undefined;
  const [, year, month, day] = fields;
  const instant = Date.parse(text.trim());
  // Date.parse takes February 30th for March 2nd.
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number.isNaN(instant) || Number(day) > daysInMonth ? undefined : instant;
}

/**
 * The instant at which something was created, if it is recent.
 * @throws {WsiError} InvalidSecurity when it is no point in time; MessageExpired when it is too old or too far ahead.
 */
export function freshInstant(created: string, now: Date, rule: FreshnessRule, path: string): number {
  const instant = parseInstant(created);
  if (instant === undefined) {
    throw new WsiError('InvalidSecurity', {
      reason: 'The creation time in the WS-Security header is not a point in time with its zone.',
      path,
      expected: 'a UTC time such as 2030-01-31T12:00:00Z',
    });
  }
  const age = now.getTime() - instant;
  if (age > rule.freshnessSeconds * 1000 || -age > rule.futureSkewSeconds * 1000) {
    throw new WsiError('MessageExpired', { path });
  }
  return instant;
}

/**
 * Checks a wsu:Timestamp (WS-Security 1.1 §10; Basic Security Profile R3203: Created is mandatory).
 * @throws {WsiError} InvalidSecurity when it contradicts itself; MessageExpired when it is over.
 */
export function checkTimestamp(
  timestamp: { readonly created: string; readonly expires?: string },
  now: Date,
  rule: FreshnessRule,
): void {
  const path = 'Security/Timestamp';
  const created = freshInstant(timestamp.created, now, rule, `${path}/Created`);
  if (timestamp.expires === undefined) return;
  const expires = parseInstant(timestamp.expires);
  if (expires === undefined || expires < created) {
    throw new WsiError('InvalidSecurity', {
      reason: 'The Timestamp of the WS-Security header ends before it begins, or its end is not a point in time.',
      path: `${path}/Expires`,
      expected: 'a UTC time after Created',
    });
  }
  // The clock of the caller may be behind ours as far as it may be ahead.
  if (expires + rule.futureSkewSeconds * 1000 < now.getTime()) {
    throw new WsiError('MessageExpired', { path: `${path}/Expires` });
  }
}
