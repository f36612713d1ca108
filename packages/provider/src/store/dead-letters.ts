import type pg from 'pg';
import { contentIdsOf, placeParts, unpackParts } from '../domain/content.js';
import { partContent, type PartContent } from '../domain/content-store.js';
import type { DeadLetter, DeadLetterStore, LetterFilter, RedriveOutcome } from '../domain/dead-letter.js';
import { LETTER_COLUMNS } from './bury.js';
import type { PostgresContents } from './content.js';
import { HOLDER, letGo, usesOf } from './content-uses.js';
import { transaction } from './database.js';
import { DELIVERY_STATE, recordState, type DeliveryKeyRow } from './delivery-state.js';
import { readRow } from './item-content.js';
import { reopenEntries } from './reopen-entries.js';
import { keepBehind, type ReturnedLetter } from './returned-places.js';

/** Letters a page, and a transaction. */
const LETTERS_AT_ONCE = 100;

interface LetterRow {
  owner_id: string;
  seq: string;
  inbox: string;
  sender: string;
  recipient: string;
  client_message_id: string;
  size: string;
  accepted_at: Date;
  died_at: Date;
  expires_at: Date | null;
  /** As the database writes it: a Date would lose its microseconds. */
  died: string;
  attempts: number;
  reason: string | null;
  parts: string;
}

const SELECT_LETTER = `
  SELECT d.owner_id, d.seq, a.address AS inbox, d.sender, d.recipient, d.client_message_id, d.size + d.stored_size AS size,
         d.accepted_at, d.died_at, d.died_at::text AS died, d.expires_at, d.attempts, d.reason, d.parts
  FROM dead_letter d JOIN account a ON a.owner_id = d.owner_id`;

/** Where a page begins: behind this letter. */
interface Place {
  readonly died: string;
  readonly owner_id: string;
  readonly seq: string;
}

const BEGINNING: Place = { died: '-infinity', owner_id: '0', seq: '0' };

/** Dead letters on PostgreSQL. Nothing here is on a hot path: operators ask for it, and the sweep. */
export class PostgresDeadLetters implements DeadLetterStore {
  readonly #pool: pg.Pool;
  readonly #contents: Pick<PostgresContents, 'read' | 'lookAt'>;

  constructor(pool: pg.Pool, contents: Pick<PostgresContents, 'read' | 'lookAt'>) {
    this.#pool = pool;
    this.#contents = contents;
  }

  async *list(filter: LetterFilter, limit: number): AsyncGenerator<DeadLetter> {
    let left = limit;
    for await (const page of this.#pages(filter, () => Math.min(left, LETTERS_AT_ONCE))) {
      yield* page.map(toLetter);
      left -= page.length;
      if (left <= 0) return;
    }
  }

  async find(seq: string): Promise<DeadLetter | undefined> {
    const { rows } = await this.#pool.query<LetterRow>(`${SELECT_LETTER} WHERE d.seq = $1`, [seq]);
    return rows.map(toLetter)[0];
  }

  part({ ownerId, seq, parts }: DeadLetter, number: number): Promise<PartContent | undefined> {
    const part = placeParts(parts)[number - 1];
    if (part === undefined) return Promise.resolve(undefined);
    const { size, contentId } = part;
    if (contentId !== undefined) return Promise.resolve(partContent(this.#contents, { contentId, size }));
    const open = (offset: number, length: number): AsyncIterable<Buffer> =>
      readRow(this.#pool, ownerId, seq, part.offset + offset, length, 'dead_letter');
    return Promise.resolve({ size, open, chunks: () => open(0, size) });
  }

  async redrive(seq: string, onChanged: (ownerId: string) => void = () => undefined): Promise<RedriveOutcome> {
    const ownerId = await this.#ownerOf(seq);
    if (ownerId === undefined) return 'absent';
    const { returned, waiting } = await this.#redrive(ownerId, [seq], onChanged);
    if (returned > 0) return 'returned';
    return waiting > 0 ? 'waiting' : 'absent';
  }

  redriveAll(filter: LetterFilter, onChanged: (ownerId: string) => void): Promise<number> {
    return this.#each(filter, async (ownerId, seqs) => (await this.#redrive(ownerId, seqs, onChanged)).returned);
  }

  async remove(seq: string): Promise<boolean> {
    const ownerId = await this.#ownerOf(seq);
    return ownerId !== undefined && (await this.#remove(ownerId, [seq])) > 0;
  }

  removeAll(filter: LetterFilter): Promise<number> {
    return this.#each(filter, (ownerId, seqs) => this.#remove(ownerId, seqs));
  }

  /**
   * Back into the inbox at the place it had, under the same order number: its id is derived from that, and a consumer
   * that did act on it, and could only not say so, must know it again. An urgent one keeps its place in the line, too.
   * Attempts begin anew.
   */
  async #redrive(
    ownerId: string,
    seqs: readonly string[],
    onChanged: (ownerId: string) => void,
  ): Promise<{ returned: number; waiting: number }> {
    const lock = `BEGIN; SELECT 1 FROM inbox_head WHERE owner_id = ${BigInt(ownerId).toString()} FOR UPDATE`;
    const outcome = await transaction(
      this.#pool,
      async (client, attempt) => {
        const { rows } = await client.query<DeliveryKeyRow & ReturnedLetter>(
          `SELECT seq, sender, behind, sender_id, client_message_id, recipient_key FROM dead_letter
           WHERE owner_id = $1 AND seq = ANY ($2::bigint[]) ORDER BY seq FOR UPDATE`,
          [ownerId, seqs],
        );
        const found = rows.map(({ seq }) => seq);
        const others = seqs.filter((seq) => !found.includes(seq));
        const waiting = await keysWaiting(client, ownerId, others);
        if (found.length > 0) {
          await client.query(
            `INSERT INTO inbox (${LETTER_COLUMNS}) SELECT ${LETTER_COLUMNS} FROM dead_letter
             WHERE owner_id = $1 AND seq = ANY ($2::bigint[]) ON CONFLICT DO NOTHING`,
            [ownerId, found],
          );
          await client.query('DELETE FROM dead_letter WHERE owner_id = $1 AND seq = ANY ($2::bigint[])', [
            ownerId,
            found,
          ]);
          await client.query('DELETE FROM lease WHERE owner_id = $1 AND seq = ANY ($2::bigint[])', [ownerId, found]);
          await recordState(client, ownerId, rows, DELIVERY_STATE.waiting);
          await keepBehind(client, ownerId, rows);
        }
        // The attempt before may have been committed without our hearing of it.
        const returned = found.length + (attempt > 1 ? waiting.length : 0);
        return { returned, waiting: waiting.length, deliveries: [...rows, ...waiting] };
      },
      lock,
    );
    if (outcome.returned > 0) onChanged(ownerId);
    // Of those that were back already, too: whoever brought them may have been killed before this.
    for (const senderId of await reopenEntries(this.#pool, outcome.deliveries)) onChanged(senderId);
    return outcome;
  }

  async #remove(ownerId: string, seqs: readonly string[]): Promise<number> {
    const freed = new Set<string>();
    const count = await transaction(this.#pool, (client) =>
      removeLetters(client, 'owner_id = $1 AND seq = ANY ($2::bigint[])', [ownerId, seqs], freed),
    );
    this.#contents.lookAt(freed);
    return count;
  }

  /** All that are dead letters when this begins: what dies meanwhile, perhaps once more, is not meant. */
  async #each(filter: LetterFilter, work: (ownerId: string, seqs: string[]) => Promise<number>): Promise<number> {
    const { rows } = await this.#pool.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
    let count = 0;
    for await (const page of this.#pages(filter, () => LETTERS_AT_ONCE, rows[0]?.now)) {
      const byOwner = new Map<string, string[]>();
      for (const { owner_id: ownerId, seq } of page) byOwner.set(ownerId, [...(byOwner.get(ownerId) ?? []), seq]);
      for (const [ownerId, seqs] of byOwner) count += await work(ownerId, seqs);
    }
    return count;
  }

  /** Pages of `size()` letters, oldest first. */
  async *#pages({ ownerId }: LetterFilter, size: () => number, until = 'infinity'): AsyncGenerator<LetterRow[]> {
    let place: Place = BEGINNING;
    for (;;) {
      const limit = size();
      const { rows } = await this.#pool.query<LetterRow>(
        `${SELECT_LETTER}
         WHERE ($1::bigint IS NULL OR d.owner_id = $1) AND d.died_at <= $2::timestamptz
           AND (d.died_at, d.owner_id, d.seq) > ($3::timestamptz, $4, $5)
         ORDER BY d.died_at, d.owner_id, d.seq LIMIT $6`,
        [ownerId ?? null, until, place.died, place.owner_id, place.seq, limit],
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      if (rows.length < limit) return;
      place = last;
    }
  }

  /** Of a letter, or of one that is back in its inbox. */
  async #ownerOf(seq: string): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ owner_id: string }>(
      `SELECT owner_id FROM dead_letter WHERE seq = $1 UNION ALL SELECT owner_id FROM delivery WHERE seq = $1 LIMIT 1`,
      [seq],
    );
    return rows[0]?.owner_id;
  }
}

/**
 * Removes letters within the caller's transaction; answers how many.
 *
 * @param freed gets the contents that they needed, to be looked at when this is committed
 */
export async function removeLetters(
  client: pg.PoolClient,
  condition: string,
  values: readonly unknown[],
  freed: Set<string>,
): Promise<number> {
  const { rows } = await client.query<{ owner_id: string; item_id: string; parts: string | null }>(
    `DELETE FROM dead_letter WHERE ${condition}
     RETURNING owner_id, seq AS item_id, CASE WHEN stored_size > 0 THEN parts END AS parts`,
    [...values],
  );
  for (const row of rows) {
    await letGo(client, row.owner_id, HOLDER.inbox, usesOf([row]));
    for (const contentId of row.parts === null ? [] : contentIdsOf(row.parts)) freed.add(contentId);
  }
  return rows.length;
}

async function keysWaiting(client: pg.PoolClient, ownerId: string, seqs: readonly string[]): Promise<DeliveryKeyRow[]> {
  if (seqs.length === 0) return [];
  const { rows } = await client.query<DeliveryKeyRow>(
    'SELECT sender_id, client_message_id, recipient_key FROM inbox WHERE owner_id = $1 AND seq = ANY ($2::bigint[])',
    [ownerId, seqs],
  );
  return rows;
}

const toLetter = (row: LetterRow): DeadLetter => ({
  ownerId: row.owner_id,
  seq: row.seq,
  inbox: row.inbox,
  sender: row.sender,
  recipient: row.recipient,
  clientMessageId: row.client_message_id,
  size: Number(row.size),
  acceptedAt: row.accepted_at,
  diedAt: row.died_at,
  expiresAt: row.expires_at ?? undefined,
  attempts: row.attempts,
  reason: row.reason ?? undefined,
  parts: unpackParts(row.parts),
});
