import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createPool, transaction } from '../../packages/provider/dist/store/database.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  const settings = { connectionString: database.url, max: 1, statementTimeoutMilliseconds: 10_000 };
  pool = createPool(settings, () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('MU-3: a connection that breaks between two statements of a transaction ends neither the process nor the work', async () => {
  const attempts: number[] = [];
  const answer = await transaction(pool, async (client, attempt) => {
    attempts.push(attempt);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    if (attempt === 1) {
      const gone = new Promise((resolve) => client.once('end', resolve));
      await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
      await gone;
    }
    return (await client.query<{ n: number }>('SELECT 42 AS n')).rows[0]!.n;
  });
  expect(answer).toBe(42);
  expect(attempts).toEqual([1, 2]);
});
