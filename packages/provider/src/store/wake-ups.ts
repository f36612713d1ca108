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
  #looking = false;
  /** Whether a notification came, of anybody's, since the last look; ours come back to us. */
  #heard = true;
  /** A notification of nothing was sent, only to hear it. */
  #asked = false;
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
      this.#checkHearing();
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
    this.#send(payload);
  }

  #send(payload: string): void {
    this.#sending = this.#pool
      .query({ name: 'wake-others', text: 'SELECT pg_notify($1, $2)', values: [CHANNEL, `${this.#mark}:${payload}`] })
      .then(
        () => undefined,
        (error: unknown) => {
          this.#asked = false;
          this.#log.warn('a wake-up was not sent; waiting readers find out by themselves', { error });
        },
      )
      .finally(() => {
        this.#sending = undefined;
        this.#flush();
      });
  }

  /**
   * A connection can be dead for hours before TCP notices, or lead to a pooler that keeps notifications to itself. So
   * while somebody waits and nothing is heard, a notification is sent to ourselves; if it does not come either, the
   * connection is made anew.
   */
  #checkHearing(): void {
    const { listener, heard, asked } = { listener: this.#listener, heard: this.#heard, asked: this.#asked };
    this.#heard = this.#asked = false;
    if (listener === undefined || heard) return;
    if (asked) {
      this.#lost(listener, 'notifications of the database do not arrive; connecting again');
      return;
    }
    if (this.#sending !== undefined || this.#waiters.isEmpty) return;
    this.#asked = true;
    this.#send('');
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
      this.#heard = true;
      const [mark, owners] = payload?.split(':') ?? [];
      if (mark !== this.#mark && owners !== undefined && owners !== '') this.#waiters.wake(owners.split(','));
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
    this.#heard = true;
  }

  #lost(client: pg.Client, what = 'the connection that hears of new messages was lost; connecting again'): void {
    if (this.#closed || this.#listener !== client) return;
    this.#listener = undefined;
    // Without a word to a server that may not hear it.
    client.connection.stream.destroy();
    this.#log.warn(what);
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
    if (this.#looking || this.#waiters.isEmpty) return;
    this.#looking = true;
    const { owners } = this.#waiters;
    try {
      this.#waiters.wake(await this.#probe.nonEmpty(owners));
    } catch (error) {
      this.#log.debug('waiting readers could not be looked after', { error });
    } finally {
      this.#looking = false;
    }
  }
}

/** Wakes those who wait for the inbox, in whichever process, from one that nobody waits in. */
export async function notifyReaders(pool: pg.Pool, ownerId: string): Promise<void> {
  await pool.query('SELECT pg_notify($1, $2)', [CHANNEL, `:${ownerId}`]);
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
      // OFFSET keeps the planner from joining the two, which reads all that waits in whatever inbox.
      text: `SELECT h.owner_id FROM inbox_head h WHERE h.owner_id = ANY ($1::bigint[])
               AND EXISTS (SELECT 1 FROM inbox i WHERE i.owner_id = h.owner_id ORDER BY i.seq LIMIT 1 OFFSET 0)`,
      values: [ownerIds],
    });
    return rows.map(({ owner_id }) => owner_id);
  }
}
