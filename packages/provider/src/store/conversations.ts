import type pg from 'pg';
import { placeParts, unpackParts } from '../domain/content.js';
import type { ConversationEntry } from '../domain/conversation-entry.js';
import type {
  ConversationStore,
  Entered,
  EntryPart,
  Glance,
  HistoryPage,
  Mark,
  Marked,
  MarkStore,
  NewEntry,
  SendResult,
} from '../domain/conversation-store.js';
import { ENTRY_STATE, HEAD_COLUMNS, pageOf, readBytes, toEntries, type EntryRow } from './conversation-rows.js';
import { transaction } from './database.js';
import { anyMessage } from './any-items.js';
import { DELIVERABLE, HAS_PRIORITIES, kindSql } from './deliverable.js';
import { enterEntries } from './enter-entries.js';
import { KeyedMutex } from './keyed-mutex.js';
import { markEntries, movedEntries, unsettledOwners } from './entry-marks.js';
import { takeIn } from './take-in.js';

/** The text of a message in the list of conversations is a glimpse of it. */
const LISTED_TEXT_BYTES = 8 * 1024;

/**
 * Logs of conversations on PostgreSQL. Whatever writes to a log takes the lock of the owner's `inbox_head` row first,
 * so that the numbers of one log commit in their order.
 */
export class PostgresConversations implements ConversationStore, MarkStore {
  readonly #pool: pg.Pool;
  readonly #peerOf: (sender: string) => string;
  readonly #onEnded: () => void;
  /** Writers of one log take turns here, so that they do not hold connections while waiting for the row lock. */
  readonly #turns = new KeyedMutex();
  /**
   * Whoever reads pages of one log takes turns too, streams among themselves: pages can be large, and an account that
   * asks for many at once must not take all connections from the others.
   */
  readonly #readers = new KeyedMutex();
  readonly #streams = new KeyedMutex();

  /**
   * @param peerOf the peer that a sender's canonical address belongs to
   * @param onEnded hears that messages came to their end
   */
  constructor(pool: pg.Pool, peerOf: (sender: string) => string, onEnded: () => void = () => undefined) {
    this.#pool = pool;
    this.#peerOf = peerOf;
    this.#onEnded = onEnded;
  }

  async enter(ownerId: string, entries: readonly NewEntry[]): Promise<Entered[]> {
    if (entries.length === 0) return [];
    return this.#exclusively(ownerId, (client) => enterEntries(client, ownerId, entries));
  }

  async record(ownerId: string, results: readonly SendResult[]): Promise<void> {
    const marks = results.map(({ entryId, state, seq, code, reason, retryable }) => {
      const failed = state === 'failed';
      return { entryId, state, pending: !failed, seq, code, reason: failed ? reason : undefined, retryable };
    });
    await this.#exclusively(ownerId, (client) =>
      markEntries(client, ownerId, marks, [ENTRY_STATE.sending, ENTRY_STATE.failed]),
    );
  }

  async byId(ownerId: string, entryIds: readonly string[]): Promise<ConversationEntry[]> {
    if (entryIds.length === 0) return [];
    const { rows } = await this.#pool.query<EntryRow>({
      name: 'entries-by-id',
      text: `SELECT ${HEAD_COLUMNS}, content FROM conversation_entry
             WHERE owner_id = $1 AND entry_id = ANY ($2::bigint[])`,
      values: [ownerId, entryIds],
    });
    return toEntries(this.#pool, ownerId, rows);
  }

  changes(ownerId: string, after: string, limit: number): Promise<ConversationEntry[]> {
    return this.#streams.run(ownerId, () => this.#changes(ownerId, after, limit));
  }

  async #changes(ownerId: string, after: string, limit: number): Promise<ConversationEntry[]> {
    const { rows } = await this.#pool.query<EntryRow>({
      name: 'entry-changes',
      text: pageOf(
        'SELECT * FROM conversation_entry WHERE owner_id = $1 AND change_id > $2 ORDER BY change_id LIMIT $3',
        'change_id',
      ),
      values: [ownerId, after, limit],
    });
    return toEntries(this.#pool, ownerId, rows);
  }

  async countChanges(ownerId: string, after: string, bound: number): Promise<number> {
    const { rows } = await this.#pool.query<{ n: string }>({
      name: 'count-entry-changes',
      text: `SELECT count(*) AS n FROM
               (SELECT 1 FROM conversation_entry WHERE owner_id = $1 AND change_id > $2 LIMIT $3) AS changed`,
      values: [ownerId, after, bound],
    });
    return Number(rows[0]?.n ?? 0);
  }

  async newestChange(ownerId: string): Promise<string> {
    const { rows } = await this.#pool.query<{ change_id: string }>({
      name: 'newest-entry-change',
      text: 'SELECT change_id FROM conversation_entry WHERE owner_id = $1 ORDER BY change_id DESC LIMIT 1',
      values: [ownerId],
    });
    return rows[0]?.change_id ?? '0';
  }

  history(ownerId: string, peer: string, before: string | undefined, limit: number): Promise<HistoryPage> {
    return this.#readers.run(ownerId, () => this.#history(ownerId, peer, before, limit));
  }

  async #history(ownerId: string, peer: string, before: string | undefined, limit: number): Promise<HistoryPage> {
    const { rows } = await this.#pool.query<EntryRow & { seen: string }>({
      name: 'entry-history',
      text: pageOf(
        `SELECT * FROM conversation_entry WHERE owner_id = $1 AND peer = $2 AND entry_id < $3
         ORDER BY entry_id DESC LIMIT $4`,
        'entry_id DESC',
      ),
      values: [ownerId, peer, before ?? '9223372036854775807', limit + 1],
    });
    const page = rows.slice(0, limit);
    const entries = await toEntries(this.#pool, ownerId, page.reverse());
    return { entries, moreBefore: Number(rows[0]?.seen ?? 0) > page.length };
  }

  /** From peer to peer through the index: the cost is that of the conversations, not of their messages. */
  latest(ownerId: string, limit: number): Promise<ConversationEntry[]> {
    return this.#readers.run(ownerId, () => this.#latest(ownerId, limit));
  }

  async #latest(ownerId: string, limit: number): Promise<ConversationEntry[]> {
    const { rows } = await this.#pool.query<EntryRow>({
      name: 'latest-entries',
      text: `
        WITH RECURSIVE last (peer, entry_id) AS (
          (SELECT peer, entry_id FROM conversation_entry WHERE owner_id = $1 ORDER BY peer DESC, entry_id DESC LIMIT 1)
          UNION ALL
          SELECT next.peer, next.entry_id FROM last CROSS JOIN LATERAL
            (SELECT e.peer, e.entry_id FROM conversation_entry e
             WHERE e.owner_id = $1 AND e.peer < last.peer ORDER BY e.peer DESC, e.entry_id DESC LIMIT 1) AS next
        )
        ${pageOf(
          `SELECT * FROM conversation_entry WHERE owner_id = $1
             AND entry_id = ANY (ARRAY(SELECT entry_id FROM last ORDER BY entry_id DESC LIMIT $2))`,
          'entry_id DESC',
          LISTED_TEXT_BYTES,
        )}`,
      values: [ownerId, limit],
    });
    return toEntries(this.#pool, ownerId, rows, LISTED_TEXT_BYTES);
  }

  part(ownerId: string, entryId: string, number: number): Promise<EntryPart | undefined> {
    return this.#readers.run(ownerId, () => this.#part(ownerId, entryId, number));
  }

  async #part(ownerId: string, entryId: string, number: number): Promise<EntryPart | undefined> {
    const { rows } = await this.#pool.query<{ parts: string }>({
      name: 'entry-parts',
      text: 'SELECT parts FROM conversation_entry WHERE owner_id = $1 AND entry_id = $2',
      values: [ownerId, entryId],
    });
    const part = rows[0] === undefined ? undefined : placeParts(unpackParts(rows[0].parts))[number - 1];
    if (part === undefined) return undefined;
    const { contentType, name, offset, size, contentId } = part;
    return { contentType, name, offset, size, contentId };
  }

  bytes(ownerId: string, entryId: string, part: EntryPart, from: number, length: number): Promise<Buffer | undefined> {
    return this.#readers.run(ownerId, () => readBytes(this.#pool, ownerId, entryId, part, from, length));
  }

  async look(ownerId: string, after: string): Promise<Glance> {
    const { rows } = await this.#pool.query<{
      waits: boolean;
      prioritised: boolean;
      changed: boolean;
      lease_end: number | null;
    }>({
      name: 'glance',
      text: `SELECT EXISTS (SELECT 1 FROM inbox i WHERE i.owner_id = $1 AND ${DELIVERABLE} ${kindSql({ kind: 'MESSAGE' })}
                       ORDER BY i.seq LIMIT 1) AS waits,
               ${HAS_PRIORITIES} AS prioritised,
               EXISTS (SELECT 1 FROM conversation_entry WHERE owner_id = $1 AND change_id > $3) AS changed,
               (SELECT ceil(extract(epoch FROM min(leased_until) - now()) * 1000)::float8
                FROM lease WHERE owner_id = $1 AND leased_until > now() AND NOT sent) AS lease_end`,
      // No batch of ours: whatever others hold is theirs.
      values: [ownerId, '', after],
    });
    const [row] = rows;
    const mayWait = row?.waits ?? false;
    return {
      waits: mayWait && row?.prioritised === true ? await anyMessage(this.#pool, ownerId) : mayWait,
      changed: row?.changed ?? false,
      leaseEnd: row?.lease_end ?? undefined,
    };
  }

  async takeIn(ownerId: string): Promise<number> {
    const taken = await this.#exclusively(ownerId, (client) => takeIn(client, ownerId, this.#peerOf));
    if (taken > 0) this.#onEnded();
    return taken;
  }

  unsettled(ownerIds: readonly string[]): Promise<string[]> {
    return unsettledOwners(this.#pool, ownerIds);
  }

  moved(ownerIds: readonly string[], abandonedAfterSeconds: number): Promise<Mark[]> {
    return movedEntries(this.#pool, ownerIds, abandonedAfterSeconds);
  }

  async mark(ownerId: string, marks: readonly Marked[]): Promise<void> {
    await this.#exclusively(ownerId, (client) =>
      markEntries(client, ownerId, marks, [ENTRY_STATE.sending, ENTRY_STATE.sent]),
    );
  }

  async #exclusively<T>(ownerId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const lock = `BEGIN; SELECT 1 FROM inbox_head WHERE owner_id = ${BigInt(ownerId).toString()} FOR UPDATE`;
    return this.#turns.run(ownerId, () => transaction(this.#pool, work, lock));
  }
}
