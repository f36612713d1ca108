import { chatAfter, type ChatEvent } from './model/chat.js';
import { initialPhone, type PhoneState } from './model/phone-state.js';
import { tableAfter, type TableEvent } from './model/table.js';

/** The one place where the page's state is; it changes by pure functions only. */
export class Store {
  #state = initialPhone;
  readonly #listeners: ((state: PhoneState, before: PhoneState) => void)[] = [];

  get state(): PhoneState {
    return this.#state;
  }

  update(change: Partial<PhoneState>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    for (const listener of this.#listeners) listener(this.#state, before);
  }

  readonly chat = (event: ChatEvent): void => this.update({ chat: chatAfter(this.#state.chat, event) });

  readonly table = (event: TableEvent): void => this.update({ table: tableAfter(this.#state.table, event) });

  subscribe(listener: (state: PhoneState, before: PhoneState) => void): void {
    this.#listeners.push(listener);
  }
}
