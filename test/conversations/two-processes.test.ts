import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { PASSWORD } from '../support/provider.js';
import { runCommand, startProviderProcess, type ProviderProcess } from '../support/provider-process.js';

/** One provider, two processes, one database: whichever a consumer reaches, it is the same inbox. */
let database: TestDatabase;
let dataDir: string;
let processes: ProviderProcess[];
const onA = (name: string) => new Party(processes[0]!, `wv:${name}@b1.example`);
const onB = (name: string) => new Party(processes[1]!, `wv:${name}@b1.example`);

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'imps-two-'));
  const where = ['--domain', 'b1.example', '--database-url', database.url, '--data-dir', dataDir];
  for (const name of ['alice', 'bob', 'carol']) {
    const { code, stderr } = await runCommand(['account', 'add', `wv:${name}@b1.example`, ...where], {
      stdin: `${PASSWORD}\n`,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  processes = await Promise.all([startProviderProcess(where), startProviderProcess(where)]);
});
afterAll(async () => {
  await Promise.all(processes.map((each) => each.stop()));
  await rm(dataDir, { recursive: true, force: true });
  await database.drop();
});

test('a reader waiting at process B gets at once what process A accepts', async () => {
  const waiting = onB('bob').lease({ waitSeconds: 50 });
  await onB('alice').call('GetCapabilities', {});
  expect(await onA('alice').send('wv:bob@b1.example', 'across')).toMatchObject({ code: 200 });
  const { item, receipt } = await waiting;
  expect(texts(item)).toEqual(['across']);
  // And what B leased, A may settle.
  expect(await onA('bob').call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 200 });
});

test('MT-3, PP2-13: one sender’s order holds when each request goes to the other process', async () => {
  const words = Array.from({ length: 20 }, (_, index) => `turn ${String(index)}`);
  for (const [index, word] of words.entries()) {
    const party = index % 2 === 0 ? onA('alice') : onB('alice');
    expect(await party.send('wv:bob@b1.example', word, word)).toMatchObject({ code: 200 });
  }
  expect(texts(await onB('bob').get())).toEqual(words);
});

test('WSI-23: two copies of a message that race on two processes are delivered once', async () => {
  const copies = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      (index % 2 === 0 ? onA('alice') : onB('alice')).send('wv:bob@b1.example', 'once', 'raced across'),
    ),
  );
  expect(copies.map(({ code }) => code)).toEqual(copies.map(() => 200));
  expect(new Set(copies.map(({ messageId }) => messageId)).size).toBe(1);
  expect(texts(await onA('bob').get())).toEqual(['once']);
});

test('readers at both processes share an inbox: nothing twice, each sender in order', async () => {
  for (const word of ['1', '2', '3', '4', '5', '6']) {
    await onA('alice').send('wv:carol@b1.example', `a${word}`);
    await onB('bob').send('wv:carol@b1.example', `b${word}`);
  }
  const seen: string[] = [];
  const read = async (party: Party): Promise<void> => {
    while (seen.length < 12) {
      const { item, receipt } = await party.lease({ maxMessages: 1, waitSeconds: 1 });
      if (receipt === undefined) continue;
      seen.push(...texts(item));
      await party.call('AcknowledgeMessages', { receipt });
    }
  };
  await Promise.all([read(onA('carol')), read(onB('carol'))]);
  expect(seen.filter((word) => word.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
  expect(seen.filter((word) => word.startsWith('b'))).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'b6']);
});
