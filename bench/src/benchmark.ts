/** What a benchmark is to the runner: a name, and goals that it measures. One file each. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  /** Hands over each goal as soon as it is measured, so that what fails later takes nothing along. */
  run(context: BenchmarkContext, record: (goal: GoalRecord) => void): Promise<void>;
}

export interface BenchmarkContext {
  /** Small sizes: to see that it runs, not how fast. */
  readonly quick: boolean;
  /** How often each contender runs; each round runs all of them, in turn. */
  readonly rounds: number | undefined;
  /** Bytes of the large message. */
  readonly size: number | undefined;
  /** How long churn goes on. */
  readonly minutes: number | undefined;
  /** Says what goes on. */
  readonly note: (line: string) => void;
}

/** A goal, and whether it was met. Without a goal the figure is there to be known. */
export interface GoalRecord {
  readonly name: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What ran beside it, in the same unit. */
  readonly peer: { readonly name: string; readonly value: number } | null;
  /** Median of the rounds' ratios to the peer: neighbours on the machine disturb both sides of a round alike. */
  readonly ratio: number | null;
  readonly goal: string | null;
  readonly met: boolean | null;
}

type Measured = Pick<GoalRecord, 'name' | 'metric' | 'value' | 'unit'>;

/** A figure without goal or peer. */
export const known = (measured: Measured): GoalRecord => ({
  ...measured,
  peer: null,
  ratio: null,
  goal: null,
  met: null,
});

/** A figure that must not be above its goal. */
export const atMost = (measured: Measured, bound: number): GoalRecord => ({
  ...known(measured),
  goal: `≤ ${String(bound)} ${measured.unit}`.trim(),
  met: measured.value <= bound,
});

/** A figure that must not be below its goal. */
export const atLeast = (measured: Measured, bound: number): GoalRecord => ({
  ...known(measured),
  goal: `≥ ${String(bound)} ${measured.unit}`,
  met: measured.value >= bound,
});

export interface Contender {
  readonly name: string;
  /** One figure a round. */
  readonly values: readonly number[];
}

/** Two contenders of the same rounds. */
export function beside(
  measured: Omit<Measured, 'value'>,
  ours: readonly number[],
  peer: Contender,
  leastRatio?: number,
): GoalRecord {
  const ratio = median(ours.map((value, round) => value / (peer.values[round] ?? NaN)));
  return {
    ...measured,
    value: median(ours),
    peer: { name: peer.name, value: median(peer.values) },
    ratio,
    goal: leastRatio === undefined ? null : `ratio ≥ ${String(leastRatio)}`,
    met: leastRatio === undefined ? null : ratio >= leastRatio,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
