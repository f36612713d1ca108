import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '@imps-wsi/provider';
import { PostgresConversations } from '../../packages/provider/dist/store/conversations.js';
import { Sweeper } from '../../packages/provider/dist/store/sweep.js';
import { bareInbox, type BareInbox } from '../support/bare-inbox.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { forgetfulPool, type ForgetfulPool } from '../support/lost-commit.js';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { proxyTo, type CuttableProxy } from '../wire/cuttable-proxy.js';
import { Device, textOf } from './device.js';

/** What becomes of conversations when the store, or the process between two of its steps, is gone. */

describe('after a crash between entering a message and noting what became of it', () => {
  let provider: TestProvider;
  let alice: Device;
  let bob: string;
  beforeAll(async () => {
    provider = await startTestProvider();
    alice = await Device.signIn(provider, await provider.addPerson('alice'));
    bob = await provider.addPerson('bob');
  });
  afterAll(() => provider.drop());

  /** As if the process had ended before the outcome was written down. */
  const forgetOutcome = (id: string, ago: string) =>
    provider.database.pool.query(
      `UPDATE conversation_entry SET state = 0, pending = true, code = NULL, seq = NULL,
         attempted_at = now() - $2::interval WHERE entry_id = $1`,
      [id, ago],
    );
  const forgetDelivery = (clientMessageId: string) =>
    provider.database.pool.query('DELETE FROM delivery WHERE client_message_id = $1', [clientMessageId]);
  const stateOf = async (id: string) => (await alice.history(bob)).messages.find((message) => message.id === id)?.state;

  test('a message that did get through is found to be sent', async () => {
    const { id, messageId } = await alice.say(bob, 'got through');
    await forgetOutcome(id, '1 second');
    const listening = await alice.listen();
    expect(await listening.untilState(id, 'sent')).toMatchObject({ messageId });
    listening.cut();
  });

  test('one that did not is failed after a minute, and gets through when it is sent again', async () => {
    const draft = { clientMessageId: 'cut off', to: bob, text: 'cut off' };
    const [message] = await alice.send(draft);
    await provider.database.pool.query(`DELETE FROM inbox WHERE client_message_id = 'cut off'`);
    await forgetDelivery('cut off');
    await forgetOutcome(message!.id, '61 seconds');
    const listening = await alice.listen();
    expect(await listening.untilState(message!.id, 'failed')).toMatchObject({
      code: 503,
      reason: 'The message was not sent; send it again.',
      retryable: true,
    });
    const [again] = await alice.send(draft);
    expect(again).toMatchObject({ id: message!.id, state: 'sent' });
    const items = await new Party(provider, bob).get();
    expect(items.filter(({ content }) => content?.part[0]?.text === 'cut off')).toHaveLength(1);
    listening.cut();
  });

  test('one that was entered a moment ago is left to whoever sends it', async () => {
    const { id, clientMessageId } = await alice.say(bob, 'under way');
    await forgetDelivery(clientMessageId!);
    await forgetOutcome(id, '5 seconds');
    const listening = await alice.listen();
    // A later message is looked after in the same look, and its state comes.
    const later = await alice.say(bob, 'later');
    await new Party(provider, bob).get();
    await listening.untilState(later.id, 'delivered');
    expect(await stateOf(id)).toBe('sending');
    listening.cut();
  });

  test('a message whose delivery ended so long ago that nobody knows how stays "sent", and is asked after no more', async () => {
    const { id, clientMessageId } = await alice.say(bob, 'long ago');
    await forgetDelivery(clientMessageId!);
    const listening = await alice.listen();
    const later = await alice.say(bob, 'of today');
    await new Party(provider, bob).get();
    await listening.untilState(later.id, 'delivered');
    const { rows } = await provider.database.pool.query<{ state: number; pending: boolean }>(
      'SELECT state, pending FROM conversation_entry WHERE entry_id = $1',
      [id],
    );
    expect(rows).toEqual([{ state: 1, pending: false }]);
    listening.cut();
  });
});

test('an account that reads as much at once as it can leaves the store to the others', async () => {
  const provider = await startTestProvider({ settings: { databasePoolSize: 3 } });
  const alice = await Device.signIn(provider, await provider.addPerson('alice'));
  const bob = await Device.signIn(provider, await provider.addPerson('bob'));
  const { pool } = provider.database;
  const slow = await pool.connect();
  // Each reading of a log takes as long as this does.
  await slow.query('BEGIN; LOCK TABLE conversation_entry IN ACCESS EXCLUSIVE MODE');
  const readings = ['/conversations', `/messages?peer=${bob.address}`, '/messages/1/parts/1'].flatMap((path) =>
    Array.from({ length: 10 }, () => alice.call('GET', path)),
  );
  const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await pool.query<{ n: number }>(waiting)).rows[0]!.n === 0) continue;
  const others: number[] = [];
  for (let round = 0; round < 30; round += 1) others.push((await bob.call('GET', '/session')).status);
  await slow.query('ROLLBACK');
  slow.release();
  expect(others).toEqual(others.map(() => 200));
  expect((await Promise.all(readings)).map(({ status }) => status)).toEqual([
    ...Array.from({ length: 20 }, () => 200),
    ...Array.from({ length: 10 }, () => 404),
  ]);
  await provider.drop();
});

describe('while the message store cannot be reached', () => {
  let database: TestDatabase;
  let proxy: CuttableProxy;
  let provider: TestProvider;
  let alice: Device;
  let bob: Device;
  beforeAll(async () => {
    database = await freshDatabase();
    proxy = await proxyTo(database.url);
    provider = await startTestProvider({
      database,
      settings: { databaseUrl: proxy.url, statementTimeoutMilliseconds: 500, wakeupFallbackMilliseconds: 200 },
    });
    alice = await Device.signIn(provider, await provider.addPerson('alice'));
    bob = await Device.signIn(provider, await provider.addPerson('bob'));
  });
  afterAll(async () => {
    await provider.drop();
    await proxy.close();
    await database.drop();
  });

  test('every call says so and when to try again; streams stay open and go on; what is sent again is there once', async () => {
    const atBob = await bob.listen();
    await alice.say(bob.address, 'before');
    await atBob.receive(1);
    await proxy.cut();
    const draft = { clientMessageId: 'meanwhile', to: bob.address, text: 'meanwhile' };
    for (const [method, path, body] of [
      ['POST', '/session', { userId: 'carol', password: 'whatever it is' }],
      ['GET', '/session', undefined],
      ['GET', '/conversations', undefined],
      ['GET', `/messages?peer=${bob.address}`, undefined],
      ['GET', '/messages/1/parts/1', undefined],
      ['GET', '/events', undefined],
      ['POST', '/messages', { messages: [draft] }],
    ] as const) {
      const answer = await alice.call(method, path, { body });
      expect([method, path, answer.status, answer.body]).toEqual([
        method,
        path,
        503,
        { error: 'UNAVAILABLE', message: 'The message store cannot be reached just now; try again in a moment.' },
      ]);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    await proxy.mend();
    for (;;) {
      const { status } = await alice.call('POST', '/messages', { body: { messages: [draft] } });
      if (status === 200) break;
    }
    expect(await atBob.receive(2)).toEqual(['before', 'meanwhile']);
    atBob.cut();
  });

  test('messages sent while it goes and comes, each until it is taken, are told once each, in order', async () => {
    const atBob = await bob.listen();
    const words = Array.from({ length: 40 }, (_, index) => `steady ${String(index)}`);
    for (const [index, text] of words.entries()) {
      if (index % 15 === 7) setImmediate(() => void proxy.cut().then(() => proxy.mend()));
      for (;;) {
        const body = { messages: [{ clientMessageId: text, to: bob.address, text }] };
        const answer = await alice.call('POST', '/messages', { body });
        const [message] = (answer.body as { messages?: { state: string }[] }).messages ?? [];
        if (message !== undefined && message.state !== 'failed') break;
      }
    }
    expect(await atBob.receive(words.length)).toEqual(words);
    expect((await bob.history(alice.address, '&limit=40')).messages.map(textOf)).toEqual(words);
    atBob.cut();
  });
});

describe('the log itself', () => {
  let database: TestDatabase;
  let forgetful: ForgetfulPool;
  let log: PostgresConversations;
  let inbox: BareInbox;
  beforeAll(async () => {
    database = await freshDatabase();
    forgetful = forgetfulPool(database.url);
    log = new PostgresConversations(forgetful.pool, (sender) => sender);
  });
  beforeEach(async () => {
    inbox = await bareInbox(database.pool);
  });
  afterAll(async () => {
    await forgetful.pool.end();
    await database.drop();
  });

  const entry = (name: string, content = name) => ({
    peer: 'wv:bob@b1.example',
    clientMessageId: name,
    recipientKey: 'wv:bob@b1.example',
    digest: Buffer.from(content),
    header: null,
    parts: JSON.stringify([{ contentType: 'text/plain', isText: true, size: content.length }]),
    content: Buffer.from(content),
  });
  const deliveryStates = async () => {
    const { rows } = await database.pool.query<{ state: number }>(
      'SELECT state FROM delivery WHERE owner_id = $1 ORDER BY seq',
      [inbox.ownerId],
    );
    return rows.map(({ state }) => state);
  };

  test('what is taken in leaves the inbox, says "delivered", and is there once though the answer to the COMMIT got lost', async () => {
    await inbox.deliver('a', 'b', 'c');
    forgetful.loseNextCommit();
    await log.takeIn(inbox.ownerId);
    const changes = await log.changes(inbox.ownerId, '0', 10);
    expect(changes).toHaveLength(3);
    expect(await deliveryStates()).toEqual([1, 1, 1]);
    expect(await log.takeIn(inbox.ownerId)).toBe(0);
    expect(await log.changes(inbox.ownerId, '0', 10)).toEqual(changes);
  });

  test('a page of what is taken in is fifty messages, or eight megabytes, but one at least', async () => {
    await inbox.deliver(...Array.from({ length: 60 }, (_, index) => String(index)));
    expect([await log.takeIn(inbox.ownerId), await log.takeIn(inbox.ownerId), await log.takeIn(inbox.ownerId)]).toEqual(
      [50, 10, 0],
    );
    await inbox.deliver('large', 'huge', 'small');
    for (const [name, size] of [
      ['large', 5],
      ['huge', 9],
    ] as const) {
      await database.pool.query(`UPDATE inbox SET size = $2 WHERE owner_id = $1 AND client_message_id = $3`, [
        inbox.ownerId,
        size * 1024 * 1024,
        name,
      ]);
    }
    expect([await log.takeIn(inbox.ownerId), await log.takeIn(inbox.ownerId), await log.takeIn(inbox.ownerId)]).toEqual(
      [1, 1, 1],
    );
  });

  test('messages are entered once though the answer to the COMMIT got lost', async () => {
    forgetful.loseNextCommit();
    const entered = await log.enter(inbox.ownerId, [entry('a'), entry('b')]);
    expect(entered.map(({ kind }) => kind)).toEqual(['toSend', 'toSend']);
    expect(await log.changes(inbox.ownerId, '0', 10)).toHaveLength(2);
    const again = await log.enter(inbox.ownerId, [entry('a', 'other'), entry('c')]);
    expect(again.map(({ kind }) => kind)).toEqual(['conflict', 'toSend']);
  });

  test('history is kept for its time, and longer what still waits for its recipient', async () => {
    const { pool } = database;
    const entered = await log.enter(inbox.ownerId, [entry('settled'), entry('waiting'), entry('new')]);
    const [settled, waiting] = entered.map(({ entryId }) => entryId);
    const result = { state: 'sent', seq: undefined, code: 200, reason: '', retryable: false } as const;
    await log.record(inbox.ownerId, [
      { ...result, entryId: settled!, state: 'failed' },
      { ...result, entryId: waiting! },
    ]);
    await pool.query(
      `INSERT INTO delivery (owner_id, sender_id, client_message_id, recipient_key, digest, recipient)
       VALUES (0, $1, 'waiting', 'wv:bob@b1.example', '', 'wv:bob@b1.example')`,
      [inbox.ownerId],
    );
    await pool.query(`UPDATE conversation_entry SET at = now() - interval '91 days' WHERE client_message_id <> 'new'`);
    await pool.query(
      `INSERT INTO client_session (token_digest, owner_id, expires_at) VALUES ('old', 1, now() - interval '1 second'), ('good', 1, now() + interval '1 day')`,
    );
    const settings = {
      intervalMilliseconds: 1e6,
      idempotencyWindowSeconds: 1e6,
      clientHistoryDays: 90,
      deadLetterDays: 10,
    };
    await new Sweeper(pool, settings, silentLogger).sweep();
    const left = await log.history(inbox.ownerId, 'wv:bob@b1.example', undefined, 10);
    expect(left.entries.map(({ clientMessageId }) => clientMessageId)).toEqual(['waiting', 'new']);
    const sessions = await pool.query<{ name: string }>(
      `SELECT convert_from(token_digest, 'UTF8') AS name FROM client_session`,
    );
    expect(sessions.rows).toEqual([{ name: 'good' }]);
  });

  test('a page of the history is bounded in bytes too; nothing is left out between pages', async () => {
    const text = 'x'.repeat(200 * 1024);
    for (let n = 0; n < 30; n += 1) await log.enter(inbox.ownerId, [entry(`n${String(n)}`, text)]);
    const seen: string[] = [];
    let before: string | undefined;
    let pages = 0;
    for (;;) {
      const page = await log.history(inbox.ownerId, 'wv:bob@b1.example', before, 200);
      pages += 1;
      seen.unshift(...page.entries.map(({ clientMessageId }) => clientMessageId!));
      if (!page.moreBefore) break;
      before = page.entries[0]!.entryId;
    }
    expect(pages).toBe(2);
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => `n${String(n)}`));
    expect((await log.changes(inbox.ownerId, '0', 100)).length).toBeLessThan(30);
  });
});
