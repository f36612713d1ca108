import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DeadLetter } from '../../packages/provider/dist/domain/dead-letter.js';
import { silentLogger } from '@imps-wsi/provider';
import { ExpirySweep } from '../../packages/provider/dist/store/expiry.js';
import { PostgresDeadLetters } from '../../packages/provider/dist/store/dead-letters.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool, type ForgetfulPool } from '../support/lost-commit.js';
import { collect, contentHouse, NOTHING_STORED, someBytes, type ContentHouse } from './content-house.js';

const BYTES = someBytes(300_000);
const BOB = 'wv:bob@b1.example';
/** As many as the house allows. */
const ATTEMPTS = 3;

describe('dead letters', () => {
  let database: TestDatabase;
  let forgetful: ForgetfulPool;
  let house: ContentHouse;
  let letters: PostgresDeadLetters;
  let bob: string;

  beforeAll(async () => {
    database = await freshDatabase();
    forgetful = forgetfulPool(database.url);
  });
  beforeEach(async () => {
    await database.pool.query(
      'TRUNCATE inbox, dead_letter, lease, lease_batch, delivery, content, content_chunk, content_use',
    );
    house = await contentHouse(database.pool);
    letters = new PostgresDeadLetters(forgetful.pool, house.contents);
    bob = await house.addPerson('bob');
  });
  afterAll(async () => {
    await forgetful.pool.end();
    await database.drop();
  });

  let batches = 0;
  const lease = () =>
    house.inboxes.lease({
      ownerId: bob,
      batchId: `batch ${String((batches += 1))}`,
      named: true,
      leaseSeconds: 60,
      limit: 500,
      final: true,
      maxBytes: 1e9,
      pageBytes: 1e9,
      maxInlineBytes: 1e9,
      filter: {},
    });
  const runOut = () => database.pool.query(`UPDATE lease SET leased_until = now() - interval '1 second'`);
  /** Hands everything out until nobody may have it any more. */
  const wearOut = async () => {
    for (let attempt = 0; attempt <= ATTEMPTS; attempt += 1) {
      await lease();
      await runOut();
    }
  };
  const send = async (id: string, ...parts: Parameters<ContentHouse['send']>[0]['parts']) =>
    (await house.send({ id, to: [BOB], parts: parts.length === 0 ? [id] : parts }))[0]!;
  const all = async (): Promise<DeadLetter[]> => {
    const found: DeadLetter[] = [];
    for await (const letter of letters.list({}, 1_000)) found.push(letter);
    return found;
  };
  const states = async () => {
    const { rows } = await database.pool.query<{ id: string; state: number; reason: string | null }>(
      'SELECT client_message_id AS id, state, reason FROM delivery ORDER BY seq',
    );
    return rows.map(
      ({ id, state }) => `${id}: ${['waiting', 'delivered', 'rejected', 'undeliverable', 'expired'][state]!}`,
    );
  };
  const namesIn = async () => (await lease()).items.map(({ content }) => content.toString());
  const age = (table: string, column: string, days: number) =>
    database.pool.query(`UPDATE ${table} SET ${column} = ${column} - make_interval(days => $1)`, [days]);

  test('are listed without their content, the oldest first, for one inbox or all', async () => {
    const carol = await house.addPerson('carol');
    await send('one');
    await wearOut();
    await send('two', 'some text', Buffer.from('bytes'));
    await wearOut();
    expect(await all()).toMatchObject([
      {
        inbox: BOB,
        sender: 'wv:alice@b1.example',
        recipient: BOB,
        clientMessageId: 'one',
        attempts: ATTEMPTS,
        size: 3,
      },
      { clientMessageId: 'two', size: 14, parts: [{ contentType: 'text/plain', size: 9 }, { size: 5 }] },
    ]);
    const ofCarol = [];
    for await (const letter of letters.list({ ownerId: carol }, 10)) ofCarol.push(letter);
    expect(ofCarol).toEqual([]);
  });

  test('of many pages are all listed, up to the limit', async () => {
    for (let at = 0; at < 250; at += 1) await send(`letter ${String(at)}`);
    await wearOut();
    expect(await all()).toHaveLength(250);
    const some = [];
    for await (const { clientMessageId } of letters.list({}, 130)) some.push(clientMessageId);
    expect(some).toEqual(Array.from({ length: 130 }, (_, at) => `letter ${String(at)}`));
  });

  test('give their parts, wherever those lie', async () => {
    await send('large', 'hello', await house.store(BYTES));
    await wearOut();
    const [letter] = await all();
    const bytesOf = async (number: number) => collect((await letters.part(letter!, number))!.chunks());
    expect((await bytesOf(1)).toString()).toBe('hello');
    expect((await bytesOf(2)).equals(BYTES)).toBe(true);
    expect(await letters.part(letter!, 3)).toBeUndefined();
  });

  test('come back into the inbox under the same id, with attempts from 1, and wait again', async () => {
    const sent = await send('again');
    await wearOut();
    expect(await states()).toEqual(['again: undeliverable']);
    const [letter] = await all();
    expect(await letters.redrive(letter!.seq)).toBe('returned');
    expect(await states()).toEqual(['again: waiting']);
    expect(await all()).toEqual([]);
    const { items, batchId } = await lease();
    expect(items).toMatchObject([{ seq: letter!.seq, attempt: 1 }]);
    expect(await send('again')).toEqual(sent);
    await house.inboxes.settle({ ownerId: bob, batchId });
    expect(await states()).toEqual(['again: delivered']);
    expect(await namesIn()).toEqual([]);
  });

  test('come back with their large content, which goes when they are delivered at last', async () => {
    await send('large', await house.store(BYTES));
    await wearOut();
    expect(await house.counts()).toMatchObject({ contents: 1, uses: 1 });
    await letters.redriveAll({}, () => undefined);
    const { items, batchId } = await lease();
    expect(items).toHaveLength(1);
    await house.inboxes.settle({ ownerId: bob, batchId });
    await house.contents.idle();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('that expired meanwhile come back to nobody: they are expired', async () => {
    await send('late');
    await send('in time');
    await database.pool.query(
      `UPDATE inbox SET expires_at = now() + CASE WHEN client_message_id = 'late' THEN interval '1 hour' ELSE interval '1 day' END`,
    );
    await wearOut();
    await database.pool.query(`UPDATE dead_letter SET expires_at = expires_at - interval '2 hours'`);
    expect(await letters.redriveAll({}, () => undefined)).toBe(2);
    expect(await namesIn()).toEqual(['in time']);
    await new ExpirySweep(database.pool, () => undefined, silentLogger).sweep();
    expect(await states()).toEqual(['late: expired', 'in time: waiting']);
  });

  test('that are redriven twice, at once and again, come back once', async () => {
    await send('once');
    await wearOut();
    const [letter] = await all();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => letters.redrive(letter!.seq)));
    expect(outcomes.filter((outcome) => outcome === 'returned')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['returned', 'waiting']));
    expect(await letters.redrive(letter!.seq)).toBe('waiting');
    expect(await namesIn()).toEqual(['once']);
  });

  test('that are gone, or never were, are told so', async () => {
    await send('gone');
    await wearOut();
    const [letter] = await all();
    expect(await letters.remove(letter!.seq)).toBe(true);
    expect(await letters.remove(letter!.seq)).toBe(false);
    expect(await letters.redrive(letter!.seq)).toBe('absent');
    expect(await letters.redrive('999999999')).toBe('absent');
    expect(await states()).toEqual(['gone: undeliverable']);
  });

  test('redriven while the answer to the COMMIT gets lost have come back once, and are counted', async () => {
    for (const name of ['a', 'b', 'c']) await send(name);
    await wearOut();
    forgetful.loseNextCommit();
    const woken: string[] = [];
    expect(await letters.redriveAll({}, (ownerId) => woken.push(ownerId))).toBe(3);
    expect(woken).toEqual([bob]);
    expect(await namesIn()).toEqual(['a', 'b', 'c']);
  });

  test('redriven all at once do not come with those that die meanwhile', async () => {
    for (let at = 0; at < 150; at += 1) await send(String(at));
    await wearOut();
    // The first step's letters die once more before the second: a loop over "all that are there" would never end.
    let turns = 0;
    const count = await letters.redriveAll({}, () => {
      turns += 1;
    });
    expect({ count, turns }).toEqual({ count: 150, turns: 2 });
    await wearOut();
    expect(await all()).toHaveLength(150);
  });

  test('that are deleted let go of large content, but for what others have too', async () => {
    await house.addPerson('carol');
    const content = await house.store(BYTES);
    await house.send({ to: [BOB, 'wv:carol@b1.example'], parts: [content] });
    await send('other', await house.store(someBytes(300_000, 'other')));
    await wearOut();
    expect(await letters.removeAll({ ownerId: bob })).toBe(2);
    await house.contents.idle();
    expect(await house.counts()).toMatchObject({ contents: 1, uses: 1 });
    expect((await collect(house.contents.read(content.contentId, 0, content.size))).equals(BYTES)).toBe(true);
  });

  test('are kept for their days and then swept, with their content', async () => {
    await send('kept', await house.store(BYTES));
    await wearOut();
    await age('dead_letter', 'died_at', 9);
    await house.sweep({ deadLetterDays: 10 });
    expect(await all()).toHaveLength(1);
    await age('dead_letter', 'died_at', 2);
    await house.sweep({ deadLetterDays: 10 });
    expect(await all()).toEqual([]);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  describe('and the memory of clientMessageIds', () => {
    const window = { idempotencyWindowSeconds: 3600 };

    test('WSI-23: it holds as long as the dead letter: sent again, it is still the first one, and redrive makes one of it', async () => {
      const sent = await send('remembered');
      await wearOut();
      await age('delivery', 'accepted_at', 5);
      await house.sweep(window);
      expect(await send('remembered')).toEqual(sent);
      expect(await letters.redriveAll({}, () => undefined)).toBe(1);
      await house.sweep(window);
      expect(await send('remembered')).toEqual(sent);
      expect(await namesIn()).toEqual(['remembered']);
    });

    test('when the letter is deleted or swept it is forgotten as others are', async () => {
      await send('deleted');
      await wearOut();
      await letters.removeAll({});
      await age('delivery', 'accepted_at', 5);
      await house.sweep(window);
      expect(await states()).toEqual([]);
    });

    test('a letter whose memory is gone all the same comes back and is delivered, under the same id', async () => {
      await send('forgotten');
      await wearOut();
      await database.pool.query('DELETE FROM delivery');
      const [letter] = await all();
      expect(await letters.redrive(letter!.seq)).toBe('returned');
      const { items, batchId } = await lease();
      expect(items.map(({ seq }) => seq)).toEqual([letter!.seq]);
      expect(await house.inboxes.settle({ ownerId: bob, batchId })).toMatchObject({ settled: 1 });
      expect(await namesIn()).toEqual([]);
    });
  });
});
