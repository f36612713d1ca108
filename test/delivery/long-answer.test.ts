import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { bareInbox, namesOf, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('MT-3: an answer of several pages keeps each sender’s order', () => {
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

  test('a page that passed over what another reader holds is the last: it might come free behind the next page’s back', async () => {
    await inbox.deliver('a1');
    await inbox.deliverFrom('wv:bob@b1.example', 'b1');
    await inbox.deliver('a2');
    await inbox.deliverFrom('wv:bob@b1.example', 'b2');
    expect(namesOf(await inboxes.lease(inbox.wish('other', 1)))).toEqual(['a1']);
    const page = await inboxes.lease(inbox.wish('long', 1));
    expect(namesOf(page)).toEqual(['b1']);
    expect(page).toMatchObject({ more: true, goesOn: false });
  });

  test('an answer whose first items another reader got meanwhile does not go on', async () => {
    await inbox.deliver('a1', 'a2', 'a3');
    const first = await inboxes.lease(inbox.wish('long', 1));
    expect(first.goesOn).toBe(true);
    await database.pool.query(`UPDATE lease SET leased_until = '-infinity' WHERE batch_id = 'long'`);
    expect(namesOf(await inboxes.lease(inbox.wish('other', 1)))).toEqual(['a1']);
    await inboxes.release(inbox.ownerId, 'other');
    const next = await inboxes.lease({ ...inbox.wish('long', 1), after: first.items[0]!.seq });
    expect(next).toMatchObject({ items: [], goesOn: false, more: true });
  });
});
