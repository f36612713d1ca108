import {
  FIRST_STATE,
  told,
  type FeedEvent,
  type StageState,
} from '../../examples/gaming/web/dist/modules/stage/model/state.js';
import { open } from './calls.js';

/** Less than a test may take, so that the test's own failure says what was missing. */
const PATIENCE_MS = 45_000;

/** What an open stage page knows, kept by the page's own rules. */
export class FeedReader {
  #state = FIRST_STATE;
  #changed: (() => void)[] = [];
  readonly #close: () => void;

  private constructor(close: () => void) {
    this.#close = close;
  }

  static async open(port: number): Promise<FeedReader> {
    const stream = await open(port, { path: '/stage/events', headers: { host: `localhost:${port}` } });
    const reader = new FeedReader(() => stream.destroy());
    let rest = '';
    stream.on('error', () => undefined);
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) reader.#read(block);
    });
    return reader;
  }

  get state(): StageState {
    return this.#state;
  }

  /** Resolves when the state satisfies the condition. @throws with what was told last when it does not in time */
  async until(condition: (state: StageState) => boolean | undefined): Promise<StageState> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition(this.#state)) {
      if (Date.now() >= deadline) throw new Error(`it did not come to that; told last: ${this.#toldLast}`);
      await new Promise<void>((resolve) => {
        const impatience = setTimeout(resolve, deadline - Date.now());
        this.#changed.push(() => {
          clearTimeout(impatience);
          resolve();
        });
      });
    }
    return this.#state;
  }

  get #toldLast(): string {
    const { entries, ledger, waiting, processes } = this.#state;
    return JSON.stringify({ entries: entries.slice(-8), ledger, waiting, processes }, undefined, 1);
  }

  close(): void {
    this.#close();
  }

  #read(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const [name, data] = [fields.get('event'), fields.get('data')];
    if (name === undefined || data === undefined) return;
    this.#state = told(this.#state, { name, data: JSON.parse(data) as unknown } as FeedEvent);
    for (const changed of this.#changed.splice(0)) changed();
  }
}
