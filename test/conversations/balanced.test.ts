import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { balance, type Balancer } from '../support/balancer.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { PASSWORD } from '../support/provider.js';
import { runCommand, startProviderProcess, type ProviderProcess } from '../support/provider-process.js';
import { behavesAsOne, PEOPLE } from './one-service.js';

/** Two instances over one database, behind a balancer that knows nothing of sessions. */
let database: TestDatabase;
let dataDir: string;
let instances: ProviderProcess[];
let balancer: Balancer;

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'imps-balanced-'));
  const where = ['--domain', 'b1.example', '--database-url', database.url, '--data-dir', dataDir];
  for (const name of PEOPLE) {
    const added = await runCommand(['account', 'add', `wv:${name}@b1.example`, ...where], { stdin: `${PASSWORD}\n` });
    expect(added).toMatchObject({ code: 0 });
  }
  instances = await Promise.all([startProviderProcess(where), startProviderProcess(where)]);
  balancer = await balance(...instances.map(({ url }) => url));
});
afterAll(async () => {
  await balancer.close();
  await Promise.all(instances.map((each) => each.stop()));
  await rm(dataDir, { recursive: true, force: true });
  await database.drop();
});

describe('instances behind a balancer', () => {
  behavesAsOne(() => balancer.url);
});
