import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { bareInbox, namesOf, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool, type ForgetfulPool } from '../support/lost-commit.js';

/** Two bad ends are one too many. */
const MAX_ATTEMPTS = 2;

describe('what handing out a message counts for', () => {
  let database: TestDatabase;
  let forgetful: ForgetfulPool;
  let inboxes: PostgresInboxes;
  let inbox: BareInbox;
  let batches = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    forgetful = forgetfulPool(database.url);
    inboxes = new PostgresInboxes(forgetful.pool, MAX_ATTEMPTS);
  });
  beforeEach(async () => {
    inbox = await bareInbox(database.pool);
    await inbox.deliver('message');
  });
  afterAll(async () => {
    await forgetful.pool.end();
    await database.drop();
  });

  const handOut = (requestId?: string) =>
    inboxes.lease({ ...inbox.wish(`batch ${String((batches += 1))}`, 1), requestId });
  const settle = (batchId: string, seq: string, outcome: 'RELEASED' | 'FAILED', reason?: string) =>
    inboxes.settle({ ownerId: inbox.ownerId, batchId, entries: [{ seq, outcome, reason }] });
  /** Hands it out so often, and answers the attempts that its reader was told. */
  const timesAndAgain = async (times: number, end: (batchId: string, seq: string) => Promise<unknown>) => {
    const told: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const { batchId, items } = await handOut();
      for (const { seq, attempt } of items) {
        told.push(attempt);
        await end(batchId, seq);
      }
    }
    return told;
  };
  const runOut = () =>
    database.pool.query(`UPDATE lease SET leased_until = now() - interval '1 second' WHERE owner_id = $1`, [
      inbox.ownerId,
    ]);
  const pass = (time: string) =>
    database.pool.query('UPDATE lease SET counted_at = counted_at - $2::interval WHERE owner_id = $1', [
      inbox.ownerId,
      time,
    ]);
  const letters = async () => {
    const { rows } = await database.pool.query<{ attempts: number; reason: string | null }>(
      'SELECT attempts, reason FROM dead_letter WHERE owner_id = $1',
      [inbox.ownerId],
    );
    return rows;
  };

  test('a lease that ends without a word counts; the attempts are told', async () => {
    expect(await timesAndAgain(3, runOut)).toEqual([1, 2]);
    expect(await letters()).toEqual([{ attempts: 2, reason: null }]);
  });

  test('a consumer that says that it failed counts, and its last words are kept for the operator', async () => {
    const told = await timesAndAgain(3, (batchId, seq) => settle(batchId, seq, 'FAILED', 'no such game'));
    expect(told).toEqual([1, 2]);
    expect(await letters()).toEqual([{ attempts: 2, reason: 'no such game' }]);
  });

  test('a release does not count, however often; the attempts that are told rise all the same', async () => {
    const told = await timesAndAgain(50, (batchId, seq) => settle(batchId, seq, 'RELEASED'));
    expect(told).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(await letters()).toEqual([]);
  });

  test('an answer that did not get through does not count', async () => {
    expect(await timesAndAgain(50, (batchId) => inboxes.release(inbox.ownerId, batchId))).toHaveLength(50);
    expect(await letters()).toEqual([]);
  });

  test('nor does one under a requestId that nobody asks for again', async () => {
    const told = await timesAndAgain(5, async (batchId) => {
      await inboxes.keepForReplay(inbox.ownerId, batchId, 15);
      await runOut();
    });
    expect(told).toEqual([1, 2, 3, 4, 5]);
  });

  test('but asked for again it was handed out after all', async () => {
    for (const requestId of ['one', 'two']) {
      const { batchId } = await handOut(requestId);
      await inboxes.keepForReplay(inbox.ownerId, batchId, 15);
      expect(await handOut(requestId)).toMatchObject({ replay: true, batchId });
      await runOut();
    }
    expect(namesOf(await handOut())).toEqual([]);
    expect(await letters()).toHaveLength(1);
  });

  test('what is never anything but released counts once in four hours, so that it does not go round for ever', async () => {
    const release = (batchId: string, seq: string) => settle(batchId, seq, 'RELEASED');
    expect(await timesAndAgain(10, release)).toHaveLength(10);
    await pass('5 hours');
    expect(await timesAndAgain(10, release)).toHaveLength(10);
    expect(await letters()).toEqual([]);
    await pass('5 hours');
    expect(await timesAndAgain(10, release)).toHaveLength(1);
    expect(await letters()).toEqual([{ attempts: 21, reason: null }]);
  });

  test('releases between failures take none of them back', async () => {
    let turn = 0;
    const told = await timesAndAgain(9, (batchId, seq) =>
      settle(batchId, seq, (turn += 1) % 3 === 0 ? 'FAILED' : 'RELEASED'),
    );
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a hand-out whose COMMIT was not answered, and that nobody got, is none', async () => {
    forgetful.loseNextCommit();
    const { items } = await handOut();
    expect(items.map(({ attempt }) => attempt)).toEqual([1]);
  });

  test('an extension keeps it one and the same attempt', async () => {
    const { batchId } = await handOut();
    for (let time = 0; time < 5; time += 1) {
      await inboxes.settle({ ownerId: inbox.ownerId, batchId, entries: [], extendSeconds: 60 });
    }
    await runOut();
    expect((await handOut()).items.map(({ attempt }) => attempt)).toEqual([2]);
  });

  test('the later messages of the sender are there once it is set aside, and its late acceptance is told so', async () => {
    await inbox.deliver('next');
    await timesAndAgain(1, runOut);
    const { batchId } = await handOut();
    await runOut();
    expect(namesOf(await handOut())).toEqual(['next']);
    expect(await inboxes.settle({ ownerId: inbox.ownerId, batchId })).toMatchObject({ settled: 0, takenBack: 1 });
  });
});
