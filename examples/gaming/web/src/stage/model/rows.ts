import type { EntryView, ExchangeView, NoteView } from '../../../../src/demo/stage-messages.js';

/** A line of the chart: one entry, or a run of exchanges that brought nothing, folded into one. */
export type Row =
  | { readonly kind: 'exchange'; readonly id: number; readonly exchange: ExchangeView }
  | { readonly kind: 'note'; readonly id: number; readonly note: NoteView }
  | { readonly kind: 'quiet'; readonly id: number; readonly exchanges: readonly ExchangeView[] };

/** Whether the exchange did what it was for. */
export const hasFailed = ({ status, error }: ExchangeView): boolean => error !== undefined || status !== 200;

const isEmptyPoll = (exchange: ExchangeView): boolean =>
  exchange.operation === 'GetMessages' && !hasFailed(exchange) && (exchange.counts.items ?? 0) === 0;

/**
 * The lines of the chart, oldest first. Polls without messages are folded, leases that are kept, and a failure that only repeats the one
 * before it: the first is shown, and the success that ends it.
 */
export function rowsOf(entries: readonly EntryView[]): readonly Row[] {
  const rows: Row[] = [];
  /** The failure that each provider and operation is at. */
  const failing = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'note') {
      rows.push({ kind: 'note', id: entry.id, note: entry });
    } else if (isQuiet(entry, failing)) {
      const last = rows.at(-1);
      if (last?.kind === 'quiet') rows[rows.length - 1] = { ...last, exchanges: [...last.exchanges, entry] };
      else rows.push({ kind: 'quiet', id: entry.id, exchanges: [entry] });
    } else {
      rows.push({ kind: 'exchange', id: entry.id, exchange: entry });
    }
  }
  return rows;
}

function isQuiet(exchange: ExchangeView, failing: Map<string, string>): boolean {
  const what = `${exchange.provider} ${exchange.operation}`;
  if (!hasFailed(exchange)) {
    failing.delete(what);
    return isEmptyPoll(exchange) || exchange.extendsLease === true;
  }
  const failure = `${exchange.status} ${exchange.error ?? ''}`;
  const repeats = failing.get(what) === failure;
  failing.set(what, failure);
  return repeats;
}

/** The exchanges that can be looked into, in the order of the chart, to go from one to the next. */
export const exchangesOf = (entries: readonly EntryView[]): readonly ExchangeView[] =>
  entries.filter((entry) => entry.kind === 'exchange');
