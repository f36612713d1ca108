import { beside, median, type BenchmarkContext, type Contender, type GoalRecord } from '../benchmark.js';
import { explainNextItems } from './explain.js';
import { noTimes, OPERATIONS, Stock, type StockSize } from './stock.js';

const BOUND = 1.2;
/** What all messages that come during a measurement carry. */
const EXTRAS: Readonly<Record<string, string>> = {
  'messages that expire': '<timeToLive>3600</timeToLive>',
  'urgent messages that expire': '<priority>HIGH</priority><timeToLive>3600</timeToLive>',
};

interface Party {
  readonly name: string;
  readonly stock: Stock;
  /** What it is judged by; undefined for those that others are judged by. */
  readonly beside: Party | undefined;
}

const CLOCKS = { wall: 'until the answer', cpu: 'CPU' } as const;

/**
 * The same requests at four providers, in turn, request by request, so that whatever else the machine does meets all of
 * them: a thousand messages in an inbox, a million; a thousand inboxes, a hundred thousand. Where there are many inboxes
 * messages are sent to any of them, so that nothing is remembered of the one at hand, however many there are.
 */
export async function backlogs(context: BenchmarkContext, record: (goal: GoalRecord) => void): Promise<void> {
  const { quick, note } = context;
  const [few, many, crowd, long] = quick ? [1000, 20_000, 2000, 20_000] : [1000, 1_000_000, 100_000, 100_000];
  const small = quick ? 200 : 1000;
  const contenders: Party[] = [];
  try {
    const open = async (name: string, size: Omit<StockSize, 'readers'>, beside?: Party): Promise<Party> => {
      const party = { name, stock: await Stock.start({ ...size, readers: 1 }), beside };
      contenders.push(party);
      note(`there: ${name}`);
      return party;
    };
    const oneInbox = await open(`${String(few)} in an inbox`, { backlog: few, crowd: 0 });
    await open(`${String(many)} in an inbox`, { backlog: many, crowd: 0 }, oneInbox);
    const someInboxes = await open(`${String(small)} inboxes`, { backlog: few, crowd: small });
    await open(`${String(crowd)} inboxes, ${String(long)} in one`, { backlog: long, crowd }, someInboxes);
    const run = (state: string, extra = ''): Promise<void> => measure(context, contenders, { state, extra }, record);
    // With plans made when all was empty, until autovacuum comes: nothing that a goal could be for, only to be known.
    await measure(
      { ...context, quick: true, rounds: 1 },
      contenders,
      { state: 'plans of empty tables', extra: '' },
      (goal) => record({ ...goal, goal: null, met: null }),
    );
    for (const { stock } of contenders) await stock.renewConnections();
    await run('right after loading');
    for (const { stock } of contenders) await stock.tidyUp();
    await run('tidied up');
    for (const { stock } of contenders) await stock.holdSome();
    await run('leases under way');
    const [first] = contenders;
    for (const [state, extra] of Object.entries(EXTRAS)) {
      if ((await first?.stock.takes(extra)) === true) await run(state, extra);
      else note(`${state}: not taken by this provider, not measured`);
    }
  } finally {
    for (const { stock } of contenders) await stock.provider.stop();
  }
}

async function measure(
  { quick, rounds = quick ? 1 : 5, note }: BenchmarkContext,
  contenders: readonly Party[],
  { state, extra }: { readonly state: string; readonly extra: string },
  record: (goal: GoalRecord) => void,
): Promise<void> {
  const cycles = quick ? 10 : 50;
  for (const { stock } of contenders) await stock.cycle(undefined, extra);
  // One median a round.
  const results = new Map(contenders.map((contender) => [contender, noTimes()]));
  for (let round = 0; round < rounds; round += 1) {
    const times = new Map(contenders.map((contender) => [contender, noTimes()]));
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      for (const contender of contenders) await contender.stock.cycle(times.get(contender), extra);
    }
    for (const [contender, { wall, cpu }] of times) {
      for (const operation of OPERATIONS) {
        results.get(contender)?.wall[operation].push(median(wall[operation]));
        results.get(contender)?.cpu[operation].push(median(cpu[operation]));
      }
    }
  }
  for (const other of contenders) {
    const { beside: least } = other;
    if (least === undefined) continue;
    const [own, base] = [results.get(other) ?? noTimes(), results.get(least) ?? noTimes()];
    const goals = OPERATIONS.flatMap((operation) =>
      (['cpu', 'wall'] as const).map((clock) => ({
        ...goalOf(own[clock][operation], { name: least.name, values: base[clock][operation] }),
        name: `${other.name}, ${state}`,
        metric: `${operation}, ${CLOCKS[clock]}`,
      })),
    );
    for (const goal of goals) record(goal);
    const ratios = goals.map(({ metric, ratio }) => `${metric} ${(ratio ?? NaN).toFixed(2)}`);
    note(`${state}, ${other.name} beside ${least.name}: ${ratios.join(', ')}`);
    if (goals.some(({ met }) => met === false)) {
      note(await explainNextItems(other.stock.provider, other.stock.anyReader));
    }
  }
}

function goalOf(own: readonly number[], peer: Contender): GoalRecord {
  const measured = beside({ name: '', metric: '', unit: 'ms' }, own, peer);
  const { ratio } = measured;
  return { ...measured, goal: `ratio ≤ ${String(BOUND)}`, met: ratio !== null && ratio <= BOUND };
}
