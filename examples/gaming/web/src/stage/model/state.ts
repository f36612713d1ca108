import type {
  EntryView,
  ExchangeView,
  LedgerView,
  NoteView,
  PollView,
  ProcessName,
  ProcessState,
  ProcessView,
  StageSnapshot,
  SwitchName,
  SwitchView,
} from '../../../../src/demo/stage-messages.js';

/**
 * The connection to the server of this page. `elsewhere`: the page is open in another window, and goes on there; a
 * browser has only few connections to give.
 */
export type Connection = 'connecting' | 'open' | 'lost' | 'elsewhere';

/** All that is known of the demonstration. */
export interface StageState {
  readonly connection: Connection;
  readonly processes: Readonly<Record<ProcessName, ProcessState>>;
  readonly switches: Readonly<Record<SwitchName, SwitchView>>;
  /** Where A waits for messages at the moment. */
  readonly waiting: Readonly<Record<PollView['provider'], boolean>>;
  readonly ledger: readonly LedgerView[];
  /** Oldest first. */
  readonly entries: readonly EntryView[];
  readonly network: readonly string[];
  /** What is read out to those who do not see the chart. */
  readonly announcement: string;
}

/** What the server tells, by its name. */
export type FeedEvent =
  | { readonly name: 'snapshot'; readonly data: StageSnapshot }
  | { readonly name: 'exchange'; readonly data: ExchangeView }
  | { readonly name: 'note'; readonly data: NoteView }
  | { readonly name: 'process'; readonly data: ProcessView }
  | { readonly name: 'switch'; readonly data: SwitchView }
  | { readonly name: 'poll'; readonly data: PollView }
  | { readonly name: 'ledger'; readonly data: readonly LedgerView[] };

export const FEED_EVENTS: readonly FeedEvent['name'][] = [
  'snapshot',
  'exchange',
  'note',
  'process',
  'switch',
  'poll',
  'ledger',
];

/** As many as the server keeps. */
const MOST_ENTRIES = 500;

const off = (name: SwitchName): SwitchView => ({ name, on: false, busy: false });

export const FIRST_STATE: StageState = {
  connection: 'connecting',
  processes: { b1: 'starting', a: 'starting', b2: 'starting' },
  switches: {
    b1: off('b1'),
    b2: off('b2'),
    'slow-poll': off('slow-poll'),
    'send-two': off('send-two'),
    'kill-bridge': off('kill-bridge'),
    reset: off('reset'),
  },
  waiting: { b1: false, b2: false },
  ledger: [],
  entries: [],
  network: [],
  announcement: '',
};

/** The state after an event of the server. */
export function told(state: StageState, event: FeedEvent): StageState {
  switch (event.name) {
    case 'snapshot': {
      const { processes, switches, polls, ledger, entries, network } = event.data;
      return {
        ...FIRST_STATE,
        connection: 'open',
        processes: { ...FIRST_STATE.processes, ...byName(processes, ({ state: each }) => each) },
        switches: { ...FIRST_STATE.switches, ...byName(switches, (view) => view) },
        waiting: {
          ...FIRST_STATE.waiting,
          ...Object.fromEntries(polls.map(({ provider, waiting }) => [provider, waiting])),
        },
        ledger,
        entries,
        network,
      };
    }
    case 'exchange':
      return { ...state, entries: added(state.entries, event.data) };
    case 'note':
      return { ...state, entries: added(state.entries, event.data), announcement: event.data.text };
    case 'process':
      return { ...state, processes: { ...state.processes, [event.data.name]: event.data.state } };
    case 'switch':
      return { ...state, switches: { ...state.switches, [event.data.name]: event.data } };
    case 'poll':
      return { ...state, waiting: { ...state.waiting, [event.data.provider]: event.data.waiting } };
    case 'ledger':
      return { ...state, ledger: event.data };
  }
}

/** The state after a change of the connection. */
export function connectionIs(state: StageState, connection: Connection): StageState {
  if (state.connection === connection) return state;
  const announcement =
    connection === 'lost' ? 'No connection; trying again.' : state.connection === 'lost' ? 'Connected again.' : '';
  return { ...state, connection, announcement };
}

function added(entries: readonly EntryView[], entry: EntryView): readonly EntryView[] {
  return [...entries, entry].slice(-MOST_ENTRIES);
}

function byName<Named extends { readonly name: string }, Value>(
  list: readonly Named[],
  value: (named: Named) => Value,
): Record<string, Value> {
  return Object.fromEntries(list.map((named) => [named.name, value(named)]));
}
