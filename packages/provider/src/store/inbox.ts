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
import { bury } from './bury.js';
import { transaction } from './database.js';
import { anyNext, mayBeAny } from './any-items.js';
import { giveBackBatch, keepForReplay } from './give-back.js';
import { readRow } from './item-content.js';
import { KeyedMutex } from './keyed-mutex.js';
import { findBatch, forgetRequest, mayGrow, undoLease } from './lease-batches.js';
import { leaseItems, replayItems, type ItemPage } from './leases.js';
import { arrivalSql, LANES, turnOfSql, URGENT_FROM } from './order-number.js';
import { keepSent, settle, settleUnnamed } from './settlement.js';

const NEWEST = `SELECT greatest(${LANES.map(
  ([from, to]) =>
    `(SELECT ${arrivalSql('max(seq)')} FROM inbox WHERE owner_id = $1 AND seq >= ${from} AND seq < ${to})`,
).join(', ')}) AS arrival`;
/** In the line: of urgent items those that stand behind it. */
const COUNT_AFTER = {
  name: 'count-after',
  text: `SELECT count(*) AS n FROM (
           (SELECT 1 FROM inbox WHERE owner_id = $1 AND seq > ${turnOfSql('$1', '$2')} AND seq < ${URGENT_FROM}
            ORDER BY seq LIMIT $3)
           UNION ALL
           (SELECT 1 FROM inbox WHERE owner_id = $1 AND seq >= ${URGENT_FROM}
              AND (coalesce(behind, 0), seq) > (${turnOfSql('$1', '$2')}, $2::bigint)
            ORDER BY coalesce(behind, 0), seq LIMIT $3)
           LIMIT $3) AS rest`,
};

/**
 * Inboxes on PostgreSQL. Whatever changes leases takes the lock of the owner's `inbox_head` row first: the rule that
 * nobody gets a sender's later message while an earlier one is leased cannot be decided on a snapshot that another
 * reader is about to change. Deliveries take no part in that lock.
 */
export class PostgresInboxes implements InboxStore {
  readonly #pool: pg.Pool;
  readonly #maxAttempts: number;
  readonly #contents: Pick<PostgresContents, 'read' | 'lookAt'>;
  readonly #onBuried: (seqs: readonly string[]) => void;
  readonly #onEnded: () => void;
  /** Readers of one inbox take turns here, so that they do not hold connections while waiting for the row lock. */
  readonly #turns = new KeyedMutex();

  /**
   * @param onBuried told of items that became dead letters
   * @param onEnded hears that messages may have come to their end
   */
  constructor(
    pool: pg.Pool,
    maxDeliveryAttempts: number,
    contents: Pick<PostgresContents, 'read' | 'lookAt'> = new PostgresContents(pool),
    onBuried: (seqs: readonly string[]) => void = () => undefined,
    onEnded: () => void = () => undefined,
  ) {
    this.#pool = pool;
    this.#maxAttempts = maxDeliveryAttempts;
    this.#contents = contents;
    this.#onBuried = onBuried;
    this.#onEnded = onEnded;
  }

  anyDeliverable(
    ownerId: string,
    filter: InboxFilter,
    beyond?: { readonly batchId: string; readonly seq: string },
  ): Promise<boolean> {
    if (beyond === undefined) return mayBeAny(this.#pool, { ownerId, filter, batchId: '' });
    return anyNext(this.#pool, { ownerId, filter, batchId: beyond.batchId }, beyond.seq);
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
    const { rows } = await this.#pool.query<{ arrival: string | null }>({
      name: 'newest-item',
      text: NEWEST,
      values: [ownerId],
    });
    return rows[0]?.arrival ?? undefined;
  }

  async lease(request: LeaseRequest): Promise<LeasedPage> {
    const buried = new Set<string>();
    const leased = await this.#exclusively(request.ownerId, async (client, freed, attempt) => {
      // The attempt before may have been committed without our hearing of it: nobody was given what it leased.
      if (attempt > 1) await undoLease(client, request);
      const acknowledged =
        request.acknowledge === undefined
          ? undefined
          : await settle(client, { ownerId: request.ownerId, batchId: request.acknowledge }, freed);
      const page = await this.#leasePage(client, request, buried);
      return acknowledged === undefined ? page : { ...page, acknowledged };
    });
    if (buried.size > 0) this.#onBuried([...buried]);
    return leased;
  }

  async #leasePage(client: pg.PoolClient, request: LeaseRequest, buried: Set<string>): Promise<LeasedPage> {
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
    const { items, goesOn, more } = await this.#leaseLiving(client, request, buried);
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
  async #leaseLiving(client: pg.PoolClient, request: LeaseRequest, buried: Set<string>): Promise<ItemPage> {
    for (;;) {
      const page = await leaseItems(client, request, this.#maxAttempts);
      if (page.worn.length === 0) return page;
      await bury(client, request.ownerId, page.worn);
      for (const seq of page.worn) buried.add(seq);
    }
  }

  async release(ownerId: string, batchId: string): Promise<void> {
    await this.#exclusively(ownerId, (client) => giveBackBatch(client, ownerId, batchId));
  }

  async keepForReplay(ownerId: string, batchId: string, seconds: number): Promise<void> {
    await this.#exclusively(ownerId, (client) => keepForReplay(client, ownerId, batchId, seconds));
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
      ...COUNT_AFTER,
      values: [ownerId, seq, bound],
    });
    return Number(rows[0]?.n ?? 0);
  }

  async countUpTo(ownerId: string, bound: number): Promise<number> {
    const all = await this.countAfter(ownerId, '0', bound);
    return all < bound ? all : this.#countLiving(ownerId, bound);
  }

  /** Without what expired and was not swept yet; asked only where it may make the difference, since it reads the rows. */
  async #countLiving(ownerId: string, bound: number): Promise<number> {
    const { rows } = await this.#pool.query<{ n: string }>({
      name: 'count-living',
      text: `SELECT count(*) AS n FROM
               (SELECT 1 FROM inbox WHERE owner_id = $1 AND (expires_at > now()) IS NOT FALSE ORDER BY seq LIMIT $2) AS rest`,
      values: [ownerId, bound],
    });
    return Number(rows[0]?.n ?? 0);
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
    this.#onEnded();
    return done;
  }
}
