import { Ledger } from './ledger.js';
import type { RelayFacts } from './relay-facts.js';
import { StageLog, type KeptXml } from './stage-log.js';
import type {
  ExchangeView,
  NoteView,
  PollView,
  ProcessName,
  ProcessState,
  ProcessView,
  StageSnapshot,
  SwitchName,
  SwitchView,
} from './stage-messages.js';

/** Something that the pages are told. */
export interface StageEvent {
  /** Rising by one. */
  readonly id: number;
  readonly name: 'exchange' | 'note' | 'process' | 'switch' | 'poll' | 'ledger';
  readonly data: unknown;
}

/** How many entries a page gets that has just been opened. */
const SHOWN_AT_FIRST = 200;
const SWITCHES: readonly SwitchName[] = ['b1', 'b2', 'slow-poll', 'send-two', 'kill-bridge', 'reset'];

/** All that the stage shows: what is so, what happened, and whoever wants to be told of it. */
export class StageFeed {
  readonly #log = new StageLog();
  readonly #ledger = new Ledger();
  readonly #network: readonly string[];
  readonly #processes = new Map<ProcessName, ProcessState>([
    ['b1', 'stopped'],
    ['a', 'stopped'],
    ['b2', 'stopped'],
  ]);
  readonly #switches = new Map<SwitchName, SwitchView>(
    SWITCHES.map((name) => [name, { name, on: false, busy: false }]),
  );
  readonly #polls = new Map<PollView['provider'], boolean>([
    ['b1', false],
    ['b2', false],
  ]);
  readonly #listeners = new Set<(event: StageEvent) => void>();
  #lastId = 0;

  /** @param network see {@link StageSnapshot.network} */
  constructor(network: readonly string[]) {
    this.#network = network;
  }

  /** What a page needs that has just been opened, and the id of the event before it. */
  snapshot(): { readonly id: number; readonly data: StageSnapshot } {
    return {
      id: this.#lastId,
      data: {
        processes: [...this.#processes].map(([name, state]) => ({ name, state })),
        switches: [...this.#switches.values()],
        polls: [...this.#polls].map(([provider, waiting]) => ({ provider, waiting })),
        ledger: this.#ledger.lines,
        entries: this.#log.last(SHOWN_AT_FIRST),
        network: this.#network,
      },
    };
  }

  /** Tells of every event from now on; call the answer to end it. */
  subscribe(listener: (event: StageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Undefined when there is no such exchange any more. */
  exchange(id: number): ReturnType<StageLog['exchange']> {
    return this.#log.exchange(id);
  }

  switch(name: SwitchName): SwitchView {
    return this.#switches.get(name) ?? { name, on: false, busy: false };
  }

  addExchange(view: Omit<ExchangeView, 'kind' | 'id'>, xml: KeptXml, facts: RelayFacts | undefined): void {
    if (view.operation === 'GetMessages') this.setPoll(view.provider, false);
    const entry: ExchangeView = { ...view, kind: 'exchange', id: this.#nextId() };
    this.#log.addExchange(entry, xml);
    this.#tell(entry.id, 'exchange', entry);
    if (facts !== undefined && this.#ledger.take(view.provider, facts)) {
      this.#tell(this.#nextId(), 'ledger', this.#ledger.lines);
    }
  }

  note(text: string, tone: NoteView['tone'] = 'plain'): void {
    const entry: NoteView = { kind: 'note', id: this.#nextId(), at: Date.now(), text, tone };
    this.#log.addNote(entry);
    this.#tell(entry.id, 'note', entry);
  }

  setProcess(name: ProcessName, state: ProcessState): void {
    this.#processes.set(name, state);
    // What a process that ended was waiting for, nobody waits for.
    if (name === 'a' && state !== 'running') for (const provider of this.#polls.keys()) this.setPoll(provider, false);
    this.#tell(this.#nextId(), 'process', { name, state } satisfies ProcessView);
  }

  /** A begins to wait at an inbox, or does no longer. */
  setPoll(provider: PollView['provider'], waiting: boolean): void {
    if (this.#polls.get(provider) === waiting) return;
    this.#polls.set(provider, waiting);
    this.#tell(this.#nextId(), 'poll', { provider, waiting } satisfies PollView);
  }

  setSwitch(name: SwitchName, change: Partial<Pick<SwitchView, 'on' | 'busy'>>): void {
    const view = { ...this.switch(name), ...change };
    this.#switches.set(name, view);
    this.#tell(this.#nextId(), 'switch', view);
  }

  #nextId(): number {
    return (this.#lastId += 1);
  }

  #tell(id: number, name: StageEvent['name'], data: unknown): void {
    for (const listener of this.#listeners) listener({ id, name, data });
  }
}
