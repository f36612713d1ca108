import { userInfo } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../packages/provider/dist/log.js';
import { AuditTrail } from '../../packages/provider/dist/security/audit-trail.js';
import type { CountedEvent } from '../../packages/provider/dist/security/audit.js';
import { PgAuditStore } from '../../packages/provider/dist/store/audit.js';
import { Sweeper } from '../../packages/provider/dist/store/sweep.js';
import { silentLogger } from '@imps-wsi/provider';
import { Device } from '../client-access/device.js';
import { commandLine, type Said } from '../support/command-line.js';
import { Party } from '../support/party.js';
import { envelope, passwordText, request } from '../wire/envelope.js';
import { post } from '../wire/exchange.js';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';

/** GS-4: who signed in, who was refused, and who changed what, can be read afterwards. */

describe('A trail of what happened', () => {
  let now: number;
  let written: CountedEvent[];
  let away: boolean;
  let logged: string[];
  let trail: AuditTrail;
  beforeEach(() => {
    now = Date.parse('2030-01-31T12:00:00Z');
    written = [];
    away = false;
    logged = [];
    trail = new AuditTrail(
      { add: (events) => (away ? Promise.reject(new Error('away')) : Promise.resolve(void written.push(...events))) },
      createLogger({ write: (line) => logged.push(line) }),
      { maxKinds: 3, maxUnsent: 5, now: () => now },
    );
  });
  const fail = (account: string, times = 1) => {
    for (let count = 0; count < times; count += 1) {
      trail.note({ kind: 'sign-in', outcome: 'failed', account, source: '192.0.2.1', detail: 'wrong password' });
    }
  };
  const told = () => written.map(({ account, detail, times }) => `${account ?? detail ?? '-'} ×${String(times)}`);

  test('tells the first of its kind at once, and how many more there were when the minute is over', async () => {
    fail('alice', 1_000);
    await trail.flush();
    expect(told()).toEqual(['alice ×1']);
    now += 60_000;
    await trail.flush();
    expect(told()).toEqual(['alice ×1', 'alice ×999']);
    fail('alice');
    await trail.close();
    expect(told()).toEqual(['alice ×1', 'alice ×999', 'alice ×1']);
  });

  test('of too many kinds only their number', async () => {
    for (let count = 0; count < 1_000; count += 1) fail(`u${String(count)}`);
    await trail.close();
    expect(told()).toEqual(['u0 ×1', 'u1 ×1', 'u2 ×1', 'others, too many to be told one by one ×997']);
  });

  test('waits for a store that is away, and says what was lost meanwhile', async () => {
    away = true;
    for (let minute = 0; minute < 4; minute += 1) {
      for (const account of ['a', 'b', 'c']) fail(`${account}${String(minute)}`);
      await trail.flush();
      now += 60_000;
      await trail.flush();
    }
    expect(logged.filter((line) => line.includes('audit log'))).toHaveLength(1);
    away = false;
    await trail.flush();
    expect(written.map(({ account, outcome, times }) => [account, outcome, times])).toEqual([
      ['a0', 'failed', 1],
      ['b0', 'failed', 1],
      ['c0', 'failed', 1],
      ['a1', 'failed', 1],
      ['b1', 'failed', 1],
      [undefined, 'lost', 7],
    ]);
  });

  test('keeps no more of a text than a line', async () => {
    fail('x'.repeat(100_000));
    await trail.close();
    expect(written[0]?.account).toHaveLength(300);
  });
});

describe('Of a provider', () => {
  let provider: TestProvider;
  let store: PgAuditStore;
  let alice: Party;
  let bob: Party;
  const log: string[] = [];
  beforeAll(async () => {
    provider = await startTestProvider({
      log: createLogger({ write: (line) => log.push(line) }),
      // Each costs a hash.
      settings: { signInFailures: 2 },
    });
    store = new PgAuditStore(provider.database.pool);
    alice = new Party(provider, await provider.addPerson('alice'));
    bob = new Party(provider, await provider.addPerson('bob'));
  });
  afterAll(() => provider.drop());

  const cli = (...args: string[]): Promise<Said> =>
    commandLine(provider.database.url, args, { IMPS_WSI_PASSWORD: 'Divedeep 2' });

  /** Stops it, so that all is written. */
  async function events(kind: 'sign-in' | 'authorisation' | 'administration') {
    await provider.restart();
    return (await store.newest({ kind }, 100)).map(({ outcome, account, detail, times, source, actor }) => ({
      ...{ outcome, account, detail, times },
      ...(source === undefined ? {} : { source }),
      ...(actor === undefined ? {} : { actor }),
    }));
  }

  test('WSI-13: sign-ins; a success once an hour, whatever comes', async () => {
    for (let count = 0; count < 20; count += 1) await alice.get();
    await Device.signIn(provider, 'alice');
    const guesser = new Party(provider, 'wv:Alice@b1.example', { password: 'guessed' });
    let guesses = 0;
    // Two are free; the third is refused, unless the machine took longer than the wait of a second.
    const refusals = () => log.filter((line) => /sign-in refused .*wv:Alice@b1/.test(line)).length;
    for (; refusals() < 2 && guesses < 50; guesses += 1) await expect(guesser.get()).rejects.toThrow();
    await expect(new Party(provider, PASSWORD, { password: 'typed into the wrong field' }).get()).rejects.toThrow();
    const source = '127.0.0.1';
    const account = 'wv:alice@b1.example';
    const found = await events('sign-in');
    expect(found.filter(({ outcome }) => outcome === 'accepted')).toEqual([
      { outcome: 'accepted', account, times: 1, source, detail: undefined },
    ]);
    const sum = (outcome: string, detail: string) =>
      found
        .filter((event) => event.outcome === outcome && event.detail === detail && event.account === account)
        .reduce((total, { times }) => total + times, 0);
    const refused = sum('refused', 'too many failures');
    expect(sum('failed', 'wrong password') + refused).toBe(guesses);
    expect(refused).toBe(2);
    // What is no address may be a password.
    expect(found).toContainEqual({ outcome: 'failed', account: undefined, times: 1, source, detail: 'unknown user' });
  });

  test('a password in the place of the user name is in no log, however often it comes', async () => {
    const misplaced = ['OpenSesame-31', 'two words 31'];
    const from = { localAddress: '127.0.6.31' };
    for (const [index, name] of misplaced.entries()) {
      // Until it is refused as well as failed: each is told in its own words.
      const refusals = () => log.filter((line) => line.includes('sign-in refused')).length;
      const before = refusals();
      for (let count = 0; refusals() === before && count < 30; count += 1) {
        await post(provider.url, envelope(passwordText(name, 'x'), request('GetCapabilities')), from);
      }
      expect(refusals()).toBe(before + 1);
      const typed = JSON.stringify({ userId: name, password: `x${String(index)}` });
      const json = { 'Content-Type': 'application/json', SOAPAction: undefined };
      for (let count = 0; refusals() === before + 1 && count < 30; count += 1) {
        await post(new URL('/client/session', provider.url).href, typed, { headers: json, ...from });
      }
    }
    // Who forgot the domain of a real account is told.
    const bare = JSON.stringify({ userId: 'Bob', password: 'x' });
    const json = { 'Content-Type': 'application/json', SOAPAction: undefined };
    await post(new URL('/client/session', provider.url).href, bare, { headers: json, ...from });
    const found = (await events('sign-in')).filter(({ source }) => source === from.localAddress);
    expect(found.map(({ account }) => account).filter((account) => account !== undefined)).toEqual([bob.address]);
    const told = [...log, JSON.stringify(found)].join('\n');
    for (const name of misplaced) expect(told.toLowerCase()).not.toContain(name.toLowerCase());
    const { rows } = await provider.database.pool.query(
      `SELECT account FROM sign_in_source WHERE account = ANY ($1::text[])`,
      [misplaced],
    );
    expect(rows).toEqual([]);
  });

  test('WSI-20: who wanted what is another’s', async () => {
    // Not Alice, whose password was guessed at from here: she may have to wait.
    const dave = new Party(provider, await provider.addPerson('dave'));
    await dave.send(bob.address, 'to Bob');
    const { receipt } = await bob.lease();
    await dave.call('SendMessages', {
      message: [
        {
          clientMessageId: 'forged',
          sender: bob.address,
          recipient: [bob.address],
          part: [{ contentType: 'text/plain', text: 'I am Bob' }],
        },
      ],
    });
    await dave.call('AcknowledgeMessages', { receipt: receipt! });
    await expect(events('authorisation')).resolves.toEqual([
      { outcome: 'refused', account: dave.address, detail: 'sender wv:bob@b1.example', times: 1 },
      { outcome: 'refused', account: dave.address, detail: 'receipt not its own, or not any more', times: 1 },
    ]);
  });

  test('GO-2: every change by command, done or failed, and who did it; never a secret', async () => {
    await cli('account', 'add', 'wv:carol@b1.example');
    await cli('account', 'add', 'wv:carol@b1.example');
    await cli('account', 'disable', 'wv:carol@b1.example');
    await cli('account', 'policy', 'wv:carol@b1.example', '--set', 'maxPartBytes=1MiB');
    await cli('account', 'policy', 'wv:carol@b1.example');
    await cli('account', 'set-password', 'wv:carol@b1.example');
    await cli('account', 'list');
    await cli('throttle', 'on', '--seconds', '1');
    await cli('throttle', 'show');
    await cli('throttle', 'off');
    const found = await events('administration');
    const account = 'wv:carol@b1.example';
    const actor = userInfo().username;
    expect(found).toEqual([
      { outcome: 'done', account, detail: 'account add', times: 1, actor },
      { outcome: 'failed', account, detail: expect.stringMatching(/^account add: .*exists already/), times: 1, actor },
      { outcome: 'done', account, detail: 'account disable', times: 1, actor },
      { outcome: 'done', account, detail: 'account policy --set maxPartBytes=1MiB', times: 1, actor },
      { outcome: 'done', account, detail: 'account set-password', times: 1, actor },
      { outcome: 'done', account: undefined, detail: 'throttle on, 0 a second for 1 s', times: 1, actor },
      { outcome: 'done', account: undefined, detail: 'throttle off', times: 1, actor },
    ]);
    const { rows } = await provider.database.pool.query<{ all: string }>(
      `SELECT string_agg(to_jsonb(e)::text, ' ') AS all FROM audit_event e`,
    );
    for (const secret of ['Divedeep', PASSWORD, 'guessed', 'I am Bob', 'wrong field']) {
      expect(rows[0]!.all).not.toContain(secret);
    }
  });

  test('is read by command, for people and for programs', async () => {
    const lines = (await cli('audit', 'list', '--kind', 'administration')).out.split('\n');
    expect(lines[0]).toMatch(
      /^\d{4}-[\d:T.-]+Z\tadministration\tdone\twv:carol@b1\.example\t\S+ \(\S+\)\t-\taccount add$/,
    );
    const json = await cli('audit', 'list', '--json', '--account', 'Carol@b1.example', '--since', '1h', '--limit', '2');
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { detail: string }).detail),
    ).toEqual(['account policy --set maxPartBytes=1MiB', 'account set-password']);
    expect((await cli('audit', 'list', '--since', '2999-01-01T00:00:00Z')).err).toBe('no such events\n');
    for (const wrong of [
      ['--since', 'soon'],
      // A date parser would take these for the first of December and of January.
      ['--since', '12'],
      ['--since', 'noon 1'],
      ['--since', '-271821-04-20'],
      ['--kind', 'gossip'],
      ['--limit', '0'],
    ]) {
      expect(await cli('audit', 'list', ...wrong)).toMatchObject({ code: 2 });
    }
  });

  test('what strangers call themselves is no command to a terminal', async () => {
    await store.add([{ kind: 'sign-in', outcome: 'failed', account: '\u001b[31m\nroot\0', at: new Date(), times: 3 }]);
    const { out } = await cli('audit', 'list', '--limit', '1');
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    expect(out).not.toMatch(/[\0-\u0008\u000b-\u001f]/);
    expect(out).toContain('3 times');
  });

  test('goes after the days that it is kept', async () => {
    const { pool } = provider.database;
    await pool.query(`UPDATE audit_event SET at = at - interval '91 days' WHERE kind = 'administration'`);
    const settings = {
      intervalMilliseconds: 60_000,
      idempotencyWindowSeconds: 60,
      clientHistoryDays: 90,
      deadLetterDays: 10,
    };
    await new Sweeper(pool, { ...settings, auditDays: 90 }, silentLogger).sweep();
    await expect(store.newest({ kind: 'administration' }, 10)).resolves.toEqual([]);
    expect((await store.newest({ kind: 'sign-in' }, 10)).length).toBeGreaterThan(0);
  });
});
