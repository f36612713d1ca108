import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { createPool, transaction } from '../../packages/provider/dist/store/database.js';
import { Device } from '../client-access/device.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { keepsPreparedStatements, PGBOUNCER, startPooler, type Pooler } from '../support/pgbouncer.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { runCommand } from '../support/provider-process.js';

/** Two providers over one database, each transaction of theirs through whichever of five sessions is free. */
const POOLERS =
  PGBOUNCER === undefined ? [] : ['transaction', ...(keepsPreparedStatements() ? ['transaction-prepared'] : [])];
if (PGBOUNCER === undefined) console.info('skipped: this machine has no pgbouncer (Debian: apt-get install pgbouncer)');
if (POOLERS.length === 1) console.info('skipped: transaction-prepared; this pgbouncer is older than 1.21');

describe.each([...POOLERS, ...(PGBOUNCER === undefined ? ['no pgbouncer'] : [])])('through PgBouncer, %s', (kind) => {
  const when = kind === 'no pgbouncer' ? test.skip : test; // not installed: nothing to go through
  let database: TestDatabase;
  let pooler: Pooler;
  let providers: [TestProvider, TestProvider];
  const at = (place: 0 | 1, name: string) => new Party(providers[place], `wv:${name}@b1.example`);

  beforeAll(async () => {
    if (PGBOUNCER === undefined) return;
    database = await freshDatabase();
    pooler = await startPooler(database.url);
    const settings = {
      databaseUrl: pooler.url,
      databaseListenUrl: database.url,
      databasePooler: kind,
      // Too long for a test to be saved by it: wake-ups must come by notification.
      wakeupFallbackMilliseconds: 600_000,
    };
    providers = [await startTestProvider({ database, settings }), await startTestProvider({ database, settings })];
    for (const name of ['alice', 'bob', 'carol', 'dave']) await providers[0].addPerson(name);
  });
  afterAll(async () => {
    if (PGBOUNCER === undefined) return;
    for (const provider of providers) await provider.drop();
    await pooler.stop();
    await database.drop();
  });

  when('many send at once, each in order; what is acknowledged is gone', async () => {
    const words = Array.from({ length: 25 }, (_, index) => String(index));
    const senders = [at(0, 'alice'), at(1, 'carol'), at(0, 'dave')];
    await Promise.all(
      senders.map(async (sender) => {
        for (const word of words) expect(await sender.send('wv:bob@b1.example', word)).toMatchObject({ code: 200 });
      }),
    );
    const seen = new Map<string, string[]>();
    for (let left = 75; left > 0;) {
      const { item, receipt } = await at(left % 2 === 0 ? 0 : 1, 'bob').lease({ maxMessages: 10 });
      for (const each of item) seen.set(each.sender, [...(seen.get(each.sender) ?? []), ...texts([each])]);
      expect(await at(0, 'bob').call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 200 });
      left -= item.length;
    }
    expect([...seen.values()]).toEqual([words, words, words]);
    expect(await at(1, 'bob').get()).toEqual([]);
  });

  when('a reader at one process is woken by what comes at the other', async () => {
    const waiting = at(1, 'carol').get({ waitSeconds: 50 });
    await at(1, 'carol').call('GetCapabilities', {});
    await at(0, 'alice').send('wv:carol@b1.example', 'wake up');
    expect(texts(await waiting)).toEqual(['wake up']);
  });

  when('large content goes in and out by COPY', async () => {
    const data = randomBytes(3 * 1024 * 1024);
    const { result } = await at(0, 'alice').call('SendMessages', {
      message: [
        {
          clientMessageId: 'large',
          recipient: ['wv:dave@b1.example'],
          part: [{ contentType: 'application/octet-stream', data }],
        },
      ],
    });
    expect(result).toMatchObject([{ code: 200 }]);
    const [item] = await at(1, 'dave').get();
    const digest = (bytes: unknown) =>
      createHash('sha256')
        .update(bytes as Buffer)
        .digest('hex');
    expect(digest(item!.content!.part[0]!.data)).toBe(digest(data));
  });

  when('a message sent twice is known, a transaction that fails is rolled back alone', async () => {
    const [alice, copy] = [at(0, 'alice'), at(1, 'alice')];
    const first = await alice.send('wv:bob@b1.example', 'same', 'same id');
    expect(await copy.send('wv:bob@b1.example', 'same', 'same id')).toEqual(first);
    expect(await copy.send('wv:bob@b1.example', 'other', 'same id')).toMatchObject({ code: 402 });
    expect(texts(await at(1, 'bob').get())).toEqual(['same']);
  });

  when('event streams of both processes tell what comes', async () => {
    const [alice, phone] = [await Device.signIn(providers[0], 'alice'), await Device.signIn(providers[1], 'bob')];
    const listening = await phone.listen();
    await alice.say(phone.address, 'hello phone');
    expect(await listening.receive(1)).toEqual(['hello phone']);
    listening.cut();
  });

  when('settings hold for a transaction, and nothing stays in any session', async () => {
    const lazy = createPool(
      {
        connectionString: pooler.url,
        max: 5,
        statementTimeoutMilliseconds: 12_345,
        lazyCommits: true,
        pooler: 'transaction',
      },
      () => undefined,
    );
    const all = `SELECT current_setting('statement_timeout') AS longest, current_setting('synchronous_commit') AS commits,
                        (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`;
    const look = async (client: pg.ClientBase) =>
      (await client.query<Record<string, unknown>>({ name: 'look', text: all })).rows[0];
    // As many at once as there are sessions.
    const inside = await Promise.all(Array.from({ length: 5 }, () => transaction(lazy, look)));
    for (const each of inside) expect(each).toMatchObject({ longest: '12345ms', commits: 'off' });
    await lazy.end();
    const plain = new pg.Pool({ connectionString: pooler.url, max: 5 });
    const outside = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const client = await plain.connect();
        try {
          await client.query('BEGIN');
          const { rows } = await client.query<Record<string, unknown>>(all);
          await client.query('COMMIT');
          return rows[0];
        } finally {
          client.release();
        }
      }),
    );
    await plain.end();
    const { rows } = await database.pool.query<{ longest: string; commits: string }>(all);
    const { longest, commits } = rows[0]!;
    for (const each of outside) {
      expect(each).toMatchObject({ longest, commits });
      if (kind === 'transaction') expect(each).toMatchObject({ prepared: 0 });
    }
  });

  when(
    'the commands reach the store that way too, and an URL that leads to a pooler unannounced is explained',
    async () => {
      const where = ['--domain', 'b1.example', '--database-url', pooler.url];
      const listed = await runCommand([
        'account',
        'list',
        ...where,
        '--database-pooler',
        kind,
        '--database-listen-url',
        database.url,
      ]);
      expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('wv:alice@b1.example') });
      for (const command of [
        ['account', 'list'],
        ['serve', '--port', '0'],
      ]) {
        const { code, stderr } = await runCommand([...command, ...where]);
        expect(stderr).toMatch(/the URL leads to a pooler; name it with --database-pooler transaction/);
        expect(code).toBe(1);
      }
    },
  );
});
