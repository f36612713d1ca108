import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLogger } from '@imps-wsi/provider';
import { Sweeper } from '../../packages/provider/dist/store/sweep.js';
import { PostgresInboxProbe } from '../../packages/provider/dist/store/wake-ups.js';
import { Party, texts } from '../support/party.js';
import { divideByOwner, partitionOf } from '../support/partitions.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { planOf, statementsOf, type Plan, type Statement } from '../support/statements.js';
import { Device } from '../client-access/device.js';
import { someBytes } from './content-house.js';

/** The rules that let the same statements run on a distributed PostgreSQL (docs/architecture.md, "The store"). */

const PARTITIONS = 8;
const MAX_ATTEMPTS = 2;

/** Statements that break a rule, and why they may. Each of them is met below: what is no longer needed shows. */
const MAY_ASK_ALL: Readonly<Record<string, string>> = {
  'status-by-seq': 'what became of what one sender sent, to whatever inboxes; not on the way of a message',
  'status-by-client-id': 'the same, asked for by the names that the sender gave',
  'non-empty-inboxes': 'for all readers that wait at a process at once, each fallback interval; one look an inbox',
  'unsettled-owners': 'for all accounts that have a stream open at a process at once; one look an account',
  'moved-entries': 'what became of open messages, for all accounts with a stream at a process; never on their way',
};
/** They come in the background, and may come while the test runs or not. */
const SWEEPS: Readonly<Record<string, string>> = {
  'any-report-due': 'looks after reports that are owed, in whatever inbox, in an index that holds nothing else',
  'due-reports': 'the same: one courier at a time carries them, behind the deliveries that they are about',
  'report-allowances': 'the same, for all who are to be told',
  'reports-paid': 'the same, each found by its whole key',
  'forget-report-allowances':
    'the same, once in a while, of a table with a row for each who was told of a failure lately',
  'expired-items': 'finds what expired in whatever inbox; what it removes it removes inbox by inbox',
};
const MAY_INSERT_SELECT: Readonly<Record<string, string>> = {
  'bury-item': 'copies one item of one owner that is given up; its content has no business in the provider',
};

/** Of the test, not of the provider: nobody has to wait for leases. */
const RUN_OUT = `UPDATE lease SET leased_until = now() - interval '1 second'`;

let database: TestDatabase;
let b1: TestProvider;
let divided: readonly string[];
let statements: readonly Statement[];
const plans = new Map<string, Plan>();

/** Everything that a message can meet on its way, as parties do it over SOAP. */
async function exchange(): Promise<void> {
  const alice = new Party(b1, await b1.addPerson('alice'));
  const bob = new Party(b1, await b1.addPerson('bob'));
  const carol = new Party(b1, await b1.addPerson('carol'));

  // One message, several at once, several recipients, large content, sent again.
  await alice.send(carol.address, 'first', 'named');
  expect(await alice.send(carol.address, 'first', 'named')).toMatchObject({ code: 200 });
  const part = [{ contentType: 'text/plain', text: 'to all' }];
  await bob.call('SendMessages', {
    message: [1, 2, 3].map(() => ({ clientMessageId: bob.nextId(), recipient: [alice.address, carol.address], part })),
  });
  const data = someBytes(200_000);
  await bob.call('SendMessages', {
    message: [
      {
        clientMessageId: 'large',
        recipient: [carol.address],
        part: [{ contentType: 'application/octet-stream', data }],
      },
    ],
  });
  await alice.call('GetMessageStatus', { clientMessageId: ['named'] });

  // Read: filtered, in several leases, under a requestId and again, with content left out, AUTO.
  expect((await carol.lease({ fromSender: alice.address, maxMessages: 1, requestId: 'r1' })).item).toHaveLength(1);
  const again = await carol.lease({ fromSender: alice.address, maxMessages: 1, requestId: 'r1' });
  expect(texts(again.item)).toEqual(['first']);
  const rest = await carol.lease({ maxMessages: 10 });
  expect(rest.item).toHaveLength(4);
  expect(await carol.get()).toEqual([]);
  const large = rest.item.at(-1)!;
  await carol.call('GetMessageContent', { messageId: large.messageId, part: 1, offset: 0, length: 1000 });
  const [status] = (await bob.call('GetMessageStatus', { messageId: [large.messageId] })).status;
  expect(status).toBeDefined();

  // Acknowledged: item by item in each way, repeated, whole, and together with the next GetMessages.
  const entry = (['ACCEPTED', 'REJECTED', 'RELEASED'] as const).map((outcome, index) => ({
    messageId: rest.item[index]!.messageId,
    outcome,
  }));
  await carol.call('AcknowledgeMessages', { receipt: rest.receipt!, entry, extendSeconds: 30 });
  await carol.call('AcknowledgeMessages', { receipt: rest.receipt!, entry });
  await carol.call('AcknowledgeMessages', { receipt: rest.receipt! });
  const released = await carol.lease({ acknowledge: again.receipt! });
  expect(released.item).toHaveLength(1);
  await carol.call('AcknowledgeMessages', { receipt: released.receipt! });

  // AUTO, and what is handed out too often.
  expect(await alice.get()).toHaveLength(3);
  await alice.send(bob.address, 'worn');
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    expect((await bob.lease()).item).toHaveLength(1);
    await database.pool.query(RUN_OUT);
  }
  expect(await bob.get()).toEqual([]);

  // Urgent, deferred and expiring ones, to somebody who has that many that more has to be looked at.
  await alice.call('SendMessages', {
    message: Array.from({ length: 501 }, () => ({ clientMessageId: alice.nextId(), recipient: [bob.address], part })),
  });
  for (const priority of ['LOW', 'NORMAL', 'LOW', 'HIGH'] as const) {
    await alice.call('SendMessages', {
      message: [{ clientMessageId: alice.nextId(), recipient: [bob.address], part, priority, timeToLive: 3600 }],
    });
  }
  expect(await bob.lease({ maxMessages: 1, waitSeconds: 1 })).toMatchObject({ moreAvailable: true });
  const many = await bob.lease({ requestId: 'r2' });
  await database.pool.query(RUN_OUT);
  expect(await bob.get()).toHaveLength(502);
  expect(many.item).toEqual([]);
  expect(await bob.get({ requestId: 'r3' })).toHaveLength(2);
  expect(await bob.get()).toHaveLength(1);

  // People's clients: sent from a device, taken in by another one.
  const phone = await Device.signIn(b1, alice.address);
  const tablet = await Device.signIn(b1, carol.address);
  const [listening, telling] = [await tablet.listen(), await phone.listen()];
  const said = await phone.say(carol.address, 'to a device');
  expect(said.state).toBe('sent');
  await listening.receive(1);
  await telling.untilState(said.id, 'delivered');
  expect((await tablet.history(alice.address)).messages).toHaveLength(1);
  listening.cut();
  telling.cut();

  // What a process asks for all readers that wait in it, whenever a notification may have been lost.
  await new PostgresInboxProbe(database.pool).nonEmpty(['1', '2', '3']);
}

function sweepOnce(): Promise<void> {
  const settings = {
    intervalMilliseconds: 1e6,
    idempotencyWindowSeconds: 1e6,
    clientHistoryDays: 90,
    deadLetterDays: 10,
  };
  return new Sweeper(database.pool, settings, silentLogger).sweep();
}

beforeAll(async () => {
  database = await freshDatabase();
  divided = await divideByOwner(database.pool, PARTITIONS);
  b1 = await startTestProvider({ database, settings: { maxDeliveryAttempts: MAX_ATTEMPTS } });
  // What the sweep asks, it asks for all owners at once; on a slow machine it comes by while the parties exchange.
  const swept = new Set((await statementsOf(sweepOnce)).map(({ text }) => text));
  const all = await statementsOf(exchange);
  // The lock of an inbox travels with the BEGIN before it.
  const single = all.map((each) => ({ ...each, text: each.text.replace(/^BEGIN;\s*/, '') }));
  const texts = new Map(single.map((each) => [each.text, each]));
  const touching = new RegExp(`\\b(?:${divided.join('|')})\\b`);
  statements = [...texts.values()].filter(
    ({ name, text }) =>
      touching.test(text) &&
      text !== RUN_OUT &&
      !(name === undefined && swept.has(text)) &&
      SWEEPS[name ?? ''] === undefined,
  );
  const client = await database.pool.connect();
  try {
    for (const statement of statements) plans.set(statement.text, await planOf(client, statement));
  } finally {
    client.release(true);
  }
});
afterAll(async () => {
  await b1.drop();
  await database.drop();
});

const nameOf = ({ name, text }: Statement): string => name ?? text;
const planOfStatement = ({ text }: Statement): Plan => plans.get(text)!;

/** Partitions that a statement looks into. */
const lookedInto = (statement: Statement) =>
  planOfStatement(statement).scanned.flatMap((relation) => partitionOf(relation) ?? []);

/** What stands out is told with its plan. */
const told = (offenders: readonly Statement[]): string[] =>
  offenders.map((each) => `${nameOf(each)}: ${each.text}\n${planOfStatement(each).text}`);

describe('all statements of a delivery, on tables that are divided by the inbox’s owner', () => {
  test('the run met what matters: storing, finding, leasing, settling, burying', () => {
    const wanted = [
      'INSERT INTO delivery',
      'INSERT INTO inbox',
      'INSERT INTO lease',
      'INSERT INTO lease_batch',
      'INSERT INTO dead_letter',
      'INSERT INTO conversation_entry',
      'FROM inbox',
      'FROM delivery',
      'UPDATE lease',
      'UPDATE lease_batch',
      'UPDATE delivery',
      'DELETE FROM lease',
      'DELETE FROM inbox',
    ];
    const met = (verb: string): boolean => statements.some(({ text }) => new RegExp(`${verb}\\b`).test(text));
    expect(wanted.filter((verb) => !met(verb))).toEqual([]);
    expect(divided).toEqual(expect.arrayContaining(['delivery', 'inbox', 'inbox_head', 'lease', 'lease_batch']));
  });

  test('each looks into one partition of a table, the owner’s, when it was prepared for any owner', () => {
    const offenders = statements.filter((each) => {
      const partitions = new Set(lookedInto(each).map(({ number }) => number));
      return partitions.size > 1 && MAY_ASK_ALL[nameOf(each)] === undefined;
    });
    expect(told(offenders)).toEqual([]);
  });

  test('each finds its rows by an index: there is none that could only read a whole partition', () => {
    const offenders = statements.filter((each) => / Seq Scan on \w+_of_\d/.test(planOfStatement(each).text));
    expect(told(offenders)).toEqual([]);
  });

  test('none feeds an INSERT from a SELECT, none changes rows inside of WITH', () => {
    const offenders = statements.filter((each) => {
      const feeds = /\bINSERT\b[\s\S]*\b(?:SELECT|unnest)\b/i.test(each.text);
      const changes = /\bWITH\b[\s\S]*\b(?:INSERT|UPDATE|DELETE)\b/i.test(each.text);
      return changes || (feeds && MAY_INSERT_SELECT[nameOf(each)] === undefined);
    });
    expect(told(offenders)).toEqual([]);
  });

  test('the database holds no function and no trigger of ours', async () => {
    const { rows } = await database.pool.query(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
       UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal`,
    );
    expect(rows).toEqual([]);
  });

  test('statements that are excepted are still met and still need it', () => {
    for (const name of Object.keys(MAY_ASK_ALL)) {
      const statement = statements.find((each) => nameOf(each) === name)!;
      expect({ name, partitions: new Set(lookedInto(statement).map(({ number }) => number)).size }).toEqual({
        name,
        partitions: PARTITIONS,
      });
    }
    for (const name of Object.keys(MAY_INSERT_SELECT)) {
      expect(statements.find((each) => nameOf(each) === name)?.text).toMatch(/INSERT[\s\S]*SELECT/);
    }
  });
});
