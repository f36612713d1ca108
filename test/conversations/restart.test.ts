import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import { Party, texts } from '../support/party.js';
import { PASSWORD } from '../support/provider.js';
import { runCommand, startProviderProcess, type ProviderProcess } from '../support/provider-process.js';

/** A provider on its embedded store, stopped and killed, keeps what it accepted. */
let dataDir: string;
let provider: ProviderProcess | undefined;
const where = () => ['--domain', 'b1.example', '--data-dir', dataDir];
const party = (name: string) => new Party(provider!, `wv:${name}@b1.example`);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'imps-restart-'));
  for (const name of ['alice', 'bob']) {
    const { code, stderr } = await runCommand(['account', 'add', `wv:${name}@b1.example`, ...where()], {
      stdin: `${PASSWORD}\n`,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
});
afterAll(async () => {
  await provider?.stop();
  // A killed provider leaves its database running; whoever starts it again may stop it.
  await (await LocalPostgres.open({ dataDir })).stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('MU-3: what was accepted is delivered after a clean stop and start, in order', async () => {
  provider = await startProviderProcess(where());
  await party('alice').send('wv:bob@b1.example', 'before');
  const sent = await party('alice').send('wv:bob@b1.example', 'the stop', 'repeated');
  expect(await provider.stop('SIGTERM')).toBe(0);
  provider = await startProviderProcess(where());
  // The idempotency of before the stop holds after it.
  expect(await party('alice').send('wv:bob@b1.example', 'the stop', 'repeated')).toMatchObject({
    messageId: sent.messageId,
  });
  expect(texts(await party('bob').get())).toEqual(['before', 'the stop']);
});

test('MU-3: a killed provider has lost nothing that it accepted, and what was leased comes back', async () => {
  await party('alice').send('wv:bob@b1.example', 'one');
  await party('alice').send('wv:bob@b1.example', 'two');
  const leased = await party('bob').lease({ maxMessages: 1, leaseSeconds: 1 });
  expect(texts(leased.item)).toEqual(['one']);
  await provider!.stop('SIGKILL');
  provider = await startProviderProcess(where());
  const got: string[] = [];
  while (got.length < 2) got.push(...texts(await party('bob').get({ waitSeconds: 10 })));
  expect(got).toEqual(['one', 'two']);
});

test('Ctrl-C ends it cleanly, and a second provider on the same data is refused in one line', async () => {
  const { code, stderr } = await runCommand(['serve', '--port', '0', ...where()]);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/data/i);
  expect(await provider!.stop('SIGINT')).toBe(0);
  provider = undefined;
});
