import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { InboxSignal } from '../domain/delivery.js';
import type { InboxProbe, InboxWaiters } from '../domain/waiters.js';
import type { Logger } from '../log.js';

const CHANNEL = 'imps_wsi_inbox';
/** PostgreSQL takes payloads below 8000 bytes. */
const MAX_PAYLOAD = 7900;
const RECONNECT_MILLISECONDS = 500;

export interface WakeUpSettings {
  /** For LISTEN; must reach the server itself, not a pooler in transaction mode. */
  readonly connectionString: string;
  /** Waiting readers are looked after this often even if no notification came. */
  readonly fallbackMilliseconds: number;
}

/**
 * Wakes readers that wait for an inbox: those of this process directly, those of others through NOTIFY. Notifications
 * are sent apart from the insert's transaction and coalesced, because NOTIFY makes commits take turns; losing one
 * costs a waiting reader no more than the fallback interval.
 */
export class WakeUps implements InboxSignal {
  readonly #pool: pg.Pool;
  readonly #waiters: InboxWaiters;
  readonly #probe: InboxProbe;
  readonly #settings: WakeUpSettings;
  readonly #log: Logger;
  /** Marks our own notifications, which come back to us: who waits here was woken already. */
  readonly #mark = randomBytes(6).toString('base64url');
  readonly #pending = new Set<string>();
  #sending: Promise<void> | undefined;
  #listener: pg.Client | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #fallback: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(pool: pg.Pool, waiters: InboxWaiters, probe: InboxProbe, settings: WakeUpSettings, log: Logger) {
    this.#pool = pool;
    this.#waiters = waiters;
    this.#probe = probe;
    this.#settings = settings;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#listen();
    this.#fallback = setInterval(() => {
      void this.#lookAfter();
    }, this.#settings.fallbackMilliseconds);
    this.#fallback.unref();
  }

  announce(ownerIds: Iterable<string>): void {
    const owners = [...ownerIds];
    this.#waiters.wake(owners);
    for (const ownerId of owners) this.#pending.add(ownerId);
    this.#flush();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#fallback);
    clearTimeout(this.#reconnect);
    await this.#sending;
    await this.#listener?.end().catch(() => undefined);
  }

  /** One NOTIFY under way at a time; what is announced meanwhile goes together in the next. */
  #flush(): void {
    if (this.#sending !== undefined || this.#pending.size === 0 || this.#closed) return;
    let payload = '';
    for (const ownerId of this.#pending) {
      if (payload.length + ownerId.length + 1 > MAX_PAYLOAD) break;
      payload += payload === '' ? ownerId : `,${ownerId}`;
      this.#pending.delete(ownerId);
    }
    this.#sending = this.#pool
      .query({ name: 'wake-others', text: 'SELECT pg_notify($1, $2)', values: [CHANNEL, `${this.#mark}:${payload}`] })
      .then(
        () => undefined,
        (error: unknown) => {
          this.#log.warn('a wake-up was not sent; waiting readers find out by themselves', { error });
        },
      )
      .finally(() => {
        this.#sending = undefined;
        this.#flush();
      });
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#settings.connectionString,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'imps-wsi-listen',
    });
    client.on('error', () => {
      this.#lost(client);
    });
    client.on('end', () => {
      this.#lost(client);
    });
    client.on('notification', ({ payload }) => {
      const [mark, owners] = payload?.split(':') ?? [];
      if (mark !== this.#mark && owners !== undefined) this.#waiters.wake(owners.split(','));
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    if (this.#closed) await client.end();
    else this.#listener = client;
  }

  #lost(client: pg.Client): void {
    if (this.#closed || (this.#listener !== client && this.#listener !== undefined)) return;
    if (this.#listener === undefined) return;
    this.#listener = undefined;
    client.end().catch(() => undefined);
    this.#log.warn('the connection that hears of new messages was lost; connecting again');
    this.#relisten();
  }

  #relisten(): void {
    if (this.#closed) return;
    this.#reconnect = setTimeout(() => {
      this.#listen().then(
        // What came while nobody listened is found by asking.
        () => this.#lookAfter(),
        () => {
          this.#relisten();
        },
      );
    }, RECONNECT_MILLISECONDS);
  }

  async #lookAfter(): Promise<void> {
    const owners = this.#waiters.owners;
    if (owners.length === 0) return;
    try {
      this.#waiters.wake(await this.#probe.nonEmpty(owners));
    } catch (error) {
      this.#log.debug('waiting readers could not be looked after', { error });
    }
  }
}

/** Asks the store which of many inboxes hold anything. */
export class PostgresInboxProbe implements InboxProbe {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async nonEmpty(ownerIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.#pool.query<{ owner_id: string }>({
      name: 'non-empty-inboxes',
      text: `SELECT h.owner_id FROM inbox_head h WHERE h.owner_id = ANY ($1::bigint[])
               AND EXISTS (SELECT 1 FROM inbox i WHERE i.owner_id = h.owner_id ORDER BY i.seq LIMIT 1)`,
      values: [ownerIds],
    });
    return rows.map(({ owner_id }) => owner_id);
  }
}
