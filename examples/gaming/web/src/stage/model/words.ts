import type { ExchangeView, ProcessState } from '../../../../src/demo/stage-messages.js';
import { toTheSecond } from '../../shared/clock.js';
import { hasFailed } from './rows.js';

/** A count with its noun. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `12 ms`, and `8.0 s` from a second on. */
export const durationOf = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

export const providerName = (provider: 'b1' | 'b2'): string => provider.toUpperCase();

/** What the request carries; '' where that is nothing to count. */
export const carriedBy = ({ operation, counts }: ExchangeView): string =>
  operation === 'SendMessages' ? plural(counts.messages ?? 0, 'message') : '';

/** What the answer brings, or what it says of the request; '' where there is nothing to tell. */
export function broughtBy(exchange: ExchangeView): string {
  const { operation, counts, extendsLease } = exchange;
  if (hasFailed(exchange)) return '';
  switch (operation) {
    case 'GetMessages':
      return (counts.items ?? 0) === 0 ? 'no messages' : plural(counts.items ?? 0, 'item');
    case 'AcknowledgeMessages':
      if (extendsLease === true) return 'kept longer';
      return (counts.entries ?? 0) === 0 ? 'whole batch' : plural(counts.entries ?? 0, 'entry', 'entries');
    case 'GetMessageStatus':
      return plural(counts.results ?? 0, 'status', 'statuses');
    default:
      return counts.contentBytes === undefined ? '' : plural(counts.contentBytes, 'byte');
  }
}

/** `200`, or why it failed in words. */
export function resultOf(exchange: ExchangeView): string {
  const { status, error } = exchange;
  if (!hasFailed(exchange)) return String(status);
  if (status === 0) return error === 'Timeout' ? 'no answer in time' : 'no answer';
  return error === undefined ? `failed, ${status}` : `failed, ${status} ${error}`;
}

/** The whole exchange in a sentence, for those who do not see the chart. */
export function sentenceOf(exchange: ExchangeView): string {
  const { at, provider, operation, milliseconds } = exchange;
  const counts = [carriedBy(exchange), broughtBy(exchange)].filter((part) => part !== '');
  const what = [operation, ...counts].join(' · ');
  return `A to ${providerName(provider)}: ${what}, ${resultOf(exchange)}, ${durationOf(milliseconds)}, at ${toTheSecond(at)}`;
}

/** `5 polls without messages, 3 more tries without success, 2 leases kept longer`. */
export function quietSentence(exchanges: readonly ExchangeView[]): string {
  const failed = exchanges.filter(hasFailed).length;
  const kept = exchanges.filter((exchange) => !hasFailed(exchange) && exchange.extendsLease === true).length;
  const polls = exchanges.length - failed - kept;
  return [
    ...(polls === 0 ? [] : [`${plural(polls, 'poll')} without messages`]),
    ...(failed === 0 ? [] : [`${plural(failed, 'more try', 'more tries')} without success`]),
    ...(kept === 0 ? [] : [`${plural(kept, 'lease')} kept longer`]),
  ].join(', ');
}

const STATE_WORDS: Readonly<Record<ProcessState, string>> = {
  starting: 'starting …',
  running: 'running',
  stopping: 'stopping …',
  stopped: 'stopped',
};

export const stateWord = (state: ProcessState): string => STATE_WORDS[state];
