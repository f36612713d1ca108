import { parseArgs } from 'node:util';

export interface CrashOptions {
  readonly seed: number;
  /** How many messages are sent. */
  readonly messages: number;
  /** After so long no new messages are begun; undefined: when all are sent. */
  readonly minutes: number | undefined;
  /** Processes of the first provider. */
  readonly processes: number;
  /** Mean time between two faults, in milliseconds. */
  readonly pauseMs: number;
  readonly keep: boolean;
  readonly help: boolean;
}

export class UsageError extends Error {}

export const USAGE = `npm run test:crash -- [options]

  --seed N        of all choices (default 1)
  --messages N    how many messages are sent (default 40000)
  --minutes N     no new messages after so long (default 2 without --messages, else no bound)
  --processes N   processes of the first provider (1 to 16, default 2)
  --pause MS      mean time between two faults (default 1200)
  --keep          keeps the directory of a run that went well, too
  --help          this text

Exits with 0 when nothing was lost, doubled, out of order or left behind. CRASH_TALK=1 has writers and readers tell
their failed requests in their logs.
`;

/** @throws UsageError in one line */
export function readOptions(args: readonly string[]): CrashOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        messages: { type: 'string' },
        minutes: { type: 'string' },
        processes: { type: 'string', default: '2' },
        pause: { type: 'string', default: '1200' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { messages, minutes } = values;
    const bound = minutes ?? (messages === undefined ? '2' : undefined);
    return {
      seed: whole('seed', values.seed, 0, 0xffff_ffff),
      messages: whole('messages', messages ?? '40000', 1, 1_000_000_000),
      minutes: bound === undefined ? undefined : number('minutes', bound, 0.05, 10_000),
      processes: whole('processes', values.processes, 1, 16),
      pauseMs: whole('pause', values.pause, 50, 3_600_000),
      keep: values.keep,
      help: values.help,
    };
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name}: ${text} cannot be used; give a whole number from ${String(least)} to ${String(most)}`,
  );
}

function number(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name}: ${text} cannot be used; give a number from ${String(least)} to ${String(most)}`);
}
