import { CallError } from '../shared/http.js';
import { askForCode, confirmCode, registerPlayer, type Registration } from './clients/game-client.js';
import { keepToken } from './kept.js';
import type { Store } from './store.js';

/** The way into the game for an IM user: with a new name, or by a code for those who have one. */
export class Enrolment {
  readonly #store: Store;
  readonly #joined: (address: string, token: string) => void;

  /** @param joined is called when the game knows the user, with the token for its calls */
  constructor(store: Store, joined: (address: string, token: string) => void) {
    this.#store = store;
    this.#joined = joined;
  }

  async register(username: string): Promise<void> {
    const { address, enrol } = this.#store.state;
    if (address === undefined || enrol.busy) return;
    if (username.trim() === '') {
      this.#store.update({
        enrol: { step: 'name', busy: false, problem: 'Write the name that others shall see.' },
      });
      return;
    }
    this.#store.update({ enrol: { step: 'name', busy: true } });
    try {
      this.#join(address, await registerPlayer(username.trim(), address));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.code === 'IM_ADDRESS_TAKEN') return this.#sendCode(address);
      this.#store.update({ enrol: { step: 'name', busy: false, problem: problemOf(error) } });
    }
  }

  /** For those who are registered: the game sends a code by instant message, which arrives in the chat below. */
  async askForCode(): Promise<void> {
    const { address, enrol } = this.#store.state;
    if (address !== undefined && !enrol.busy) await this.#sendCode(address);
  }

  async #sendCode(address: string): Promise<void> {
    const { enrol } = this.#store.state;
    this.#store.update({ enrol: { step: enrol.step, busy: true } });
    try {
      await askForCode(address);
      this.#store.update({ enrol: { step: 'code', busy: false } });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#store.update({ enrol: { step: enrol.step, busy: false, problem: problemOf(error) } });
    }
  }

  async confirmCode(code: string): Promise<void> {
    const { address, enrol } = this.#store.state;
    if (address === undefined || enrol.busy) return;
    this.#store.update({ enrol: { step: 'code', busy: true } });
    try {
      this.#join(address, await confirmCode(address, code.replace(/\s/g, '')));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#store.update({ enrol: { step: 'code', busy: false, problem: problemOf(error) } });
    }
  }

  chooseName = (): void => this.#store.update({ enrol: { step: 'name', busy: false } });

  #join(address: string, { token }: Registration): void {
    keepToken(address, token);
    this.#store.update({ enrol: { step: 'none', busy: false } });
    this.#joined(address, token);
  }
}

const problemOf = (error: CallError): string =>
  error.isTemporary ? 'The game cannot be reached right now. Try again.' : error.message;
