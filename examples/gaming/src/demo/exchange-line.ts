import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';

/**
 * A SOAP exchange in one line: `12:00:01.234  A → B1  GetMessages      2 items     200   12 ms`.
 *
 * @param at when it ended, in milliseconds since 1970
 */
export function exchangeLine(at: number, from: string, to: string, record: ExchangeRecord): string {
  const { operation, status, milliseconds } = record;
  return [
    new Date(at).toISOString().slice(11, 23),
    `${from.padStart(2)} → ${to}`,
    operation.padEnd(19),
    countText(record).padEnd(11),
    (status === 0 ? (record.error ?? 'failed') : String(status)).padStart(3),
    `${milliseconds} ms`.padStart(8),
  ].join('  ');
}

/** Tells what is worth a line: not a poll that brings nothing, and not a failure that repeats the one before it. */
export class NewsFilter {
  /** The failure that each provider and operation is at. */
  readonly #failing = new Map<string, string>();

  isNews(provider: string, { operation, counts, status, error }: ExchangeRecord): boolean {
    const what = `${provider} ${operation}`;
    if (error === undefined) {
      this.#failing.delete(what);
      return operation !== 'GetMessages' || (counts.items ?? 0) > 0;
    }
    const failure = `${status} ${error}`;
    const isNew = this.#failing.get(what) !== failure;
    this.#failing.set(what, failure);
    return isNew;
  }
}

function countText({ operation, counts }: ExchangeRecord): string {
  switch (operation) {
    case 'GetMessages':
      return counts.items === undefined ? '' : plural(counts.items, 'item');
    case 'SendMessages':
      return plural(counts.messages ?? 0, 'message');
    case 'AcknowledgeMessages':
      // Without entries it is the whole answer that is acknowledged.
      return (counts.entries ?? 0) === 0 ? 'whole batch' : plural(counts.entries ?? 0, 'entry', 'entries');
    case 'GetMessageStatus':
      return plural(counts.results ?? 0, 'status', 'statuses');
    default:
      return '';
  }
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
