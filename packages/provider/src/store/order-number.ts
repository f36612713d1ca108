import type { Priority } from '../domain/delivery.js';

/**
 * Order numbers of deliveries. The lower 60 bits come from one sequence and tell the order in which messages came; what
 * is above says how urgent a message is, so that the key of the inbox itself keeps deferred messages behind all others,
 * however many there are, and no index has to.
 *
 *     0 .. 2^60 - 1          as most are
 *     2^60 .. 2^61 - 1       deferred: LOW
 *     2^61 .. 2^61 + 2^60    urgent: HIGH; their place in the line says `inbox.behind`
 */
export const DEFERRED_FROM = '1152921504606846976';
export const URGENT_FROM = '2305843009213693952';
const MASK = '1152921504606846975';

/** What is added to the number that the sequence gives. */
export const laneOf = (priority: Priority | undefined): string => {
  switch (priority) {
    case undefined:
      return '0';
    case 'LOW':
      return DEFERRED_FROM;
    case 'HIGH':
      return URGENT_FROM;
  }
};

/** Where each range begins, and where the next one does. */
export const LANES: readonly (readonly [from: string, to: string])[] = [
  ['0', DEFERRED_FROM],
  [DEFERRED_FROM, URGENT_FROM],
  [URGENT_FROM, '9223372036854775807'],
];

export const isPrioritised = (seq: string): boolean => BigInt(seq) >= BigInt(DEFERRED_FROM);

export const isDeferred = (seq: string): boolean => {
  const number = BigInt(seq);
  return number >= BigInt(DEFERRED_FROM) && number < BigInt(URGENT_FROM);
};

export const arrivalOf = (seq: string): string => (BigInt(seq) & BigInt(MASK)).toString();

/** When it came, of an order number in SQL. */
export const arrivalSql = (seq: string): string => `(${seq} & ${MASK})`;

/**
 * Where in the line an item `i` stands: at its own order number, an urgent one directly behind the item of that number.
 * Items of one turn stand in the order of their numbers.
 */
export const TURN = `CASE WHEN i.seq >= ${URGENT_FROM} THEN coalesce(i.behind, 0) ELSE i.seq END`;

/** The turn of the inbox item of `$owner` with the order number `$seq`, 0 for the beginning of the line. */
export const turnOfSql = (owner: string, seq: string): string =>
  `CASE WHEN ${seq}::bigint < ${URGENT_FROM} THEN ${seq}::bigint
        ELSE coalesce((SELECT behind FROM inbox WHERE owner_id = ${owner} AND seq = ${seq}::bigint), 0) END`;
