import { byteCount } from '@imps-wsi/contract/xml';
import type { ExchangeCounts, RequestOf, ResponseOf } from './exchange.js';
import type { OperationName } from './operations.js';

type Counters = {
  readonly [Name in OperationName]: (
    request: RequestOf<Name>,
    response: ResponseOf<Name> | undefined,
  ) => ExchangeCounts;
};

const counters: Counters = {
  SendMessages: (request, response) => ({
    messages: request.message.length,
    ...(response === undefined ? {} : { results: response.result.length }),
  }),
  GetMessages: (_request, response) => (response === undefined ? {} : { items: response.item.length }),
  GetMessageContent: (_request, response) => (response === undefined ? {} : { contentBytes: byteCount(response.data) }),
  AcknowledgeMessages: (request, response) => ({
    entries: request.entry?.length ?? 0,
    ...(response === undefined ? {} : { results: response.result.length }),
  }),
  GetMessageStatus: (_request, response) => (response === undefined ? {} : { results: response.status.length }),
  GetCapabilities: () => ({}),
  PublishPresence: (_request, response) => (response === undefined ? {} : { results: response.result.length }),
  GetPresence: (_request, response) => (response === undefined ? {} : { results: response.presence.length }),
  SetWatcherPolicy: (_request, response) => (response === undefined ? {} : { results: response.result.length }),
  ListWatchers: (_request, response) => (response === undefined ? {} : { results: response.watcher.length }),
};

/** Counts what a request and its answer, if there is one, carried. */
export function countsOf<Name extends OperationName>(
  operation: Name,
  request: RequestOf<Name>,
  response: ResponseOf<Name> | undefined,
): ExchangeCounts {
  return counters[operation](request, response);
}
