import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GroupCommit } from '../../packages/provider/dist/store/group-commit.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { bareInbox, namesOf, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** What the database refuses is brought about by a trigger that looks at the message's name. */
describe('deliveries that share a transaction', () => {
  let database: TestDatabase;
  let inbox: BareInbox;

  beforeAll(async () => {
    database = await freshDatabase();
    await database.pool.query(`
      CREATE SEQUENCE asked;
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.client_message_id LIKE 'bad%' THEN RAISE 'a row that nobody wants'; END IF;
        IF NEW.client_message_id LIKE 'away%' THEN
          PERFORM nextval('asked');
          RAISE 'going away' USING ERRCODE = '57P01';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON delivery FOR EACH ROW EXECUTE FUNCTION refuse();`);
  });
  beforeEach(async () => {
    inbox = await bareInbox(database.pool);
  });
  afterAll(() => database.drop());

  const waiting = async () => namesOf(await new PostgresInboxes(database.pool, 20).lease(inbox.wish('all', 100)));
  const store = async (sink: GroupCommit, ...names: string[]) =>
    (
      await sink.store(
        '1',
        names.map((name) => inbox.delivery(name)),
      )
    ).map((outcome) => (outcome.kind === 'failed' && outcome.unavailable === true ? 'unavailable' : outcome.kind));

  test('a row that the database refuses fails alone', async () => {
    expect(await store(new GroupCommit(database.pool), 'a', 'bad', 'c')).toEqual(['stored', 'failed', 'stored']);
    expect(await waiting()).toEqual(['a', 'c']);
  });

  test('one bad row among 500 of 50 senders fails alone, and each sender’s order holds', async () => {
    const sink = new GroupCommit(database.pool);
    const words = Array.from({ length: 10 }, (_, index) => String(index));
    const senders = Array.from({ length: 50 }, (_, index) => String(1000 + index));
    const isBad = (senderId: string, word: string) => senderId === '1023' && word === '4';
    const outcomes = await Promise.all(
      senders.map((senderId) =>
        sink.store(
          senderId,
          words.map((word) => ({
            ...inbox.delivery(
              `${isBad(senderId, word) ? 'bad' : 'good'} ${senderId} ${word}`,
              `wv:${senderId}@b1.example`,
            ),
            senderId,
          })),
        ),
      ),
    );
    expect(outcomes.flat().filter(({ kind }) => kind === 'stored')).toHaveLength(499);
    expect(outcomes[23]!.map(({ kind }) => kind)).toEqual(words.map((word) => (word === '4' ? 'failed' : 'stored')));
    const { items } = await new PostgresInboxes(database.pool, 20).lease(inbox.wish('all', 500));
    for (const senderId of senders) {
      const mine = items.filter(({ sender }) => sender === `wv:${senderId}@b1.example`);
      expect(mine.map(({ content }) => content.toString().split(' ')[2])).toEqual(
        words.filter((word) => !isBad(senderId, word)),
      );
    }
  });

  test('what stands behind a piece that failed for the moment is not stored, so that sending again keeps the order', async () => {
    const sink = new GroupCommit(database.pool, () => '', { maxRows: 1, maxBytes: 1_000, maxOpen: 1 });
    expect(await store(sink, 'a', 'away', 'c', 'd')).toEqual(['stored', 'unavailable', 'unavailable', 'unavailable']);
    expect(await waiting()).toEqual(['a']);
  });

  test('a store that goes away while rows are stored one by one is not asked for each of the others', async () => {
    const before = await database.pool.query<{ n: string }>(`SELECT nextval('asked') AS n`);
    const many = Array.from({ length: 20 }, (_, index) => `away ${String(index)}`);
    const outcomes = await store(new GroupCommit(database.pool), 'bad', ...many);
    expect(outcomes).toEqual(['failed', ...many.map(() => 'unavailable')]);
    const after = await database.pool.query<{ n: string }>(`SELECT nextval('asked') AS n`);
    expect(Number(after.rows[0]!.n) - Number(before.rows[0]!.n)).toBeLessThan(10);
  });

  test('who has little to store does not wait for the large batch of another', async () => {
    const sink = new GroupCommit(database.pool, () => '', { maxRows: 500, maxBytes: 1e6, maxOpen: 1 });
    const of = (sender: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...inbox.delivery(`${sender} ${String(n)}`), senderId: sender }));
    // The flood's transaction cannot end before this one does.
    const lock = await database.pool.connect();
    await lock.query('BEGIN');
    await lock.query(
      `INSERT INTO delivery (owner_id, sender_id, client_message_id, recipient_key, digest, recipient)
      SELECT $1::bigint, 71, '71 250', $2::text, ''::bytea, $2::text`,
      [inbox.delivery('x').ownerId, inbox.delivery('x').recipientKey],
    );
    let floodIsStored = false;
    const flood = sink.store('71', of('71', 400)).then(() => (floodIsStored = true));
    await untilBlocked(database.pool);
    const outcomes = await sink.store('72', of('72', 3));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'stored']);
    expect(floodIsStored).toBe(false);
    await lock.query('ROLLBACK');
    lock.release();
    await flood;
  });

  test('senders take turns: a flood of one is not stored before what another sent behind it, and keeps its own order', async () => {
    const sink = new GroupCommit(database.pool, () => '', { maxRows: 100, maxBytes: 1_000_000, maxOpen: 1 });
    const of = (sender: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => ({
        ...inbox.delivery(`${sender} ${String(from + n)}`),
        senderId: sender,
      }));
    const ended: string[] = [];
    const send = (sender: string, from: number, to: number) =>
      sink.store(sender, of(sender, from, to)).then(() => ended.push(`${sender} ${String(to)}`));
    await Promise.all([send('1', 0, 150), send('1', 150, 300), send('2', 0, 1), send('3', 0, 70)]);
    expect(ended[0]).toBe('2 1');
    expect(ended.at(-1)).toBe('1 300');
    const page = await new PostgresInboxes(database.pool, 20).lease(inbox.wish('all', 400));
    const flood = namesOf(page).filter((name) => name.startsWith('1 '));
    expect(flood).toEqual(Array.from({ length: flood.length }, (_, n) => `1 ${String(n)}`));
  });
});

/** Resolves when some statement waits for a lock. */
async function untilBlocked(pool: TestDatabase['pool']): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rowCount !== 0) return;
  }
}
