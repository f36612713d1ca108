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
});
