import { isDeepStrictEqual } from 'node:util';

/** What must hold at the end, each with whether it does. */
export class PostConditions {
  readonly #lines: string[] = [];
  #failed = 0;

  /** Notes that two values are equal, or what differs. */
  equal(what: string, actual: unknown, expected: unknown): void {
    const holds = isDeepStrictEqual(actual, expected);
    this.#note(what, holds, `is ${JSON.stringify(actual)}, should be ${JSON.stringify(expected)}`);
  }

  holds(what: string, holds: boolean): void {
    this.#note(what, holds, undefined);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** At least one, and none failed. */
  get allHold(): boolean {
    return this.#failed === 0 && this.#lines.length > 0;
  }

  #note(what: string, holds: boolean, otherwise: string | undefined): void {
    if (!holds) this.#failed += 1;
    this.#lines.push(
      `  ${holds ? 'ok    ' : 'FAILED'}  ${what}${holds || otherwise === undefined ? '' : `: ${otherwise}`}`,
    );
  }
}
