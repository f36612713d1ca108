import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { NewDelivery } from '../../packages/provider/dist/domain/delivery.js';
import { REPORT, type ReportRules } from '../../packages/provider/dist/domain/reports.js';
import { transaction } from '../../packages/provider/dist/store/database.js';
import { insertDeliveries } from '../../packages/provider/dist/store/deliveries.js';
import { DELIVERY_STATE, recordState } from '../../packages/provider/dist/store/delivery-state.js';
import { PostgresDueReports } from '../../packages/provider/dist/store/due-reports.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { Sweeper } from '../../packages/provider/dist/store/sweep.js';
import { silentLogger } from '@imps-wsi/provider';
import { bareInbox, namesOf, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool } from '../support/lost-commit.js';
import { Party } from '../support/party.js';
import { startTestProvider } from '../support/provider.js';

const RULES: ReportRules = {
  suppressReports: [],
  maxFailureReports: 0,
  failureReportPeriodSeconds: 60,
  inboxReportLimit: 100_000,
  idempotencyWindowSeconds: 86_400,
};

let database: TestDatabase;
let inboxes: PostgresInboxes;
let sender: BareInbox;
let reader: BareInbox;

beforeAll(async () => {
  database = await freshDatabase();
  inboxes = new PostgresInboxes(database.pool, 20);
});
beforeEach(async () => {
  sender = await bareInbox(database.pool);
  reader = await bareInbox(database.pool);
});
afterAll(() => database.drop());

const asking = (name: string, wanted: number = REPORT.delivery): NewDelivery => ({
  ...reader.delivery(name),
  senderId: sender.ownerId,
  report: { wanted },
});

async function deliver(...deliveries: NewDelivery[]): Promise<void> {
  await transaction(database.pool, (client) => insertDeliveries(client, deliveries));
}

/** The reader takes all that waits. */
async function accept(pool: pg.Pool = database.pool): Promise<void> {
  const store = new PostgresInboxes(pool, 20);
  const { batchId } = await store.lease(reader.wish(randomUUID(), 10_000));
  await store.settle({ ownerId: reader.ownerId, batchId });
}

/** Carries until nothing is due. */
async function carryAll(pool: pg.Pool): Promise<void> {
  const due = new PostgresDueReports(pool, RULES);
  while (await due.any()) await due.carry();
}

/** What lies in the sender's inbox, in order. */
const told = async (): Promise<string[]> => namesOf(await inboxes.lease({ ...sender.wish(randomUUID(), 10_000) }));

describe('each end of a message is told once', () => {
  test('by several processes that find it at the same time', async () => {
    const names = Array.from({ length: 700 }, (_, index) => String(index));
    await deliver(...names.map((name) => asking(name)));
    await accept();
    await Promise.all(Array.from({ length: 4 }, () => carryAll(database.pool)));
    expect(await told()).toHaveLength(700);
  });

  test('when the connection breaks between the commit and its answer', async () => {
    const { pool, loseNextCommit } = forgetfulPool(database.url);
    await deliver(asking('a'), asking('b'));
    loseNextCommit();
    await accept(pool);
    loseNextCommit();
    await carryAll(pool);
    await carryAll(pool);
    expect(await told()).toHaveLength(2);
    await pool.end();
  });

  test('when the two inboxes are committed apart, and what was owed is not struck off', async () => {
    await deliver(asking('a'));
    await accept();
    const { rows } = await database.pool.query('SELECT * FROM delivery WHERE report < 0');
    await carryAll(database.pool);
    await database.pool.query('UPDATE delivery SET report = -report WHERE seq = $1', [
      (rows[0] as { seq: string }).seq,
    ]);
    await carryAll(database.pool);
    expect(await told()).toHaveLength(1);
  });

  test('by a process that starts after the one that ended the message was killed', async () => {
    const b1 = await startTestProvider();
    const alice = new Party(b1, await b1.addPerson('alice'));
    const bob = new Party(b1, await b1.addPerson('bob'));
    const message = { recipient: [bob.address], part: [{ contentType: 'text/plain', text: 'a' }] };
    await alice.call('SendMessages', { message: [{ ...message, clientMessageId: 'a', report: ['DELIVERY'] }] });
    await b1.stop();
    const pool = new pg.Pool({ connectionString: b1.database.url, max: 1 });
    pool.on('error', () => undefined);
    const { rows } = await pool.query<{ owner_id: string }>('SELECT owner_id FROM inbox');
    const dying = new PostgresInboxes(pool, 20);
    const wish = { ...reader.wish('last words', 1), ownerId: rows[0]!.owner_id };
    await dying.lease(wish);
    await dying.settle({ ownerId: wish.ownerId, batchId: wish.batchId });
    await pool.end();
    await b1.restart();
    const [report] = await alice.get({ waitSeconds: 20 });
    expect(report!.deliveryReport).toMatchObject({ clientMessageId: 'a', state: 'DELIVERED' });
    await b1.drop();
  });
});

describe('what is owed', () => {
  const end = async (name: string, state: number): Promise<void> => {
    const key = { sender_id: sender.ownerId, client_message_id: name, recipient_key: 'wv:bob@b1.example' };
    await transaction(database.pool, (client) => recordState(client, reader.ownerId, [key], state));
  };

  test('a dead letter that is tried again and ends anew is told anew; one that waits again is not told', async () => {
    await deliver(asking('a', REPORT.delivery + REPORT.failure), asking('b', REPORT.failure));
    await end('a', DELIVERY_STATE.undeliverable);
    await carryAll(database.pool);
    await end('a', DELIVERY_STATE.waiting);
    await end('a', DELIVERY_STATE.undeliverable);
    await carryAll(database.pool);
    await end('a', DELIVERY_STATE.delivered);
    await end('b', DELIVERY_STATE.expired);
    await end('b', DELIVERY_STATE.waiting);
    await carryAll(database.pool);
    const { items } = await inboxes.lease(sender.wish('all', 10));
    const states = items.map(
      ({ header }) => (JSON.parse(header!) as { deliveryReport: { state: string } }).deliveryReport,
    );
    expect(states.map(({ state }) => state)).toEqual(['UNDELIVERABLE', 'UNDELIVERABLE', 'DELIVERED']);
  });

  test('is not forgotten before it is told, however old the message is', async () => {
    await deliver(asking('a'));
    await accept();
    await database.pool.query(`UPDATE delivery SET accepted_at = now() - interval '1 day'`);
    const settings = {
      intervalMilliseconds: 1_000_000,
      idempotencyWindowSeconds: 60,
      clientHistoryDays: 90,
      deadLetterDays: 10,
    };
    const sweeper = new Sweeper(database.pool, settings, silentLogger);
    await sweeper.sweep();
    await carryAll(database.pool);
    expect(await told()).toHaveLength(1);
    await sweeper.sweep();
    const { rowCount } = await database.pool.query('SELECT 1 FROM delivery WHERE owner_id = $1', [reader.ownerId]);
    expect(rowCount).toBe(0);
  });
});

test('an acknowledgement takes as many statements whether its sender wants to hear of it or not', async () => {
  const counted = async (...deliveries: NewDelivery[]): Promise<number> => {
    await deliver(...deliveries);
    let statements = 0;
    class CountingClient extends pg.Client {
      override query: typeof pg.Client.prototype.query = ((...given: unknown[]): unknown => {
        statements += 1;
        return (super.query.bind(this) as (...same: unknown[]) => unknown)(...given);
      }) as typeof pg.Client.prototype.query;
    }
    const pool = new pg.Pool({ connectionString: database.url, max: 1, Client: CountingClient });
    pool.on('error', () => undefined);
    await accept(pool);
    await pool.end();
    return statements;
  };
  const plain = await counted({ ...reader.delivery('plain'), senderId: sender.ownerId });
  expect(await counted(asking('asked'))).toBe(plain);
});
