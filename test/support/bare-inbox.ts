import type pg from 'pg';
import type { NewDelivery } from '../../packages/provider/dist/domain/delivery.js';
import type { LeaseRequest, LeasedPage } from '../../packages/provider/dist/domain/inbox-store.js';
import { insertDeliveries } from '../../packages/provider/dist/store/deliveries.js';
import { transaction } from '../../packages/provider/dist/store/database.js';

/** An inbox as the store sees it, for tests of what cannot be brought about from outside. */
export interface BareInbox {
  readonly ownerId: string;
  /** A message that says its own name. */
  delivery(name: string, sender?: string): NewDelivery;
  /** Stores them in order, apart from what is being tested. */
  deliver(...names: string[]): Promise<void>;
  deliverFrom(sender: string, ...names: string[]): Promise<void>;
  /** A page of a batch. */
  wish(batchId: string, limit: number): LeaseRequest;
}

export async function bareInbox(pool: pg.Pool): Promise<BareInbox> {
  const { rows } = await pool.query<{ owner_id: string }>(
    `INSERT INTO account (address, kind) VALUES (md5(random()::text), 'person') RETURNING owner_id`,
  );
  const ownerId = rows[0]!.owner_id;
  await pool.query('INSERT INTO inbox_head (owner_id) VALUES ($1)', [ownerId]);
  const delivery = (name: string, sender = 'wv:alice@b1.example'): NewDelivery => ({
    ownerId,
    senderId: '1',
    clientMessageId: name,
    recipientKey: 'wv:bob@b1.example',
    recipient: 'wv:bob@b1.example',
    sender,
    digest: Buffer.from(name),
    header: null,
    parts: '[]',
    content: Buffer.from(name),
  });
  const deliverAll = async (deliveries: readonly NewDelivery[]): Promise<void> => {
    await transaction(pool, (client) => insertDeliveries(client, deliveries));
  };
  return {
    ownerId,
    delivery,
    deliver: (...names) => deliverAll(names.map((name) => delivery(name))),
    deliverFrom: (sender, ...names) => deliverAll(names.map((name) => delivery(name, sender))),
    wish: (batchId, limit) => ({
      ownerId,
      batchId,
      named: true,
      leaseSeconds: 60,
      limit,
      final: false,
      maxBytes: 1_000_000,
      pageBytes: 1_000_000,
      maxInlineBytes: 1_000_000,
      filter: {},
    }),
  };
}

/** What the items of a page say. */
export const namesOf = (page: LeasedPage): string[] => page.items.map(({ content }) => content.toString());
