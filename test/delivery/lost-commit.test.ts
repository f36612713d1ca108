import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GroupCommit } from '../../packages/provider/dist/store/group-commit.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool, type ForgetfulPool } from '../support/lost-commit.js';

/** The connection breaks after the database committed and before it could say so. */
describe('when the answer to a COMMIT gets lost', () => {
  let database: TestDatabase;
  let forgetful: ForgetfulPool;
  let inboxes: PostgresInboxes;
  let sink: GroupCommit;
  let ownerId: string;

  beforeAll(async () => {
    database = await freshDatabase();
    forgetful = forgetfulPool(database.url);
    inboxes = new PostgresInboxes(forgetful.pool, 20);
    sink = new GroupCommit(forgetful.pool);
  });
  beforeEach(async () => {
    const { rows } = await database.pool.query<{ owner_id: string }>(
      `INSERT INTO account (address, kind) VALUES (md5(random()::text), 'person') RETURNING owner_id`,
    );
    ownerId = rows[0]!.owner_id;
    await database.pool.query('INSERT INTO inbox_head (owner_id) VALUES ($1)', [ownerId]);
  });
  afterAll(async () => {
    await forgetful.pool.end();
    await database.drop();
  });

  const delivery = (name: string) => ({
    ownerId,
    senderId: '1',
    clientMessageId: name,
    recipientKey: 'wv:bob@b1.example',
    recipient: 'wv:bob@b1.example',
    sender: 'wv:alice@b1.example',
    digest: Buffer.from(name),
    header: null,
    parts: '[]',
    content: Buffer.from(name),
    size: name.length,
  });
  const wish = (batchId: string, limit: number) => ({
    ownerId,
    batchId,
    leaseSeconds: 60,
    limit,
    maxBytes: 1_000_000,
    pageBytes: 1_000_000,
    maxInlineBytes: 1_000_000,
    filter: {},
  });
  const namesOf = (page: { items: readonly { content: Buffer | undefined }[] }) =>
    page.items.map(({ content }) => content?.toString());

  test('messages are stored once, and answered as the first time', async () => {
    forgetful.loseNextCommit();
    const outcomes = await sink.store('1', ['a', 'b'].map(delivery));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['replayed', 'replayed']);
    expect(namesOf(await inboxes.lease(wish('x', 9)))).toEqual(['a', 'b']);
  });

  test('a reader gets what it would have got', async () => {
    await sink.store('1', ['a', 'b', 'c'].map(delivery));
    forgetful.loseNextCommit();
    expect(namesOf(await inboxes.lease(wish('first', 1)))).toEqual(['a']);
    expect(await inboxes.settle({ ownerId, batchId: 'first' })).toMatchObject({ settled: 1 });
    expect(namesOf(await inboxes.lease(wish('rest', 9)))).toEqual(['b', 'c']);
  });

  test('a later page of an answer leaves nothing out that its receipt would then remove unread', async () => {
    await sink.store('1', ['a', 'b', 'c', 'd'].map(delivery));
    const first = await inboxes.lease(wish('long', 1));
    forgetful.loseNextCommit();
    const second = await inboxes.lease({ ...wish('long', 1), after: first.items[0]!.seq });
    expect(namesOf(second)).toEqual(['b']);
    expect(await inboxes.settle({ ownerId, batchId: 'long' })).toMatchObject({ settled: 2 });
    expect(namesOf(await inboxes.lease(wish('rest', 9)))).toEqual(['c', 'd']);
  });

  test('an acknowledgement has happened', async () => {
    await sink.store('1', ['a', 'b'].map(delivery));
    await inboxes.lease(wish('mine', 9));
    forgetful.loseNextCommit();
    expect(await inboxes.settle({ ownerId, batchId: 'mine' })).toMatchObject({ known: true, takenBack: 0 });
    expect(await inboxes.newest(ownerId)).toBeUndefined();
  });
});
