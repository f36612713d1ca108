import type { SwitchName } from '../../../src/demo/stage-messages.js';
import { detailOf, press, problemOf } from './calls.js';
import type { DetailTab, OpenDetail } from './model/detail.js';
import { exchangesOf } from './model/rows.js';
import { connectionIs, FIRST_STATE, told, type Connection, type FeedEvent, type StageState } from './model/state.js';

/** What the page shows: what the server told, and what the visitor opened. */
export interface View {
  readonly stage: StageState;
  /** Quiet rows that are open, by their first exchange. */
  readonly unfolded: ReadonlySet<number>;
  readonly open?: OpenDetail;
  /** Whether the chart stays at its end. */
  readonly following: boolean;
  /** On a narrow screen one phone is shown at a time. */
  readonly phone: 'u1' | 'u2';
  /** Why a switch did not do what it should. */
  readonly refusal: string;
  /** Said after something was copied. */
  readonly copied: string;
}

/** What the visitor can do. */
export interface Actions {
  press(name: SwitchName, body: object): void;
  unfold(id: number): void;
  open(id: number): void;
  close(): void;
  showTab(tab: DetailTab): void;
  /** To the exchange before (-1) or after (1) the open one. */
  step(by: 1 | -1): void;
  copy(text: string, what: string): void;
  follow(following: boolean): void;
  showPhone(phone: 'u1' | 'u2'): void;
}

/** Keeps the view; calls back after each change. */
export class Store implements Actions {
  #view: View = {
    stage: FIRST_STATE,
    unfolded: new Set(),
    following: true,
    phone: 'u1',
    refusal: '',
    copied: '',
  };
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get view(): View {
    return this.#view;
  }

  told(event: FeedEvent): void {
    this.#set({ stage: told(this.#view.stage, event) });
  }

  connection(connection: Connection): void {
    this.#set({ stage: connectionIs(this.#view.stage, connection) });
  }

  press(name: SwitchName, body: object): void {
    this.#set({ refusal: '' });
    press(name, body).catch((error: unknown) => this.#set({ refusal: problemOf(error) }));
  }

  unfold(id: number): void {
    const unfolded = new Set(this.#view.unfolded);
    if (!unfolded.delete(id)) unfolded.add(id);
    this.#set({ unfolded });
  }

  open(id: number): void {
    this.#set({ open: { id, tab: this.#view.open?.tab ?? 'request' }, copied: '' });
    const isOpen = (): boolean => this.#view.open?.id === id;
    detailOf(id).then(
      (detail) => {
        if (isOpen()) this.#set({ open: { id, tab: this.#view.open?.tab ?? 'request', detail } });
      },
      (error: unknown) => {
        if (isOpen()) this.#set({ open: { id, tab: 'request', problem: problemOf(error) } });
      },
    );
  }

  close(): void {
    const { open: _, ...rest } = this.#view;
    this.#view = rest;
    this.#changed();
  }

  showTab(tab: DetailTab): void {
    if (this.#view.open !== undefined) this.#set({ open: { ...this.#view.open, tab }, copied: '' });
  }

  step(by: 1 | -1): void {
    const exchanges = exchangesOf(this.#view.stage.entries);
    const at = exchanges.findIndex(({ id }) => id === this.#view.open?.id);
    const next = at === -1 ? undefined : exchanges[at + by];
    if (next !== undefined) this.open(next.id);
  }

  copy(text: string, what: string): void {
    copyText(text).then(
      () => this.#set({ copied: `${what} copied` }),
      () => this.#set({ copied: 'The browser did not let it be copied; select the text instead.' }),
    );
  }

  follow(following: boolean): void {
    if (following !== this.#view.following) this.#set({ following });
  }

  showPhone(phone: 'u1' | 'u2'): void {
    this.#set({ phone });
  }

  #set(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }
}

/** The clipboard is there on localhost and over TLS. */
async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('no clipboard');
  await navigator.clipboard.writeText(text);
}
