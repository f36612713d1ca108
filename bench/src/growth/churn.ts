import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'node:http';
import { SoapInbox } from '../attachments/soap-inbox.js';
import { atMost, known, type BenchmarkContext, type GoalRecord } from '../benchmark.js';
import { Payload } from '../payload.js';
import { ProviderProcess } from '../provider-process.js';
import { Account } from './account.js';
import { tableSizes, told, totalOf, type TableSize } from './table-sizes.js';

const BOUND = 1.2;
/** The shortest that a provider takes: what it keeps for longer grows for as long as that. */
const WINDOW_SECONDS = 60;
const MOST_WAITING = 500;
const LARGE_BYTES = 1024 * 1024;
/** Below this, a page more or less is what is measured. */
const LEAST_BYTES = 4e6;

/** What stays for longer than a run, by design: told, but nothing that can come to rest within it. */
const KEPT: Readonly<Record<string, string>> = {
  lease_batch: 'receipts are kept for a day',
};

interface Sample {
  readonly at: number;
  readonly sizes: readonly TableSize[];
}

/**
 * Messages come and go: one hot inbox, many others in turn, and large content. In the middle the database is killed. What
 * tables and indexes take must come to rest: in the last third no more than 1.2 times of what it was in the middle one.
 */
export async function churn(context: BenchmarkContext, record: (goal: GoalRecord) => void): Promise<void> {
  const { quick, note } = context;
  const seconds = (context.minutes ?? (quick ? 1 : 10)) * 60;
  const every = quick ? 5 : 30;
  const provider = await ProviderProcess.start([
    '--idempotency-window-seconds',
    String(WINDOW_SECONDS),
    // That the database goes away is no news here.
    '--log-level',
    'error',
  ]);
  try {
    const parties = await gather(provider, quick ? 20 : 1000);
    const end = performance.now() + seconds * 1000;
    const going = (): boolean => performance.now() < end;
    const counts = { messages: 0, large: 0, refused: 0 };
    const work = [...parties.loops(going, counts)];
    const samples = await watch(provider, { every, seconds, note });
    await Promise.all(work);
    note(`${String(counts.messages)} messages and ${String(counts.large)} large ones in ${String(seconds)} s`);
    if (counts.refused > 0) note(`${String(counts.refused)} requests failed while the database was away`);
    for (const goal of judge(samples)) record(goal);
    record(known({ name: 'churn', metric: 'messages moved', value: counts.messages / seconds, unit: '/s' }));
  } finally {
    await provider.stop();
  }
}

interface Counts {
  messages: number;
  large: number;
  refused: number;
}

interface Parties {
  loops(going: () => boolean, counts: Counts): Iterable<Promise<void>>;
}

async function gather(provider: ProviderProcess, others: number): Promise<Parties> {
  const agent = new Agent({ keepAlive: true });
  const service = async (name: string): Promise<Account> => {
    const { address, secret } = await provider.addService(name);
    return new Account(provider.url, address, { agent, secret });
  };
  const [first, second, hot] = [await service('first'), await service('second'), await service('hot')];
  const rest: Account[] = [];
  for (let index = 0; index < others; index += 1) rest.push(await service(`other${String(index)}`));
  const reader = await provider.addPerson('reader');
  const inbox = new SoapInbox(provider, { from: await provider.addPerson('sender'), to: reader });

  /** Answers how many there were. */
  const drain = async (account: Account): Promise<number> => {
    for (let drained = 0; ;) {
      const { receipt, count } = await account.lease();
      if (receipt === undefined) return drained;
      await account.acknowledge(receipt);
      drained += count;
    }
  };
  let waiting = 0;
  let next = 0;
  return {
    *loops(going, counts) {
      /** What fails while the database is away is tried again; nothing of it is counted. */
      const repeat = async (once: () => Promise<unknown>): Promise<void> => {
        while (going()) {
          await once().catch(async () => {
            counts.refused += 1;
            await sleep(500);
          });
        }
      };
      yield repeat(async () => {
        // What waits is not to grow: tables would grow with it.
        if (waiting >= MOST_WAITING) return sleep(5);
        await first.send(hot.address, 10);
        waiting += 10;
        counts.messages += 10;
      });
      yield repeat(async () => {
        waiting = Math.max(0, waiting - (await drain(hot)));
        await sleep(20);
      });
      yield repeat(async () => {
        const other = rest[next++ % rest.length];
        if (other === undefined) return;
        await second.send(other.address, 10);
        await drain(other);
        counts.messages += 10;
      });
      yield repeat(async () => {
        await inbox.send('mtom', new Payload(LARGE_BYTES));
        await inbox.dropAll([reader]);
        counts.large += 1;
        await sleep(100);
      });
    },
  };
}

async function watch(
  provider: ProviderProcess,
  { every, seconds, note }: { readonly every: number; readonly seconds: number; readonly note: (line: string) => void },
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const start = performance.now();
  let killed = false;
  for (let at = every; at <= seconds; at += every) {
    await sleep(Math.max(0, start + at * 1000 - performance.now()));
    if (!killed && at >= seconds / 2) {
      killed = true;
      await provider.killDatabase();
      note(`${String(at)} s: the database is killed`);
      continue;
    }
    const sizes = await tableSizes(provider.pool).catch(() => undefined);
    if (sizes === undefined) continue;
    samples.push({ at: at / seconds, sizes });
    note(`${String(at)} s: ${told(sizes)}`);
  }
  return samples;
}

function judge(samples: readonly Sample[]): GoalRecord[] {
  const largest = (table: string, from: number, to: number): number =>
    Math.max(
      0,
      ...samples
        .filter(({ at }) => at > from && at <= to)
        .flatMap(({ sizes }) => sizes.filter((size) => size.table === table).map(totalOf)),
    );
  const tables = [...new Set(samples.flatMap(({ sizes }) => sizes.map(({ table }) => table)))];
  return tables.flatMap((table) => {
    const [middle, last] = [largest(table, 1 / 3, 2 / 3), largest(table, 2 / 3, 1)];
    if (last < LEAST_BYTES) return [];
    const name = `churn: ${table}`;
    const size = known({ name, metric: 'largest in the last third', value: last / 1e6, unit: 'MB' });
    const kept = KEPT[table];
    if (kept !== undefined) return [{ ...size, goal: kept }];
    return [size, atMost({ name, metric: 'last third, of the middle one', value: last / middle, unit: '×' }, BOUND)];
  });
}
