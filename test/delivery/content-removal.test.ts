import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { packParts } from '../../packages/provider/dist/domain/content.js';
import type { StoredContent } from '../../packages/provider/dist/domain/content-store.js';
import { ROW_BYTES } from '../../packages/provider/dist/store/chunk-memory.js';
import { PostgresContents } from '../../packages/provider/dist/store/content.js';
import { HOLDER, insertUses } from '../../packages/provider/dist/store/content-uses.js';
import { PostgresConversations } from '../../packages/provider/dist/store/conversations.js';
import { transaction } from '../../packages/provider/dist/store/database.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool, type ForgetfulPool } from '../support/lost-commit.js';
import { collect, contentHouse, NOTHING_STORED, RULES, someBytes, type ContentHouse } from './content-house.js';

/** Large content is there as long as somebody needs it, and not longer: counted, whatever happens. */

const BYTES = someBytes(600_000);
/** What these bytes come to in the store. */
const STORED = { contents: 1, chunks: Math.ceil(600_000 / ROW_BYTES) };
const BOB = 'wv:bob@b1.example';
const CAROL = 'wv:carol@b1.example';

let database: TestDatabase;
let forgetful: ForgetfulPool;
let house: ContentHouse;
let bob: string;
let carol: string;

beforeAll(async () => {
  database = await freshDatabase();
  forgetful = forgetfulPool(database.url);
  await database.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.client_message_id LIKE 'bad%' THEN RAISE 'a row that nobody wants'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION refuse();`);
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE inbox, dead_letter, lease, lease_batch, delivery, conversation_entry');
  await database.pool.query('TRUNCATE content, content_chunk, content_use');
  house = await contentHouse(database.pool, forgetful.pool);
  bob = await house.addPerson('bob');
  carol = await house.addPerson('carol');
});
afterAll(async () => {
  await forgetful.pool.end();
  await database.drop();
});

const wish = (ownerId: string, batchId: string) => ({
  ownerId,
  batchId,
  named: true,
  leaseSeconds: 60,
  limit: 10,
  final: false,
  maxBytes: 1e9,
  pageBytes: 1e9,
  maxInlineBytes: 1e9,
  filter: {},
});
let takes = 0;
/** Reads and acknowledges all that waits. */
async function take(ownerId: string): Promise<void> {
  const batchId = String(++takes);
  await house.inboxes.lease(wish(ownerId, batchId));
  await house.inboxes.settle({ ownerId, batchId });
  await house.contents.idle();
}
const codes = async (sending: Promise<readonly { code: number }[]>) => (await sending).map(({ code }) => code);
const contentIs = async ({ contentId, size }: StoredContent) =>
  (await collect(house.contents.read(contentId, 0, size))).equals(BYTES);

describe('content of a message', () => {
  test('is removed when its recipient has it', async () => {
    const content = await house.store(BYTES);
    expect(await codes(house.send({ to: [BOB], parts: ['look:', content] }))).toEqual([200]);
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    await take(bob);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('to a hundred recipients is stored once, and removed with the last of them', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `many${String(index)}`);
    const owners = await Promise.all(names.map((name) => house.addPerson(name)));
    const content = await house.store(BYTES);
    await house.send({ to: names.map((name) => `wv:${name}@b1.example`), parts: [content] });
    expect(await house.counts()).toEqual({ ...STORED, uses: 100 });
    const [last, ...others] = owners;
    for (const owner of others) await take(owner);
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    expect(await contentIs(content)).toBe(true);
    await take(last!);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('stands in a message twice and is still one', async () => {
    const content = await house.store(BYTES);
    await house.send({ to: [BOB], parts: [content, 'and again:', content] });
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    await take(bob);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('that is rejected is removed', async () => {
    await house.send({ to: [BOB], parts: [await house.store(BYTES)] });
    const { items } = await house.inboxes.lease(wish(bob, 'mine'));
    await house.inboxes.settle({
      ownerId: bob,
      batchId: 'mine',
      entries: [{ seq: items[0]!.seq, outcome: 'REJECTED' }],
    });
    await house.contents.idle();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('that is given back is there when it is delivered again', async () => {
    const content = await house.store(BYTES);
    await house.send({ to: [BOB], parts: [content] });
    const first = await house.inboxes.lease(wish(bob, 'first'));
    await house.inboxes.settle({
      ownerId: bob,
      batchId: 'first',
      entries: [{ seq: first.items[0]!.seq, outcome: 'RELEASED' }],
    });
    await house.inboxes.lease(wish(bob, 'second'));
    await house.inboxes.release(bob, 'second');
    await house.sweep();
    const again = await house.inboxes.lease(wish(bob, 'third'));
    expect(again.items[0]!.attempt).toBe(3);
    expect(await contentIs(content)).toBe(true);
    await house.inboxes.settle({ ownerId: bob, batchId: 'third' });
    await house.contents.idle();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('that nobody would accept is a dead letter’s', async () => {
    const content = await house.store(BYTES);
    await house.send({ to: [BOB], parts: [content] });
    for (const batch of ['1', '2', '3', '4']) {
      await house.inboxes.lease(wish(bob, batch));
      await database.pool.query(`UPDATE lease SET leased_until = now() - interval '1 second'`);
    }
    await house.sweep();
    const { rows } = await database.pool.query<{ stored_size: string }>('SELECT stored_size FROM dead_letter');
    expect(rows).toEqual([{ stored_size: '600000' }]);
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    expect(await contentIs(content)).toBe(true);
  });
});

describe('content that no delivery came to use is removed at once', () => {
  test('when no recipient could have the message', async () => {
    const content = await house.store(BYTES);
    const to = ['wv:nobody@b1.example', 'not an address', 'wv:somebody@elsewhere.example'];
    expect(await codes(house.send({ to, parts: [content] }))).toEqual([531, 901, 516]);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('but not when one of them could', async () => {
    expect(await codes(house.send({ to: ['wv:nobody@b1.example', BOB], parts: [await house.store(BYTES)] }))).toEqual([
      531, 200,
    ]);
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
  });

  test('when the message as a whole is refused', async () => {
    const content = await house.store(BYTES);
    const huge = { ...content, size: 65 * 1024 * 1024 };
    expect(await codes(house.send({ to: [BOB], parts: [huge] }))).toEqual([432]);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('when the message had been delivered before: it is known by its bytes, however they come', async () => {
    await house.send({ id: 'same', to: [BOB], parts: ['look:', await house.store(BYTES)] });
    expect(await codes(house.send({ id: 'same', to: [BOB], parts: ['look:', await house.store(BYTES)] }))).toEqual([
      200,
    ]);
    expect(await codes(house.send({ id: 'same', to: [BOB], parts: ['look:', BYTES] }))).toEqual([200]);
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    await take(bob);
    expect(await house.counts()).toEqual(NOTHING_STORED);
    // Now too: the window is longer than the content lives.
    expect(await codes(house.send({ id: 'same', to: [BOB], parts: ['look:', await house.store(BYTES)] }))).toEqual([
      200,
    ]);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('when the id was used for another message', async () => {
    await house.send({ id: 'same', to: [BOB], parts: [await house.store(BYTES)] });
    const others = [someBytes(600_000, 'other'), BYTES.subarray(1)];
    for (const other of others) {
      expect(await codes(house.send({ id: 'same', to: [BOB], parts: [await house.store(other)] }))).toEqual([402]);
    }
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
  });

  test('when the delivery could not be committed; the others of the same request are', async () => {
    expect(await codes(house.send({ id: 'bad', to: [BOB], parts: [await house.store(BYTES)] }))).toEqual([503]);
    expect(await house.counts()).toEqual(NOTHING_STORED);
    const [one, other] = [await house.store(BYTES), await house.store(BYTES)];
    const sent = Promise.all([
      house.send({ id: 'bad too', to: [BOB], parts: [one] }),
      house.send({ id: 'good', to: [BOB], parts: [other] }),
    ]);
    expect((await sent).flat().map(({ code }) => code)).toEqual([503, 200]);
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    expect(await contentIs(other)).toBe(true);
  });
});

test('content of a delivery whose COMMIT was not answered is the delivery’s', async () => {
  const content = await house.store(BYTES);
  forgetful.loseNextCommit();
  expect(await codes(house.send({ to: [BOB], parts: [content] }))).toEqual([200]);
  expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
  expect(await contentIs(content)).toBe(true);
});

test('a message sent anew after the window for its id has content of its own', async () => {
  await house.send({ id: 'again', to: [BOB], parts: [await house.store(BYTES)] });
  await take(bob);
  await database.pool.query(`UPDATE delivery SET accepted_at = now() - interval '2 minutes'`);
  await house.sweep({ idempotencyWindowSeconds: 60 });
  const content = await house.store(BYTES);
  expect(await codes(house.send({ id: 'again', to: [BOB], parts: [content] }))).toEqual([200]);
  expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
  expect(await contentIs(content)).toBe(true);
});

describe('when several come at the same moment', () => {
  test('two who are the last to need a content do not leave it behind', async () => {
    for (let round = 0; round < 25; round += 1) {
      await house.send({ to: [BOB, CAROL], parts: [await house.store(BYTES)] });
      await Promise.all([take(bob), take(carol)]);
      expect(await house.counts()).toEqual(NOTHING_STORED);
    }
  });

  test('a reader who has the message before its sender lets go of it does not remove it from under the sender', async () => {
    const content = await house.store(BYTES);
    const sent = house.send({ to: [BOB], parts: [content] });
    const { items } = await house.inboxes.lease(wish(bob, 'early'));
    if (items.length > 0) await house.inboxes.settle({ ownerId: bob, batchId: 'early' });
    await sent;
    await take(bob);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('a delivery that is still being committed keeps its content, though its sender has given up', async () => {
    const content = await house.store(BYTES);
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await insertUses(client, HOLDER.inbox, [{ contentId: content.contentId, ownerId: bob, itemId: '1' }]);
    const discarding = house.contents.discard([content]);
    await untilSomebodyWaits();
    await client.query('COMMIT');
    client.release();
    await discarding;
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    expect(await contentIs(content)).toBe(true);
  });

  test('a delivery that comes later than its sender gave up is not stored without its content', async () => {
    const content = await house.store(BYTES);
    await database.pool.query('UPDATE content SET usable = false');
    const late = transaction(database.pool, (client) =>
      insertUses(client, HOLDER.inbox, [{ contentId: content.contentId, ownerId: bob, itemId: '1' }]),
    );
    await expect(late).rejects.toMatchObject({ code: '23503' });
  });

  /** Until a statement of this database waits for another one's lock. */
  async function untilSomebodyWaits(): Promise<void> {
    for (;;) {
      const { rowCount } = await database.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (rowCount !== 0) return;
    }
  }
});

describe('when a process ends before it has tidied up', () => {
  const longAgo = () => database.pool.query(`UPDATE content SET touched_at = now() - interval '16 minutes'`);

  test('killed in the middle of an upload, the sweep removes its rows, but not before it must be dead', async () => {
    const script = fileURLToPath(new URL('./content-uploader.js', import.meta.url));
    const uploader = spawn(process.execPath, [script, database.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(uploader.stdout, 'data');
    uploader.kill('SIGKILL');
    await once(uploader, 'exit');
    // What it had on its way may still come in: nothing of it is left either, because it belongs to a content.
    expect((await house.counts()).chunks).toBeGreaterThan(1);
    await house.sweep();
    expect(await house.counts()).toMatchObject({ contents: 1 });
    await longAgo();
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('between upload and delivery: the sweep removes what was uploaded', async () => {
    await house.store(BYTES);
    await longAgo();
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('between delivery and letting go: the content stays, and goes with its last reader', async () => {
    const content = await house.store(BYTES);
    await transaction(database.pool, (client) =>
      insertUses(client, HOLDER.inbox, [{ contentId: content.contentId, ownerId: bob, itemId: '1' }]),
    );
    await longAgo();
    await house.sweep();
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    const { rows } = await database.pool.query('SELECT usable, touched_at FROM content');
    expect(rows).toEqual([{ usable: true, touched_at: null }]);
  });

  test('between acknowledgement and removal: the sweep removes what nobody needs', async () => {
    const forgotten = { read: house.contents.read.bind(house.contents), lookAt: () => undefined };
    const inboxes = new PostgresInboxes(database.pool, 3, forgotten);
    await house.send({ to: [BOB, CAROL], parts: [await house.store(BYTES)] });
    for (const ownerId of [bob, carol]) {
      await inboxes.lease(wish(ownerId, 'all'));
      await inboxes.settle({ ownerId, batchId: 'all' });
    }
    expect(await house.counts()).toEqual({ ...STORED, uses: 2 });
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('in the middle of a removal: the sweep goes on with it', async () => {
    await house.store(BYTES);
    await database.pool.query('UPDATE content SET usable = false');
    await database.pool.query('DELETE FROM content_chunk WHERE position = 0');
    await longAgo();
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });
});

describe('in conversations', () => {
  let log: PostgresConversations;
  beforeEach(() => {
    log = new PostgresConversations(database.pool, (sender) => sender);
  });

  test('content that is taken in moves from the inbox to the log, and goes when the log forgets it', async () => {
    const content = await house.store(BYTES);
    await house.send({ to: [BOB], parts: ['look:', content, 'nice?'] });
    await house.send({ to: [BOB], parts: ['nothing large'] });
    expect(await log.takeIn(bob)).toBe(2);
    await house.sweep();
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    const [entry] = await log.changes(bob, '0', 10);
    expect([...entry!.texts].map(([number, bytes]) => [number, bytes.toString()])).toEqual([
      [1, 'look:'],
      [3, 'nice?'],
    ]);
    const part = (await log.part(bob, entry!.entryId, 2))!;
    expect(part).toMatchObject({ size: 600_000, contentType: 'application/octet-stream' });
    const range = await log.bytes(bob, entry!.entryId, part, 262_000, 300);
    expect(range?.equals(BYTES.subarray(262_000, 262_300))).toBe(true);
    const last = (await log.part(bob, entry!.entryId, 3))!;
    expect((await log.bytes(bob, entry!.entryId, last, 1, 3))?.toString()).toBe('ice');

    await database.pool.query(`UPDATE conversation_entry SET at = now() - interval '91 days' WHERE stored_size > 0`);
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
    expect(await log.bytes(bob, entry!.entryId, part, 0, 10)).toBeUndefined();
    expect(await log.changes(bob, '0', 10)).toHaveLength(1);
  });

  test('sender and recipient need one content, each for as long as their own log has it', async () => {
    const content = await house.store(BYTES);
    const parts = [{ contentType: 'text/plain', data: content }];
    const { bytes, large, ...packed } = packParts(parts, RULES);
    await log.enter(house.alice.ownerId, [
      {
        peer: BOB,
        clientMessageId: 'outgoing',
        recipientKey: BOB,
        digest: Buffer.from('d'),
        header: null,
        parts: packed.parts,
        content: bytes,
        large,
      },
    ]);
    await house.send({ id: 'outgoing', to: [BOB], parts: [content] });
    await log.takeIn(bob);
    expect(await house.counts()).toEqual({ ...STORED, uses: 2 });
    const forget = (ownerId: string) =>
      database.pool.query(
        `UPDATE conversation_entry SET at = now() - interval '91 days', pending = false WHERE owner_id = $1`,
        [ownerId],
      );
    await forget(bob);
    await house.sweep();
    expect(await house.counts()).toEqual({ ...STORED, uses: 1 });
    await forget(house.alice.ownerId);
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('an item and an entry of one owner under the same number do not get in each other’s way', async () => {
    const content = await house.store(BYTES);
    await transaction(database.pool, async (client) => {
      for (const holder of [HOLDER.inbox, HOLDER.log]) {
        await insertUses(client, holder, [{ contentId: content.contentId, ownerId: bob, itemId: '7' }]);
      }
    });
    await house.contents.discard([content]);
    await database.pool.query('UPDATE content_use SET holder = -holder');
    await new PostgresContents(database.pool).discard([]);
    await house.sweep();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('a plain text that lies apart comes along with its message all the same', async () => {
    const text = 'words '.repeat(30_000);
    const stored = await house.store(Buffer.from(text));
    const { bytes, large, parts } = packParts([{ contentType: 'text/plain', data: stored }], RULES);
    const entry = { peer: BOB, clientMessageId: 't', recipientKey: BOB, digest: Buffer.from('d'), header: null };
    await log.enter(bob, [{ ...entry, parts, content: bytes, large }]);
    const [found] = await log.changes(bob, '0', 1);
    expect(found!.texts.get(1)?.toString()).toBe(text);
  });
});
