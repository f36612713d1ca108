import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GroupCommit } from '../../packages/provider/dist/store/group-commit.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { bareInbox, namesOf, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool, type ForgetfulPool } from '../support/lost-commit.js';

/** The connection breaks after the database committed and before it could say so. */
describe('when the answer to a COMMIT gets lost', () => {
  let database: TestDatabase;
  let forgetful: ForgetfulPool;
  let inboxes: PostgresInboxes;
  let sink: GroupCommit;
  let inbox: BareInbox;

  beforeAll(async () => {
    database = await freshDatabase();
    forgetful = forgetfulPool(database.url);
    inboxes = new PostgresInboxes(forgetful.pool, 20);
    sink = new GroupCommit(forgetful.pool);
  });
  beforeEach(async () => {
    inbox = await bareInbox(database.pool);
  });
  afterAll(async () => {
    await forgetful.pool.end();
    await database.drop();
  });

  test('messages are stored once, and answered as the first time', async () => {
    forgetful.loseNextCommit();
    const outcomes = await sink.store('1', [inbox.delivery('a'), inbox.delivery('b')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['replayed', 'replayed']);
    expect(namesOf(await inboxes.lease(inbox.wish('x', 9)))).toEqual(['a', 'b']);
  });

  test('a reader gets what it would have got', async () => {
    await inbox.deliver('a', 'b', 'c');
    forgetful.loseNextCommit();
    expect(namesOf(await inboxes.lease(inbox.wish('first', 1)))).toEqual(['a']);
    expect(await inboxes.settle({ ownerId: inbox.ownerId, batchId: 'first' })).toMatchObject({ settled: 1 });
    expect(namesOf(await inboxes.lease(inbox.wish('rest', 9)))).toEqual(['b', 'c']);
  });

  test('a later page of an answer leaves nothing out that its receipt would then remove unread', async () => {
    await inbox.deliver('a', 'b', 'c', 'd');
    const first = await inboxes.lease(inbox.wish('long', 1));
    forgetful.loseNextCommit();
    const second = await inboxes.lease({ ...inbox.wish('long', 1), after: first.items[0]!.seq });
    expect(namesOf(second)).toEqual(['b']);
    expect(await inboxes.settle({ ownerId: inbox.ownerId, batchId: 'long' })).toMatchObject({ settled: 2 });
    expect(namesOf(await inboxes.lease(inbox.wish('rest', 9)))).toEqual(['c', 'd']);
  });

  test('an acknowledgement has happened', async () => {
    await inbox.deliver('a', 'b');
    await inboxes.lease(inbox.wish('mine', 9));
    forgetful.loseNextCommit();
    expect(await inboxes.settle({ ownerId: inbox.ownerId, batchId: 'mine' })).toMatchObject({
      known: true,
      takenBack: 0,
    });
    expect(await inboxes.newest(inbox.ownerId)).toBeUndefined();
  });
});
