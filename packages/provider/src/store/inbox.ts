import type pg from 'pg';
import { placeParts, unpackParts } from '../domain/content.js';
import { partContent } from '../domain/content-store.js';
import type {
  InboxFilter,
  InboxStore,
  KeptItems,
  LeaseRequest,
  LeasedPage,
  Settlement,
  SettleRequest,
  StoredPart,
} from '../domain/inbox-store.js';
import { PostgresContents } from './content.js';
import { buryWorn } from './dead-letters.js';
import { transaction } from './database.js';
import { DELIVERABLE, filterSql, filterValues } from './deliverable.js';
import { readRow } from './item-content.js';
import { KeyedMutex } from './keyed-mutex.js';
import { findBatch, forgetRequest, mayGrow, undoLease } from './lease-batches.js';
import { leaseItems, replayItems, type ItemPage } from './leases.js';
import { keepSent, settle, settleUnnamed } from './settlement.js';

/**
 * Inboxes on PostgreSQL. Whatever changes leases takes the lock of the owner's `inbox_head` row first: the rule that
 * nobody gets a sender's later message while an earlier one is leased cannot be decided on a snapshot that another
 * reader is about to change. Deliveries take no part in that lock.
 */
export class PostgresInboxes implements InboxStore {
  readonly #pool: pg.Pool;
  readonly #maxAttempts: number;
  readonly #contents: Pick<PostgresContents, 'read' | 'lookAt'>;
  /** Readers of one inbox take turns here, so that they do not hold connections while waiting for the row lock. */
  readonly #turns = new KeyedMutex();

  constructor(
    pool: pg.Pool,
    maxDeliveryAttempts: number,
    contents: Pick<PostgresContents, 'read' | 'lookAt'> = new PostgresContents(pool),
  ) {
    this.#pool = pool;
    this.#maxAttempts = maxDeliveryAttempts;
    this.#contents = contents;
  }

  async anyDeliverable(
    ownerId: string,
    filter: InboxFilter,
    beyond: { batchId: string; seq: string } = { batchId: '', seq: '0' },
  ): Promise<boolean> {
    const { rowCount } = await this.#pool.query({
      name: 'any-deliverable',
      text: `SELECT 1 FROM inbox i WHERE i.owner_id = $1 AND i.seq > $6 AND ${DELIVERABLE} ${filterSql(3)}
             ORDER BY i.seq LIMIT 1`,
      values: [ownerId, beyond.batchId, ...filterValues(filter), beyond.seq],
    });
    return rowCount === 1;
  }

  async nextLeaseEnd(ownerId: string): Promise<number | undefined> {
    const { rows } = await this.#pool.query<{ milliseconds: number | null }>({
      name: 'next-lease-end',
      text: `SELECT ceil(extract(epoch FROM min(leased_until) - now()) * 1000)::float8 AS milliseconds
             FROM lease WHERE owner_id = $1 AND leased_until > now() AND NOT sent`,
      values: [ownerId],
    });
    return rows[0]?.milliseconds ?? undefined;
  }

  async newest(ownerId: string): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ seq: string }>({
      name: 'newest-item',
      text: 'SELECT seq FROM inbox WHERE owner_id = $1 ORDER BY seq DESC LIMIT 1',
      values: [ownerId],
    });
    return rows[0]?.seq;
  }

  async lease(request: LeaseRequest): Promise<LeasedPage> {
    return this.#exclusively(request.ownerId, async (client, freed, attempt) => {
      // The attempt before may have been committed without our hearing of it: nobody was given what it leased.
      if (attempt > 1) await undoLease(client, request);
      const acknowledged =
        request.acknowledge === undefined
          ? undefined
          : await settle(client, { ownerId: request.ownerId, batchId: request.acknowledge }, freed);
      const page = await this.#leasePage(client, request);
      return acknowledged === undefined ? page : { ...page, acknowledged };
    });
  }

  async #leasePage(client: pg.PoolClient, request: LeaseRequest): Promise<LeasedPage> {
    const { ownerId, batchId, requestId, replayOf } = request;
    if (replayOf !== undefined) return replayItems(client, request, replayOf);
    if (requestId !== undefined && request.after === undefined) {
      const earlier = await findBatch(client, ownerId, requestId);
      if (earlier?.whole === true) {
        const replay = await replayItems(client, request, earlier.batchId);
        if (replay.items.length > 0) return replay;
      }
      if (earlier !== undefined) await forgetRequest(client, ownerId, earlier.batchId);
    }
    if (request.after !== undefined && !(await mayGrow(client, ownerId, batchId))) {
      return { batchId, replay: false, items: [], goesOn: false, more: true };
    }
    const { items, goesOn, more } = await this.#leaseLiving(client, request);
    // A batch that nobody will name and that is complete needs no row of its own.
    if (request.after === undefined && items.length > 0 && (request.named || goesOn)) {
      await client.query({
        name: 'insert-batch',
        text: 'INSERT INTO lease_batch (owner_id, batch_id, request_id) VALUES ($1, $2, $3)',
        values: [ownerId, batchId, requestId ?? null],
      });
    }
    return { batchId, replay: false, items, goesOn, more };
  }

  /** Items that were handed out too often become dead letters instead of being handed out once more. */
  async #leaseLiving(client: pg.PoolClient, request: LeaseRequest): Promise<ItemPage> {
    for (;;) {
      const page = await leaseItems(client, request, this.#maxAttempts);
      const worn = page.items.filter((item) => item.attempt > this.#maxAttempts);
      if (worn.length === 0) return page;
      await buryWorn(client, request.ownerId, worn);
    }
  }

  async release(ownerId: string, batchId: string): Promise<void> {
    await this.#exclusively(ownerId, (client) =>
      client.query({
        name: 'release-batch',
        text: `UPDATE lease SET leased_until = '-infinity', batch_id = '' WHERE owner_id = $1 AND batch_id = $2`,
        values: [ownerId, batchId],
      }),
    );
  }

  async extend(ownerId: string, batchId: string, leaseSeconds: number): Promise<void> {
    await this.#exclusively(ownerId, (client) =>
      client.query({
        name: 'extend-batch',
        text: `UPDATE lease SET leased_until = now() + make_interval(secs => $3) WHERE owner_id = $1 AND batch_id = $2`,
        values: [ownerId, batchId, leaseSeconds],
      }),
    );
  }

  async markSent(ownerId: string, batchId: string, leaseSeconds: number): Promise<void> {
    await this.#exclusively(ownerId, (client) =>
      client.query({
        name: 'mark-batch-sent',
        text: `UPDATE lease SET sent = true, leased_until = now() + make_interval(secs => $3)
               WHERE owner_id = $1 AND batch_id = $2`,
        values: [ownerId, batchId, leaseSeconds],
      }),
    );
  }

  async settle(request: SettleRequest): Promise<Settlement> {
    return this.#exclusively(request.ownerId, (client, freed) => settle(client, request, freed));
  }

  async conclude(ownerId: string, batchId: string, kept: KeptItems): Promise<boolean> {
    return this.#exclusively(ownerId, async (client, freed) => {
      await keepSent(client, ownerId, batchId, kept);
      return settleUnnamed(client, ownerId, batchId, freed, kept.seqs);
    });
  }

  async part(ownerId: string, seq: string, number: number): Promise<StoredPart | undefined> {
    const { rows } = await this.#pool.query<{ parts: string }>({
      name: 'item-parts',
      text: 'SELECT parts FROM inbox WHERE owner_id = $1 AND seq = $2',
      values: [ownerId, seq],
    });
    const part = rows[0] === undefined ? undefined : placeParts(unpackParts(rows[0].parts))[number - 1];
    if (part === undefined) return undefined;
    const { contentType, size, contentId } = part;
    if (contentId !== undefined) return { contentType, ...partContent(this.#contents, { contentId, size }) };
    const open = (offset: number, length: number): AsyncIterable<Buffer> =>
      readRow(this.#pool, ownerId, seq, part.offset + offset, length);
    return { contentType, size, open, chunks: () => open(0, size) };
  }

  async countAfter(ownerId: string, seq: string, bound: number): Promise<number> {
    const { rows } = await this.#pool.query<{ n: string }>({
      name: 'count-after',
      text: `SELECT count(*) AS n FROM
               (SELECT 1 FROM inbox WHERE owner_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS rest`,
      values: [ownerId, seq, bound],
    });
    return Number(rows[0]?.n ?? 0);
  }

  countUpTo(ownerId: string, bound: number): Promise<number> {
    return this.countAfter(ownerId, '0', bound);
  }

  /** @param work told where to put the contents that items let go of, and which attempt this is */
  async #exclusively<T>(
    ownerId: string,
    work: (client: pg.PoolClient, freed: Set<string>, attempt: number) => Promise<T>,
  ): Promise<T> {
    const lock = `BEGIN; SELECT 1 FROM inbox_head WHERE owner_id = ${BigInt(ownerId).toString()} FOR UPDATE`;
    const freed = new Set<string>();
    const done = await this.#turns.run(ownerId, () =>
      transaction(this.#pool, (client, attempt) => work(client, freed, attempt), lock),
    );
    if (freed.size > 0) this.#contents.lookAt(freed);
    return done;
  }
}
