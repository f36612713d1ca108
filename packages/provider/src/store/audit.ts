import type pg from 'pg';
import type { AuditKind, AuditOutcome, AuditStore, CountedEvent } from '../security/audit.js';
import { MultiRowStatement } from './multi-row.js';

/** An event as it was recorded. */
export interface RecordedEvent extends CountedEvent {
  /** Increases with time; a bigint that stays a string in JavaScript. */
  readonly id: string;
  /** Who wrote it, as the database knows it. */
  readonly databaseRole: string;
}

export interface AuditFilter {
  readonly since?: Date;
  readonly account?: string;
  readonly kind?: AuditKind;
  /** Only what was recorded after this one. */
  readonly after?: string;
}

interface EventRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: AuditKind;
  readonly outcome: AuditOutcome;
  readonly account: string | null;
  readonly actor: string | null;
  readonly source: string | null;
  readonly detail: string | null;
  readonly times: number;
  readonly database_role: string;
}

const ADD = new MultiRowStatement(
  'audit-add',
  ['::timestamptz', '::text', '::text', '::text', '::text', '::text', '::text', '::integer'],
  (values) => `INSERT INTO audit_event (at, kind, outcome, account, actor, source, detail, times) VALUES ${values}`,
);
const ROWS_A_PAGE = 500;
const ROWS_A_STATEMENT = 1_000;

/** The audit log in PostgreSQL. */
export class PgAuditStore implements AuditStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add(events: readonly CountedEvent[]): Promise<void> {
    const values = events.flatMap(({ at, kind, outcome, account, actor, source, detail, times }) => [
      at,
      kind,
      outcome,
      ...[account, actor, source, detail].map(withoutNul),
      times,
    ]);
    await ADD.run(this.#pool, values);
  }

  /** The newest `limit` of them, the oldest of these first. */
  async newest(filter: AuditFilter, limit: number): Promise<RecordedEvent[]> {
    return (await this.#read(filter, 'DESC', limit)).reverse();
  }

  /** All of them, the oldest first, page by page. */
  async *list(filter: AuditFilter): AsyncGenerator<RecordedEvent> {
    let { after } = filter;
    for (;;) {
      const page = await this.#read({ ...filter, ...(after === undefined ? {} : { after }) }, 'ASC', ROWS_A_PAGE);
      yield* page;
      after = page.at(-1)?.id ?? after;
      if (page.length < ROWS_A_PAGE) return;
    }
  }

  /** Removes some of what is older; answers whether there may be more of it. */
  async forget(days: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `DELETE FROM audit_event WHERE id IN
         (SELECT id FROM audit_event WHERE at < now() - make_interval(days => $1) ORDER BY at LIMIT ${String(ROWS_A_STATEMENT)})`,
      [days],
    );
    return rowCount === ROWS_A_STATEMENT;
  }

  async #read({ since, account, kind, after }: AuditFilter, order: 'ASC' | 'DESC', limit: number) {
    const { rows } = await this.#pool.query<EventRow>(
      `SELECT id, at, kind, outcome, account, actor, source, detail, times, database_role FROM audit_event
       WHERE ($1::timestamptz IS NULL OR at >= $1) AND ($2::text IS NULL OR account = $2)
         AND ($3::text IS NULL OR kind = $3) AND id > $4::bigint
       ORDER BY id ${order} LIMIT $5`,
      [since ?? null, account ?? null, kind ?? null, after ?? '0', limit],
    );
    return rows.map(eventOf);
  }
}

/** The one character that PostgreSQL's text cannot hold; strangers name themselves as they like. */
const withoutNul = (text: string | undefined): string | null => text?.replaceAll('\0', '\ufffd') ?? null;

function eventOf(row: EventRow): RecordedEvent {
  const { id, at, kind, outcome, account, actor, source, detail, times, database_role: databaseRole } = row;
  return {
    id,
    at,
    kind,
    outcome,
    times,
    databaseRole,
    ...(account === null ? {} : { account }),
    ...(actor === null ? {} : { actor }),
    ...(source === null ? {} : { source }),
    ...(detail === null ? {} : { detail }),
  };
}
