import { parseArgs } from 'node:util';

export interface Options {
  /** Names of benchmarks; empty: all. */
  readonly only: readonly string[];
  readonly json: string | undefined;
  readonly quick: boolean;
  readonly rounds: number | undefined;
  readonly size: number | undefined;
  readonly minutes: number | undefined;
  readonly help: boolean;
}

export class UsageError extends Error {}

export const USAGE = `npm run bench -- [options]

  --only NAME     run this benchmark alone; again for another one
  --json FILE     write one record for each goal
  --quick         small sizes, one round: shows that it runs, not how fast
  --rounds N      how often each contender runs (1 to 99)
  --size BYTES    size of the large message, such as 512MiB or 2GiB
  --minutes N     how long the churn of \`growth\` goes on (1 to 999)
  --help          this text
`;

const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** @throws UsageError in one line */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        size: { type: 'string' },
        minutes: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    const { only, json, quick, rounds, size, minutes, help } = values;
    return {
      only,
      json,
      quick,
      help,
      rounds: countOf('--rounds', rounds, 99),
      size: sizeOf(size),
      minutes: countOf('--minutes', minutes, 999),
    };
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

function countOf(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : NaN;
  if (!(count <= most))
    throw new UsageError(`${option}: ${text} cannot be used; give a number from 1 to ${String(most)}`);
  return count;
}

function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit = ''] = /^(\d{1,12})(KiB|MiB|GiB)?$/.exec(text) ?? [];
  const size = Number(digits) * (UNITS[unit] ?? NaN);
  // What is smaller travels inside of its message's row, and is no large content; the provider takes 4 GiB.
  if (!(size >= 1024 ** 2 && size <= 4 * 1024 ** 3)) {
    throw new UsageError(`--size: ${text} cannot be used; give 1MiB to 4GiB`);
  }
  return size;
}
