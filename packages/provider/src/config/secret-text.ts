import { inspect } from 'node:util';

/** A text that must not turn up in a log, a dump or a JSON answer by accident. */
export class SecretText {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '(hidden)';
  }
  toJSON(): string {
    return '(hidden)';
  }
  [inspect.custom](): string {
    return '(hidden)';
  }
}
