import { setTimeout as sleep } from 'node:timers/promises';
import { parseAddress } from '@imps-wsi/contract/address';
import type { Command } from 'commander';
import { AUDIT_KINDS } from '../security/audit.js';
import { PgAuditStore, type AuditFilter, type RecordedEvent } from '../store/audit.js';
import { oneLine } from '../thrown.js';
import { example, subcommand } from './account-subcommand.js';
import { UsageError, type CliContext } from './context.js';
import { ShownEvents } from './shown-events.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000_000;
const FOLLOW_MILLISECONDS = 1_000;
/** As `--help` shows it; what else a date parser takes is guessing, of `12` that it is a December. */
const DATE_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `audit list`: who signed in, who was refused, who changed what. */
export function addAuditCommands(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('read the audit log');
  const name = `${context.programName} audit`;
  subcommand(audit, 'list', 'list events, the oldest first')
    .option('--since <time>', 'only from then on: 30m, 12h, 7d, or a time such as 2030-01-31T12:00:00Z')
    .option('--account <address>', 'only what concerns this account')
    .option('--kind <kind>', `only one of ${AUDIT_KINDS.join(', ')}`)
    .option('--limit <number>', `only the newest so many; default ${DEFAULT_LIMIT}, with --since all`)
    .option('--follow', 'go on with what comes, until interrupted')
    .addHelpText(
      'after',
      example(
        `${name} list --since 24h --kind administration`,
        `${name} list --account wv:alice@b1.example --json`,
        `${name} list --follow`,
        'Times, kind, outcome, account, who did it, from where, what, and how many times. In JSON one event a line.',
      ),
    )
    .action((options: Options) => {
      const filter = filterOf(options);
      const limit = limitOf(options);
      const untilSignal = options['follow'] === true;
      return withStore(context, { options, mayCreate: false, untilSignal }, async ({ pool, signal }) => {
        const store = new PgAuditStore(pool);
        if (untilSignal) await follow(context, store, filter, limit, lineOf(options), signal);
        else await list(context, store, filter, limit, options);
      });
    });
}

async function list(
  context: CliContext,
  store: PgAuditStore,
  filter: AuditFilter,
  limit: number | undefined,
  options: Options,
): Promise<void> {
  const line = lineOf(options);
  let count = 0;
  const show = (event: RecordedEvent): void => {
    context.out(line(event));
    count += 1;
  };
  if (limit === undefined) for await (const event of store.list(filter)) show(event);
  else (await store.newest(filter, limit)).forEach(show);
  if (count === 0 && options['json'] !== true) context.err('no such events\n');
}

/** Ends at a signal, or when nobody reads it any more. */
async function follow(
  context: CliContext,
  store: PgAuditStore,
  filter: AuditFilter,
  limit: number | undefined,
  line: (event: RecordedEvent) => string,
  signal: AbortSignal,
): Promise<void> {
  const shown = new ShownEvents();
  const show = (event: RecordedEvent): void => {
    if (shown.add(event, Date.now())) context.out(line(event));
  };
  if (limit !== undefined) {
    const newest = await store.newest(filter, limit);
    shown.beginAt(newest.length < limit ? undefined : newest[0]);
    newest.forEach(show);
  }
  do {
    for await (const event of store.list({ ...filter, after: shown.after })) show(event);
    shown.settle(Date.now());
  } while (await pause(signal, context));
}

const lineOf = (options: Options) => (options['json'] === true ? jsonLine : textLine);

/** Waits for the next look; answers whether there is to be one. */
async function pause(signal: AbortSignal, { outEnded }: CliContext): Promise<boolean> {
  await sleep(FOLLOW_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  return !signal.aborted && outEnded?.() !== true;
}

function jsonLine({ at, ...event }: RecordedEvent): string {
  return `${JSON.stringify({ at: at.toISOString(), ...event })}\n`;
}

/** What strangers call themselves is shown so that a terminal takes none of it for a command. */
function textLine({ at, kind, outcome, account, actor, databaseRole, source, detail, times }: RecordedEvent): string {
  const who = kind === 'administration' ? `${actor ?? '-'} (${databaseRole})` : '-';
  const fields = [at.toISOString(), kind, outcome, account, who, source, detail].map((text) => oneLine(text ?? '-'));
  return `${[...fields, ...(times === 1 ? [] : [`${String(times)} times`])].join('\t')}\n`;
}

function filterOf(options: Options): AuditFilter {
  const { since, account, kind } = options;
  const wanted = AUDIT_KINDS.find((each) => each === kind);
  if (kind !== undefined && wanted === undefined) {
    throw new UsageError(`--kind: ${oneLine(kind as string)} is none; use one of ${AUDIT_KINDS.join(', ')}`);
  }
  return {
    ...(typeof since === 'string' ? { since: timeOf(since) } : {}),
    // Failed sign-ins stand under the name that was given, which may be none of an account.
    ...(typeof account === 'string' ? { account: parseAddress(account)?.canonical ?? account } : {}),
    ...(wanted === undefined ? {} : { kind: wanted }),
  };
}

function timeOf(text: string): Date {
  const [, amount = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const named = DATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  const time = unit === '' ? named : Date.now() - Number(amount) * (UNITS[unit] ?? 0);
  if (!Number.isNaN(time)) return new Date(time);
  throw new UsageError(`--since: ${oneLine(text)} is no time; write 30m, 12h, 7d, or 2030-01-31T12:00:00Z`);
}

function limitOf({ limit, since }: Options): number | undefined {
  if (limit === undefined) return since === undefined ? DEFAULT_LIMIT : undefined;
  const value = typeof limit === 'string' && /^\d{1,7}$/.test(limit) ? Number(limit) : 0;
  if (value >= 1 && value <= MAX_LIMIT) return value;
  throw new UsageError(
    `--limit: ${oneLine(limit as string)} cannot be used; allowed is a whole number from 1 to ${String(MAX_LIMIT)}`,
  );
}
