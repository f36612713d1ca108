import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLogger } from '@imps-wsi/provider';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { Sweeper } from '../../packages/provider/dist/store/sweep.js';
import { bareInbox, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let inbox: BareInbox;

beforeAll(async () => {
  database = await freshDatabase();
  inbox = await bareInbox(database.pool);
});
afterAll(() => database.drop());

test('one sweep removes all that AUTO readers got under a requestId and did not ask for again', async () => {
  const inboxes = new PostgresInboxes(database.pool, 20);
  const names = Array.from({ length: 150 }, (_, index) => String(index));
  await inbox.deliver(...names, 'not asked for yet');
  for (const name of names) {
    await inboxes.lease({ ...inbox.wish(name, 1), requestId: name });
    await inboxes.markSent(inbox.ownerId, name, 60);
  }
  await database.pool.query(`UPDATE lease SET leased_until = now() - interval '1 second'`);
  const settings = {
    intervalMilliseconds: 1_000_000,
    idempotencyWindowSeconds: 60,
    clientHistoryDays: 90,
    deadLetterDays: 10,
  };
  await new Sweeper(database.pool, settings, silentLogger).sweep();
  expect(await inboxes.countUpTo(inbox.ownerId, 1_000)).toBe(1);
});
