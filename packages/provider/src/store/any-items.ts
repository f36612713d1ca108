import type { InboxFilter, LeaseRequest } from '../domain/inbox-store.js';
import type { Queryable } from './database.js';
import { DELIVERABLE, filterSql, filterValues, HAS_PRIORITIES, kindName, kindSql } from './deliverable.js';
import { arrivalSql, URGENT_FROM } from './order-number.js';
import { prioritisedFor } from './prioritised.js';

/** Whether there is anything that a reader could have now; nothing is locked. */

export type Reader = Pick<LeaseRequest, 'ownerId' | 'batchId' | 'filter'>;

const anyIn = (range: string, filter: InboxFilter, order: string): string => `
  SELECT 1 FROM inbox i
  WHERE i.owner_id = $1 AND ${range} AND ${prioritisedFor(filter)} ORDER BY ${order} LIMIT 1`;

async function first<Row extends object>(
  db: Queryable,
  name: string,
  text: string,
  { ownerId, batchId, filter }: Reader,
  ...more: readonly string[]
): Promise<Row | undefined> {
  const values = [ownerId, batchId, ...filterValues(filter), ...more];
  return (await db.query<Row>({ name: kindName(name, filter), text, values })).rows[0];
}

const anyInOrder = (columns: string, range: string, filter: InboxFilter): string => `
  SELECT ${columns} FROM inbox i
  WHERE i.owner_id = $1 AND ${range} AND ${DELIVERABLE} ${filterSql(3)} ${kindSql(filter)} ORDER BY i.seq LIMIT 1`;

/** Anything at all; where something is urgent or deferred it may say so although all waits behind what others have. */
export async function mayBeAny(db: Queryable, reader: Reader): Promise<boolean> {
  return (await first(db, 'may-be-any', anyInOrder('1', 'true', reader.filter), reader)) !== undefined;
}

/** Anything that arrived after `arrival`; '0': at all. Exact. */
export async function anyNext(db: Queryable, reader: Reader, arrival: string): Promise<boolean> {
  const text = anyInOrder(`${HAS_PRIORITIES} AS prioritised`, 'i.seq > $6', reader.filter);
  const found = await first<{ prioritised: boolean }>(db, 'any-next', text, reader, arrival);
  return found?.prioritised === true ? anyPrioritised(db, reader, arrival) : found !== undefined;
}

/** The same in an inbox that holds urgent or deferred items. */
export async function anyPrioritised(db: Queryable, reader: Reader, arrival = '0'): Promise<boolean> {
  const text = anyIn(`i.seq > $6 AND ${arrivalSql('i.seq')} > $6`, reader.filter, 'i.seq');
  return (await first(db, 'any-prioritised', text, reader, arrival)) !== undefined;
}

/** Anything urgent. The newest is looked at first: what the reader has already is older. */
export async function anyUrgent(db: Queryable, reader: Reader): Promise<boolean> {
  const text = anyIn(`i.seq >= ${URGENT_FROM}`, reader.filter, 'i.seq DESC');
  return (await first(db, 'any-urgent', text, reader)) !== undefined;
}

/** A message, in an inbox that holds urgent or deferred ones, for somebody who leases nothing. */
export const anyMessage = (db: Queryable, ownerId: string): Promise<boolean> =>
  anyPrioritised(db, { ownerId, batchId: '', filter: { kind: 'MESSAGE' } });
