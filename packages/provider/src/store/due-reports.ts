import { hash } from 'node:crypto';
import type pg from 'pg';
import type { NewDelivery } from '../domain/delivery.js';
import type { Carried, DueReports } from '../domain/report-courier.js';
import {
  REPORT_LANE,
  decide,
  refilled,
  reportHeader,
  reportText,
  suppressibleOf,
  type Allowance,
  type DueReport,
  type ReportRules,
} from '../domain/reports.js';
import { transaction } from './database.js';
import { insertDeliveries } from './deliveries.js';
import { PROVIDER_ID } from './deliverable.js';
import { MultiRowStatement } from './multi-row.js';
import { stateName } from './statuses.js';

/** Reports a transaction. */
const PAGE = 500;

interface DueRow {
  owner_id: string;
  sender_id: string;
  client_message_id: string;
  recipient_key: string;
  seq: string;
  recipient: string;
  state: number;
  reason: string | null;
  changed_at: Date;
  mark: string;
  report_to: string;
  report_conversation: string | null;
}

const keepAllowance = new MultiRowStatement(
  'keep-report-allowance',
  ['::bigint', '::double precision', 'clock_timestamp() + make_interval(secs => $)'],
  (values) =>
    `INSERT INTO report_allowance (owner_id, tokens, filled_at) VALUES ${values}
     ON CONFLICT (owner_id) DO UPDATE SET tokens = excluded.tokens, filled_at = excluded.filled_at`,
);

/**
 * Ends of messages that their senders are to be told of: deliveries whose `report` is negative. They lie with the
 * recipients and are told in the senders' inboxes, so this is no work of one owner; it is nobody's hot path either.
 * Processes take turns by the lock of a row, which makes bounds of an inbox exact. Should the two ends of this ever be
 * committed apart, the report's key, made of the end that it tells, keeps it from being told twice.
 */
export class PostgresDueReports implements DueReports {
  readonly #pool: pg.Pool;
  readonly #rules: ReportRules;

  constructor(pool: pg.Pool, rules: ReportRules) {
    this.#pool = pool;
    this.#rules = rules;
  }

  async any(): Promise<boolean> {
    const { rowCount } = await this.#pool.query({
      name: 'any-report-due',
      // In order, or a plan without statistics reads all deliveries to find that none is due.
      text: 'SELECT 1 FROM delivery WHERE report < 0 ORDER BY seq LIMIT 1',
    });
    return rowCount === 1;
  }

  carry(): Promise<Carried> {
    return transaction(
      this.#pool,
      async (client) => {
        const due = await dueReports(client);
        // A dead letter that went back into its inbox before anybody was told has not ended.
        const ended = due.filter(({ state }) => state !== 'WAITING');
        const allowances = await this.#allowances(client, ended);
        const leftOut = { suppressed: 0, capped: 0, full: 0 };
        const made: NewDelivery[] = [];
        for (const report of ended) {
          const allowance = allowances.get(report.senderId) ?? { room: 0, failures: 0 };
          const verdict = decide(report, this.#rules, allowance);
          if (verdict === 'made') made.push(toDelivery(report, this.#rules));
          else leftOut[verdict] += 1;
        }
        if (made.length > 0) await insertDeliveries(client, made);
        await this.#keepAllowances(client, ended, allowances);
        await paid(client, due);
        return { seen: due.length, ownerIds: [...new Set(made.map(({ ownerId }) => ownerId))], leftOut };
      },
      `BEGIN; SELECT 1 FROM setting WHERE name = 'report-courier' FOR UPDATE`,
    );
  }

  async tidy(): Promise<void> {
    await this.#pool.query({
      name: 'forget-report-allowances',
      text: 'DELETE FROM report_allowance WHERE filled_at < clock_timestamp() - make_interval(secs => $1)',
      values: [this.#rules.failureReportPeriodSeconds],
    });
  }

  async #allowances(client: pg.PoolClient, due: readonly DueReport[]): Promise<Map<string, Allowance>> {
    const ownerIds = [...new Set(due.map(({ senderId }) => senderId))];
    if (ownerIds.length === 0) return new Map();
    const { rows } = await client.query<{
      owner_id: string;
      waiting: string;
      tokens: number | null;
      seconds: number | null;
    }>({
      name: 'report-allowances',
      text: `SELECT o.owner_id, a.tokens, extract(epoch FROM clock_timestamp() - a.filled_at)::float8 AS seconds,
               (SELECT count(*) FROM (SELECT 1 FROM inbox i WHERE i.owner_id = o.owner_id AND i.sender_id = 0 LIMIT $2) w)
                 AS waiting
             FROM unnest ($1::bigint[]) AS o (owner_id) LEFT JOIN report_allowance a ON a.owner_id = o.owner_id`,
      values: [ownerIds, this.#rules.inboxReportLimit],
    });
    return new Map(
      rows.map(({ owner_id, waiting, tokens, seconds }) => [
        owner_id,
        {
          room: this.#rules.inboxReportLimit - Number(waiting),
          failures: refilled(tokens ?? this.#rules.maxFailureReports, seconds ?? 0, this.#rules),
        },
      ]),
    );
  }

  async #keepAllowances(
    client: pg.PoolClient,
    due: readonly DueReport[],
    allowances: ReadonlyMap<string, Allowance>,
  ): Promise<void> {
    if (this.#rules.maxFailureReports === 0) return;
    const failed = new Set(due.filter(({ state }) => suppressibleOf(state) !== undefined).map((each) => each.senderId));
    const values = [...failed].flatMap((ownerId) => [ownerId, allowances.get(ownerId)?.failures ?? 0, 0]);
    await keepAllowance.run(client, values);
  }
}

async function dueReports(client: pg.PoolClient): Promise<DueReport[]> {
  const { rows } = await client.query<DueRow>({
    name: 'due-reports',
    text: `SELECT owner_id, sender_id, client_message_id, recipient_key, seq, recipient, state, reason, changed_at,
             changed_at::text AS mark, report_to, report_conversation
           FROM delivery WHERE report < 0 ORDER BY seq LIMIT ${String(PAGE)}`,
  });
  return rows.map((row) => ({
    seq: row.seq,
    ownerId: row.owner_id,
    senderId: row.sender_id,
    clientMessageId: row.client_message_id,
    recipientKey: row.recipient_key,
    recipient: row.recipient,
    state: stateName(row.state, false),
    reason: row.reason ?? undefined,
    changedAt: row.changed_at,
    mark: row.mark,
    reportTo: row.report_to,
    conversationId: row.report_conversation ?? undefined,
  }));
}

/** What is told is owed no more, unless the message has come to another end meanwhile. */
async function paid(client: pg.PoolClient, due: readonly DueReport[]): Promise<void> {
  if (due.length === 0) return;
  await client.query({
    name: 'reports-paid',
    text: `UPDATE delivery SET report = abs(report)
           WHERE (owner_id, sender_id, client_message_id, recipient_key, changed_at) IN
             (SELECT * FROM unnest ($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[]))`,
    values: [
      due.map(({ ownerId }) => ownerId),
      due.map(({ senderId }) => senderId),
      due.map(({ clientMessageId }) => clientMessageId),
      due.map(({ recipientKey }) => recipientKey),
      due.map(({ mark }) => mark),
    ],
  });
}

/** The report as an item of its reader's inbox, from whoever it is about. Nobody is told of the end of a report. */
function toDelivery(due: DueReport, { idempotencyWindowSeconds }: ReportRules): NewDelivery {
  const header = reportHeader(due);
  const text = reportText(due);
  const content = Buffer.from(text, 'utf8');
  return {
    ownerId: due.senderId,
    senderId: PROVIDER_ID,
    clientMessageId: `report:${due.seq}:${due.mark}`,
    recipientKey: due.reportTo,
    recipient: due.reportTo,
    sender: REPORT_LANE + due.recipientKey,
    digest: hash('md5', header, 'buffer'),
    header,
    parts: JSON.stringify([{ contentType: 'text/plain', isText: true, size: content.length }]),
    content,
    expiry: { afterSeconds: idempotencyWindowSeconds },
  };
}
