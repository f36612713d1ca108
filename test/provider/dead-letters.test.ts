import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { runCommand } from '../support/provider-process.js';

/** The commands about dead letters as operators have them, beside a provider that serves. */
let b1: TestProvider;
let alice: Party;
let bob: Party;
let carol: Party;

beforeAll(async () => {
  b1 = await startTestProvider({ settings: { maxDeliveryAttempts: 1, wakeupFallbackMilliseconds: 600_000 } });
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
  carol = new Party(b1, await b1.addPerson('carol'));
});
afterAll(() => b1.drop());

const command = (...args: string[]) =>
  runCommand(['dead-letters', ...args], { env: { DATABASE_URL: b1.database.url, IMPS_WSI_DOMAIN: 'b1.example' } });
const listed = async (...args: string[]) =>
  JSON.parse((await command('list', '--json', ...args)).stdout) as Record<string, unknown>[];
/** One failure is one too many here. */
const fail = async (party: Party, reason?: string) => {
  const { item, receipt } = await party.lease();
  await party.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: item.map(({ messageId }) => ({ messageId, outcome: 'FAILED' as const, reason })),
  });
  expect((await party.lease()).item).toEqual([]);
};
const sendDead = async (party: Party, ...words: string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const word of words) ids.push((await alice.send(party.address, word)).messageId!);
  await fail(party);
  return ids;
};

describe('dead-letters', () => {
  test('list shows headers and the last reason, never content; strangers’ words command no terminal', async () => {
    const { messageId } = await alice.send('wv:bob@b1.example', 'confidential');
    await fail(bob, 'out of\u009b31m paper\nreally');
    const plain = await command('list');
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    const [line, rest] = plain.stdout.split('\n');
    expect(rest).toBe('');
    expect(line!.split('\t')).toEqual([
      messageId,
      expect.stringMatching(/^\d{4}-.*Z$/),
      '1 times',
      '12 bytes',
      'wv:bob@b1.example',
      'wv:alice@b1.example',
      'wv:bob@b1.example',
      'out of 31m paper really',
    ]);
    expect(await listed('--inbox', 'bob@b1.example')).toMatchObject([{ messageId, attempts: 1, size: 12 }]);
    expect(await listed('--inbox', 'wv:carol@b1.example')).toEqual([]);
    expect(JSON.stringify(await listed())).not.toContain('confidential');
    const shown = await command('show', messageId!);
    expect(shown.stdout).toContain('text/plain, 12 bytes');
    expect(shown.stdout).not.toContain('confidential');
    expect((await command('show', messageId!, '--content')).stdout).toContain('confidential');
    expect(await command('show', messageId!, '--part', '1')).toMatchObject({ code: 0, stdout: 'confidential' });
    expect(JSON.parse((await command('show', messageId!, '--content', '--json')).stdout)).toMatchObject({
      part: [{ contentType: 'text/plain', size: 12, text: 'confidential' }],
    });
    expect(await command('delete', messageId!)).toMatchObject({ code: 0, stderr: '1 message is deleted\n' });
    expect(await command('list')).toMatchObject({ code: 0, stdout: '', stderr: 'no dead letters\n' });
  });

  test('--limit shows the oldest and says that there are more', async () => {
    const ids = await sendDead(bob, 'one', 'two', 'three');
    const { stdout, stderr } = await command('list', '--limit', '2');
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([...ids.slice(0, 2), '']);
    expect(stderr).toMatch(/more than these 2/);
    expect(await command('delete', '--inbox', 'wv:bob@b1.example')).toMatchObject({ code: 2 });
    expect(await command('delete', '--inbox', 'wv:bob@b1.example', '--yes')).toMatchObject({ code: 0 });
    expect(await listed()).toEqual([]);
  });

  test('redrive wakes a reader who waits at another process, and the sender sees that the message waits again', async () => {
    const [id] = await sendDead(bob, 'try again');
    const stateOf = async () => (await alice.call('GetMessageStatus', { messageId: [id!] })).status[0]!.state;
    expect(await stateOf()).toBe('UNDELIVERABLE');
    // Only a notification can end this wait in time: nobody looks by himself for ten minutes.
    const waiting = bob.lease({ waitSeconds: 50 });
    await bob.call('GetCapabilities', {});
    expect(await command('redrive', id!)).toMatchObject({ code: 0, stderr: '1 message is back in the inbox\n' });
    const { item, receipt } = await waiting;
    expect(item).toMatchObject([{ messageId: id, deliveryAttempt: 1 }]);
    expect(await stateOf()).toBe('DELIVERING');
    await bob.call('AcknowledgeMessages', { receipt: receipt! });
    expect(await stateOf()).toBe('DELIVERED');
    expect(await command('redrive', id!)).toMatchObject({ code: 1 });
  });

  test('redrive takes one inbox, or all; repeating it does nothing more', async () => {
    await sendDead(bob, 'b1', 'b2');
    await sendDead(carol, 'c1');
    expect(await command('redrive', '--inbox', 'wv:carol@b1.example', '--json')).toMatchObject({
      stdout: '{"redriven":1}\n',
    });
    expect(await command('redrive', '--all', '--json')).toMatchObject({ stdout: '{"redriven":2}\n' });
    expect(await command('redrive', '--all', '--json')).toMatchObject({ stdout: '{"redriven":0}\n' });
    expect([texts(await bob.get()), texts(await carol.get())]).toEqual([['b1', 'b2'], ['c1']]);
  });

  test('redrive that is killed in the middle and repeated brings each back once', async () => {
    const words = Array.from({ length: 600 }, (_, index) => `word ${String(index)}`);
    await alice.call('SendMessages', {
      message: words.map((text) => ({
        clientMessageId: alice.nextId(),
        recipient: [carol.address],
        part: [{ contentType: 'text/plain', text }],
      })),
    });
    await fail(carol);
    expect(await listed('--limit', '1000')).toHaveLength(600);
    // Killed when some have moved and others have not.
    const { pool } = b1.database;
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../../packages/provider/dist/main.js', import.meta.url)),
        'dead-letters',
        'redrive',
        '--all',
      ],
      { env: { ...process.env, DATABASE_URL: b1.database.url, IMPS_WSI_DOMAIN: 'b1.example' } },
    );
    const exited = once(child, 'exit');
    const moved = async () => Number((await pool.query<{ n: string }>('SELECT count(*) AS n FROM inbox')).rows[0]!.n);
    const running = () => child.exitCode === null;
    while (running() && (await moved()) === 0) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await exited;
    expect(await moved()).toBeGreaterThan(0);
    const left = (await listed('--limit', '1000')).length;
    expect(left + (await moved())).toBe(600);
    expect(await command('redrive', '--all')).toMatchObject({ code: 0 });
    expect(await listed()).toEqual([]);
    const got = texts(await carol.get());
    expect(got).toHaveLength(600);
    expect(new Set(got)).toEqual(new Set(words));
  });

  test.each<[string[], number, RegExp]>([
    [['redrive'], 2, /say which/],
    [['redrive', 'x', '--all'], 2, /say which/],
    [['delete'], 2, /say which/],
    [['delete', '--all'], 2, /add --yes/],
    [['redrive', 'not-one'], 2, /not-one is no message id of this store/],
    [['show', 'not-one'], 1, /not among the dead letters/],
    [['list', '--limit', '0'], 2, /--limit: 0 cannot be used; .* from 1 to/],
    [['list', '--limit', 'many'], 2, /--limit: many/],
    [['list', '--inbox', 'nobody at all'], 2, /no account address/],
    [['list', '--inbox', 'wv:nobody@b1.example'], 1, /there is no account wv:nobody@b1\.example/],
  ])('%j is refused in one line', async (args, code, text) => {
    const answer = await command(...args);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toMatch(text);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('show --part of a part that is not there is refused', async () => {
    const [id] = await sendDead(bob, 'x');
    expect(await command('show', id!, '--part', '2')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/has 1 parts.*there is no 2/),
    });
    await command('delete', id!);
  });
});
