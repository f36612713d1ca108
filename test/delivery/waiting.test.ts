import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { imOperations } from '@imps-wsi/contract/im';
import { createLogger } from '@imps-wsi/provider';
import { InboxWaiters } from '../../packages/provider/dist/domain/waiters.js';
import { insertDeliveries } from '../../packages/provider/dist/store/deliveries.js';
import { transaction } from '../../packages/provider/dist/store/database.js';
import { commandLine } from '../support/command-line.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { proxyTo, type CuttableProxy } from '../wire/cuttable-proxy.js';
import { until } from '../wire/exchange.js';

/** Long polls: what wakes them when notifications are lost, and what ends them. */

const LISTENERS = `application_name = 'imps-wsi-listen' AND datname = current_database()`;

/** A message that comes without a word to anybody, as when its notification was lost. */
async function deliverSilently(database: TestDatabase, name: string, text: string): Promise<void> {
  const recipient = `wv:${name}@b1.example`;
  const { rows } = await database.pool.query<{ owner_id: string }>('SELECT owner_id FROM account WHERE address = $1', [
    recipient,
  ]);
  const content = Buffer.from(text);
  await transaction(database.pool, (client) =>
    insertDeliveries(client, [
      {
        ownerId: rows[0]!.owner_id,
        senderId: rows[0]!.owner_id,
        clientMessageId: text,
        recipientKey: recipient,
        recipient,
        sender: recipient,
        digest: content,
        header: null,
        parts: JSON.stringify([{ contentType: 'text/plain', isText: true, size: content.length }]),
        content,
      },
    ]),
  );
}

/** A poll that is known to have come in: resolves when the provider has it in hand. */
async function poll(
  url: string,
  party: Party,
  agent?: Agent,
): Promise<{ answer: Promise<IncomingMessage & { text: string }>; leave(): void }> {
  const envelope = party.envelope((writer) => imOperations.GetMessages.input.encode(writer, { waitSeconds: 50 }));
  const request = httpRequest(url, {
    method: 'POST',
    agent: agent ?? false,
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      'Content-Length': Buffer.byteLength(envelope),
      Expect: '100-continue',
    },
  });
  const answer = new Promise<IncomingMessage & { text: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => resolve(Object.assign(response, { text: Buffer.concat(pieces).toString() })));
    });
  });
  answer.catch(() => undefined);
  request.flushHeaders();
  await new Promise((resolve, reject) => {
    request.on('continue', resolve);
    request.on('error', reject);
  });
  request.end(envelope);
  return { answer, leave: () => request.destroy() };
}

describe('a notification that is lost', () => {
  test('costs a waiting reader one fallback interval', async () => {
    const provider = await startTestProvider({ settings: { wakeupFallbackMilliseconds: 200 } });
    await provider.addPerson('bob');
    const bob = new Party(provider, 'wv:bob@b1.example');
    const waiting = bob.get({ waitSeconds: 50 });
    await bob.call('GetCapabilities', {});
    await deliverSilently(provider.database, 'bob', 'unannounced');
    expect(await waiting).toHaveLength(1);
    await provider.drop();
  });

  test('while nobody listened is made up for as soon as somebody does again', async () => {
    // So long that only the new connection can help.
    const provider = await startTestProvider({ settings: { wakeupFallbackMilliseconds: 600_000 } });
    await provider.addPerson('bob');
    const bob = new Party(provider, 'wv:bob@b1.example');
    const waiting = bob.get({ waitSeconds: 50 });
    await bob.call('GetCapabilities', {});
    const { pool } = provider.database;
    const { rowCount } = await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${LISTENERS}`);
    expect(rowCount).toBe(1);
    await deliverSilently(provider.database, 'bob', 'in between');
    expect(await waiting).toHaveLength(1);
    await provider.drop();
  });

  describe('because the connection is dead and nobody says so', () => {
    let database: TestDatabase;
    let proxy: CuttableProxy;
    let provider: TestProvider;
    let said = '';
    beforeAll(async () => {
      database = await freshDatabase();
      proxy = await proxyTo(database.url);
      provider = await startTestProvider({
        database,
        settings: { databaseListenUrl: proxy.url, wakeupFallbackMilliseconds: 1_000 },
        log: createLogger({ write: (line) => (said += line) }),
      });
      await provider.addPerson('bob');
    });
    afterAll(async () => {
      await provider.drop();
      await proxy.close();
      await database.drop();
    });

    test('is noticed while somebody waits, and the connection made anew', async () => {
      const bob = new Party(provider, 'wv:bob@b1.example');
      const waiting = bob.get({ waitSeconds: 50 });
      await bob.call('GetCapabilities', {});
      proxy.freeze();
      await until('the silence is noticed', () => said.includes('notifications of the database do not arrive'));
      await proxy.mend();
      await until('somebody listens again', async () => {
        const { rowCount } = await database.pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE ${LISTENERS} AND state = 'idle'`,
        );
        return rowCount === 1;
      });
      await deliverSilently(database, 'bob', 'after all');
      expect(await waiting).toHaveLength(1);
    });

    test('nobody is asked for a sign of life while nobody waits, nor is a live connection taken for dead', async () => {
      said = '';
      const bob = new Party(provider, 'wv:bob@b1.example');
      // Four intervals: it is asked in one, and has all of the next to answer.
      expect(await bob.get({ waitSeconds: 4 })).toEqual([]);
      expect(said).toBe('');
    });
  });
});

describe('WSI-20: who may not sign in any more', () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startTestProvider();
  });
  afterAll(() => provider.drop());
  const cli = (args: readonly string[], env = {}) => commandLine(provider.database.url, ['account', ...args], env);

  test.each([
    ['whose account was disabled', 'carol', ['disable'], {}],
    ['who has an old password', 'dave', ['set-password'], { IMPS_WSI_PASSWORD: 'quite another 7' }],
  ] as const)('%s gets nothing that comes while a request of before still waits', async (_, name, [change], env) => {
    const address = await provider.addPerson(name);
    const alice = new Party(provider, await provider.addPerson(`alice-of-${name}`));
    const party = new Party(provider, address);
    await party.get();
    const waiting = party.get({ waitSeconds: 60 });
    // It begins to wait on its connection before the next request is answered.
    await party.call('GetCapabilities', {});
    expect(await cli([change, address], env)).toMatchObject({ code: 0 });
    await until('it is noticed', () =>
      party.call('GetCapabilities', {}).then(
        () => false,
        () => true,
      ),
    );
    const refused = expect(waiting).rejects.toMatchObject({ code: 'FailedAuthentication' });
    await alice.send(address, 'for the owner only');
    await refused;
    const { rows } = await provider.database.pool.query(
      'SELECT 1 FROM inbox JOIN account USING (owner_id) WHERE address = $1 AND NOT EXISTS (SELECT 1 FROM lease WHERE lease.owner_id = inbox.owner_id)',
      [address],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('the end of waiting', () => {
  test('a provider that stops answers a thousand waiting polls with an empty answer, and only then closes', async () => {
    const provider = await startTestProvider({ settings: { shutdownGraceMilliseconds: 20_000 } });
    const names = Array.from({ length: 20 }, (_, index) => `p${String(index)}`);
    for (const name of names) await provider.addPerson(name);
    const parties = names.map((name) => new Party(provider, `wv:${name}@b1.example`));
    // A password is checked once; after that a poll costs no hash.
    for (const party of parties) await party.call('GetCapabilities', {});
    const polls = await Promise.all(Array.from({ length: 1_000 }, (_, n) => poll(provider.url, parties[n % 20]!)));
    await provider.stop();
    const answers = await Promise.all(polls.map(({ answer }) => answer));
    expect(answers.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
    expect(answers.filter(({ text }) => !text.includes('<moreAvailable>false</moreAvailable>'))).toEqual([]);
    expect(answers.filter(({ text }) => text.includes('<item>'))).toEqual([]);
    // Nobody is invited to go on over a connection that closes.
    expect(answers.filter(({ headers }) => headers.connection !== 'close')).toEqual([]);
    await provider.drop();
  }, 120_000);

  test('a reader who is gone is forgotten at once, and gets nothing that comes afterwards', async () => {
    const provider = await startTestProvider();
    for (const name of ['alice', 'bob']) await provider.addPerson(name);
    const bob = new Party(provider, 'wv:bob@b1.example');
    const polls = await Promise.all(Array.from({ length: 20 }, () => poll(provider.url, bob)));
    for (const { leave } of polls) leave();
    await new Party(provider, 'wv:alice@b1.example').send('wv:bob@b1.example', 'for who is still here');
    expect(await bob.lease({ waitSeconds: 20 })).toMatchObject({ item: [{ deliveryAttempt: 1 }] });
    await provider.drop();
  });

  test('neither a place nor a timer is left of who is gone, was woken or ran out of time', async () => {
    const waiters = new InboxWaiters();
    const gone = new AbortController();
    const tickets = ['1', '2', '3'].map((owner) => waiters.take(owner));
    const [leaving, woken, late] = tickets.map((ticket, n) => ticket.wait(n === 2 ? 1 : 60_000, gone.signal)) as [
      Promise<string>,
      Promise<string>,
      Promise<string>,
    ];
    expect(await late).toBe('timeout');
    waiters.wake(['2']);
    expect(await woken).toBe('woken');
    gone.abort();
    expect(await leaving).toBe('aborted');
    for (const ticket of tickets) ticket.dispose();
    expect({ owners: waiters.owners, isEmpty: waiters.isEmpty }).toEqual({ owners: [], isEmpty: true });
  });
});
