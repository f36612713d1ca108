import { parseArgs } from 'node:util';

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
  /** One case alone, as a finding named it. */
  readonly only: number | undefined;
  /** Requests under way at a time. */
  readonly parallel: number;
  readonly help: boolean;
}

export class UsageError extends Error {}

export const USAGE = `npm run test:fuzz -- [options]

  --seed N       of all choices (default 1)
  --cases N      how many requests are broken and sent (default 20000)
  --case N       this one alone, as a finding named it, with what was sent and answered
  --parallel N   requests under way at a time (1 to 64, default 8)
  --help         this text

Exits with 0 when there was nothing to find: the provider lives, each answer is one that the contract or HTTP knows, tells
nothing of the inside, and what lies in the inboxes is what was accepted.
`;

/** @throws UsageError in one line */
export function readOptions(args: readonly string[]): FuzzOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        cases: { type: 'string', default: '20000' },
        case: { type: 'string' },
        parallel: { type: 'string', default: '8' },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      seed: whole('seed', values.seed, 0, 0xffff_ffff),
      cases: whole('cases', values.cases, 1, 100_000_000),
      only: values.case === undefined ? undefined : whole('case', values.case, 0, 100_000_000),
      parallel: whole('parallel', values.parallel, 1, 64),
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
