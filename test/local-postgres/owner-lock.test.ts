import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { OwnerLock } from '../../packages/local-postgres/dist/owner-lock.js';
import { ownIdentity } from '../../packages/local-postgres/dist/process-identity.js';
import { Cleanup } from './support.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

async function contend(directory: string, contenders: number): Promise<OwnerLock[]> {
  const attempts = Array.from({ length: contenders }, () => OwnerLock.acquire(directory));
  const results = await Promise.allSettled(attempts);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'DATA_DIR_IN_USE' });
  }
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

async function leaveLock(directory: string, record: object, age = 0): Promise<void> {
  const file = join(directory, 'postgres.owner');
  await writeFile(file, JSON.stringify(record));
  const then = new Date(Date.now() - age);
  await utimes(file, then, then);
}

describe('the owner of a data directory', () => {
  test('is exactly one of many contenders, and nothing is left when it gives up', async () => {
    const directory = await cleanup.directory();
    for (let round = 0; round < 5; round += 1) {
      const [owner, ...others] = await contend(directory, 20);
      expect(others).toEqual([]);
      expect((await OwnerLock.ownerOf(directory))?.pid).toBe(process.pid);
      await owner?.release();
      expect(await readdir(directory)).toEqual([]);
    }
  });

  test('that died is succeeded by exactly one of many contenders', async () => {
    const directory = await cleanup.directory();
    for (let round = 0; round < 5; round += 1) {
      // Our pid, but of a process that started at another time: the pid was reused.
      await leaveLock(directory, { ...ownIdentity(), started: 1, nonce: `dead${round}` });
      expect(await OwnerLock.ownerOf(directory)).toBeUndefined();
      const [owner, ...others] = await contend(directory, 20);
      expect(owner).toBeDefined();
      expect(others).toEqual([]);
      expect(await readdir(directory)).toEqual(['postgres.owner']);
      await owner?.release();
    }
  });

  test('that died while taking over is succeeded as well', async () => {
    const directory = await cleanup.directory();
    await leaveLock(directory, { ...ownIdentity(), started: 1, nonce: 'first' });
    const second = { ...ownIdentity(), started: 2, nonce: 'second' };
    await writeFile(join(directory, 'postgres.owner.first'), JSON.stringify(second));
    const [owner, ...others] = await contend(directory, 10);
    expect(owner).toBeDefined();
    expect(others).toEqual([]);
    expect(await readdir(directory)).toEqual(['postgres.owner']);
    await owner?.release();
  });

  test('whose record was torn by a power cut is succeeded', async () => {
    const directory = await cleanup.directory();
    await writeFile(join(directory, 'postgres.owner'), '');
    const owner = await OwnerLock.acquire(directory);
    expect(JSON.parse(await readFile(join(directory, 'postgres.owner'), 'utf8'))).toMatchObject({ pid: process.pid });
    await owner.release();
  });

  test('in another container is believed while it shows signs of life, and not when it is silent', async () => {
    const directory = await cleanup.directory();
    const elsewhere = { pid: 1, started: 1, space: 'another', nonce: 'elsewhere' };
    await leaveLock(directory, elsewhere, 60_000);
    expect(await OwnerLock.ownerOf(directory)).toBeUndefined();

    await leaveLock(directory, elsewhere);
    const beats = setInterval(() => void leaveLock(directory, elsewhere), 100);
    try {
      await expect(OwnerLock.acquire(directory)).rejects.toMatchObject({
        code: 'DATA_DIR_IN_USE',
        message: expect.stringContaining('another container'),
      });
    } finally {
      clearInterval(beats);
    }
  });
});
