import type pg from 'pg';
import type { Throttle, ThrottleState } from '../domain/throttle.js';

const NAME = 'throttle';
const READ = {
  name: 'throttle-read',
  text: `SELECT value, extract(epoch FROM (value::jsonb ->> 'until')::timestamptz - now())::float8 AS seconds_left
         FROM setting WHERE name = '${NAME}'`,
};
const PUT = {
  name: 'throttle-put',
  text: `INSERT INTO setting (name, value)
         VALUES ('${NAME}', jsonb_build_object('messagesPerSecond', $1::integer, 'until', now() + $2 * interval '1 second')::text)
         ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`,
};
const REMOVE = { name: 'throttle-remove', text: `DELETE FROM setting WHERE name = '${NAME}'` };

interface ThrottleRow {
  readonly value: string;
  readonly seconds_left: number;
}

/** The throttle of everybody, among the settings that all processes share. It ends by the clock of the store. */
export class ThrottleStore {
  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {}

  /** Undefined when none is on, or the time of the last one is over. */
  async read(): Promise<Throttle | undefined> {
    const { rows } = await this.pool.query<ThrottleRow>(READ);
    const [row] = rows;
    if (row === undefined || row.seconds_left <= 0) return undefined;
    const { messagesPerSecond } = JSON.parse(row.value) as Throttle;
    return { messagesPerSecond, secondsLeft: row.seconds_left };
  }

  async put({ messagesPerSecond, secondsLeft }: Throttle): Promise<void> {
    await this.pool.query({ ...PUT, values: [messagesPerSecond, secondsLeft] });
  }

  async remove(): Promise<void> {
    await this.pool.query(REMOVE);
  }
}

const LOOK_MILLISECONDS = 1_000;

/** What this process knows of the throttle: it looks every second, so that no request has to. */
export class ThrottleWatch implements ThrottleState {
  readonly #store: Pick<ThrottleStore, 'read'>;
  readonly #now: () => number;
  #throttle: { readonly messagesPerSecond: number; readonly until: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  /** @param now milliseconds that never go back */
  constructor(store: Pick<ThrottleStore, 'read'>, now: () => number = () => performance.now()) {
    this.#store = store;
    this.#now = now;
  }

  get current(): Throttle | undefined {
    if (this.#throttle === undefined) return undefined;
    const secondsLeft = (this.#throttle.until - this.#now()) / 1000;
    return secondsLeft > 0 ? { messagesPerSecond: this.#throttle.messagesPerSecond, secondsLeft } : undefined;
  }

  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  /** Never rejects: what a store that is away would say is asked for again soon, and nothing is taken meanwhile. */
  look(): Promise<void> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const found = await this.#store.read();
      this.#throttle =
        found === undefined
          ? undefined
          : { messagesPerSecond: found.messagesPerSecond, until: this.#now() + found.secondsLeft * 1000 };
    } catch {
      // Left as it is.
    }
  }
}
