import { userInfo } from 'node:os';
import type pg from 'pg';
import { givenOptions, type Config } from '../config.js';
import { createLogger, type Logger } from '../log.js';
import type { AuditOutcome } from '../security/audit.js';
import { PgAuditStore } from '../store/audit.js';
import { reasonOf } from '../thrown.js';
import { readConfigFlags } from './config-flags.js';
import { CommandError, EXIT_FAILURE, type CliContext } from './context.js';
import { findStore, type TargetQuestion } from './store-target.js';

export interface StoreQuestion extends TargetQuestion {
  /** Bring the schema up to date, whoever's server it is; otherwise only that of a built-in store. */
  readonly migrate?: boolean;
  /** What the command changes, or shows that is not for everybody: the audit log has it afterwards, done or failed. */
  readonly change?: StoreChange;
  /** The command goes on until a signal, which ends it as it should be. Otherwise a signal breaks it off. */
  readonly untilSignal?: boolean;
}

export interface StoreChange {
  /** The command in a few words, without anything secret. */
  readonly what: string;
  /** Canonical address of the account that it is about. */
  readonly account?: string | undefined;
}

export interface StoreAtHand {
  readonly pool: pg.Pool;
  readonly config: Config;
  /** See `StoreTarget`. */
  readonly domainsGiven: boolean;
  /** Aborts at a signal, for a command that goes on until then. */
  readonly signal: AbortSignal;
}

/** Opens the store that is meant, for the length of `work`; the built-in database of a running provider is joined. */
export async function withStore(
  context: CliContext,
  question: StoreQuestion,
  work: (store: StoreAtHand) => Promise<void>,
): Promise<void> {
  const { config, domainsGiven } = findStore(context, question);
  // The schema of a built-in store is ours to keep up to date; that of a server is changed by `migrate` only.
  const migrate = question.migrate ?? config.databaseUrl === undefined;
  const log = commandLog(context, config, question.options);
  const store = await context.openStore(config, { migrate, join: true, log });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= store.close());
  const stop = new AbortController();
  // A database that was started for this command does not stay behind when the command is interrupted.
  const forget = context.onSignal(() => {
    const first = !stop.signal.aborted;
    stop.abort();
    if (first && question.untilSignal === true) return;
    void close().finally(() => {
      context.exit(EXIT_FAILURE);
    });
  });
  try {
    await recorded(store.pool, question, () => work({ pool: store.pool, config, domainsGiven, signal: stop.signal }));
  } finally {
    forget();
    await close();
  }
}

/** The work is done before it is recorded: what was recorded first might then not have been done. */
async function recorded(pool: pg.Pool, { change }: StoreQuestion, work: () => Promise<void>): Promise<void> {
  const record = async (outcome: AuditOutcome, why?: string): Promise<void> => {
    if (change === undefined) return;
    const detail = why === undefined ? change.what : `${change.what}: ${why}`;
    await new PgAuditStore(pool).add([
      {
        kind: 'administration',
        outcome,
        account: change.account,
        actor: systemUser(),
        detail: detail.slice(0, MAX_DETAIL),
        at: new Date(),
        times: 1,
      },
    ]);
  };
  try {
    await work();
  } catch (error) {
    // That it failed is what the operator must hear, whatever becomes of the record.
    await record('failed', reasonOf(error)).catch(() => undefined);
    throw error;
  }
  try {
    await record('done');
  } catch (error) {
    throw new CommandError(`it was done, but could not be recorded in the audit log: ${reasonOf(error)}`);
  }
}

const MAX_DETAIL = 300;

/** Who sits at the keyboard, as far as the system knows; the database adds the role that was used. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
}

/** Commands speak when something is wrong, unless asked for more. */
function commandLog(context: CliContext, config: Config, options: Readonly<Record<string, unknown>>): Logger {
  const asked = givenOptions({ ...readConfigFlags(options), env: context.env, cwd: context.cwd }).has('logLevel');
  return createLogger({ level: asked ? config.logLevel : 'warn', format: config.logFormat, write: context.err });
}
