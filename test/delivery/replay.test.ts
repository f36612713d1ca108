import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { bareInbox, namesOf, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('WSI-23: a requestId that comes again', () => {
  let database: TestDatabase;
  let inboxes: PostgresInboxes;
  let inbox: BareInbox;

  beforeAll(async () => {
    database = await freshDatabase();
    inboxes = new PostgresInboxes(database.pool, 20);
  });
  beforeEach(async () => {
    inbox = await bareInbox(database.pool);
  });
  afterAll(() => database.drop());

  test('while the first answer is still growing ends its growth: the receipt covers what was given again, no more', async () => {
    await inbox.deliver('a', 'b', 'c', 'd');
    const request = { ...inbox.wish('first', 2), requestId: 'r' };
    const first = await inboxes.lease(request);
    expect(namesOf(first)).toEqual(['a', 'b']);
    const again = await inboxes.lease({ ...inbox.wish('second', 2), requestId: 'r' });
    expect(again).toMatchObject({ replay: true, batchId: 'first' });
    expect(namesOf(again)).toEqual(['a', 'b']);

    const grown = await inboxes.lease({ ...request, after: first.items[1]!.seq });
    expect(grown).toMatchObject({ items: [], goesOn: false, more: true });
    await inboxes.settle({ ownerId: inbox.ownerId, batchId: 'first' });
    expect(namesOf(await inboxes.lease(inbox.wish('rest', 9)))).toEqual(['c', 'd']);
  });

  test('MT-3: after somebody else got the first of its items names a new request, so that a sender’s order is kept', async () => {
    await inbox.deliver('a', 'b');
    await inboxes.lease({ ...inbox.wish('first', 9), requestId: 'r' });
    await database.pool.query(`UPDATE lease SET leased_until = '-infinity' WHERE batch_id = 'first'`);
    expect(namesOf(await inboxes.lease(inbox.wish('other', 1)))).toEqual(['a']);
    expect(namesOf(await inboxes.lease({ ...inbox.wish('second', 9), requestId: 'r' }))).toEqual([]);
    await inboxes.release(inbox.ownerId, 'other');
    expect(namesOf(await inboxes.lease({ ...inbox.wish('third', 9), requestId: 'r' }))).toEqual(['a', 'b']);
  });

  test('of what was flushed to an AUTO reader, and released under the receipt of before, loses nothing', async () => {
    await inbox.deliver('a', 'b');
    const { items } = await inboxes.lease({ ...inbox.wish('first', 9), requestId: 'r' });
    await inboxes.markSent(inbox.ownerId, 'first', 60);
    const released = { seq: items[0]!.seq, outcome: 'RELEASED' as const };
    const settlement = await inboxes.settle({ ownerId: inbox.ownerId, batchId: 'first', entries: [released] });
    expect(settlement.entries).toEqual(['settled']);
    expect(namesOf(await inboxes.lease(inbox.wish('next', 9)))).toEqual(['a']);
  });

  test('says that more is there when a released item stands before those it got', async () => {
    await inbox.deliver('a', 'b');
    const request = { ...inbox.wish('first', 9), requestId: 'r' };
    const { items } = await inboxes.lease(request);
    await inboxes.settle({
      ownerId: inbox.ownerId,
      batchId: 'first',
      entries: [{ seq: items[0]!.seq, outcome: 'RELEASED' }],
    });
    const again = await inboxes.lease({ ...request, batchId: 'second' });
    expect(namesOf(again)).toEqual(['b']);
    expect(again.more).toBe(true);
  });
});
