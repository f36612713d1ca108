import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CpuClock } from '../cpu-clock.js';
import { ProviderProcess } from '../provider-process.js';
import { Account } from './account.js';
import { addCrowd, autovacuum, crowdName, fill, fillerName, ownerOf } from './prefill.js';

export const OPERATIONS = ['GetMessages(10)', 'SendMessages(1)', 'AcknowledgeMessages'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Milliseconds, one figure a request: until it is answered, and of CPU that provider and database take for it. */
export interface Times {
  readonly wall: Readonly<Record<Operation, number[]>>;
  readonly cpu: Readonly<Record<Operation, number[]>>;
}

export const noTimes = (): Times => ({ wall: noFigures(), cpu: noFigures() });
const noFigures = (): Times['wall'] => ({ 'GetMessages(10)': [], 'SendMessages(1)': [], AcknowledgeMessages: [] });

export interface StockSize {
  /** Messages that wait in each inbox that is read. */
  readonly backlog: number;
  readonly readers: number;
  /** Other inboxes, with ten messages each, that messages are sent to. */
  readonly crowd: number;
}

const WARM_UP = 30;
/** Enough to pass over, few enough to leave most of the inbox to be had. */
const HELD_SENDERS = 5;

/** A provider with a stock of waiting messages, and what it takes to deliver one more. */
export class Stock {
  readonly provider: ProviderProcess;
  readonly #size: StockSize;
  readonly #sender: Account;
  readonly #readers: readonly Account[];
  readonly #clock: CpuClock;
  #next = 0;

  private constructor(
    provider: ProviderProcess,
    clock: CpuClock,
    size: StockSize,
    { sender, readers }: { readonly sender: Account; readonly readers: readonly Account[] },
  ) {
    this.provider = provider;
    this.#size = size;
    this.#clock = clock;
    this.#sender = sender;
    this.#readers = readers;
  }

  /** Delivers a little while all is empty, so that the provider's plans are of then, and is filled without tidying up. */
  static async start(size: StockSize): Promise<Stock> {
    const provider = await ProviderProcess.start(['--inbox-depth-limit', '100000000']);
    try {
      const clock = new CpuClock(provider.pid, await provider.postmaster());
      const agent = new Agent({ keepAlive: true });
      const account = async (name: string): Promise<Account> => {
        const { address, secret } = await provider.addService(name);
        return new Account(provider.url, address, { agent, secret });
      };
      const sender = await account('sender');
      const readers: Account[] = [];
      for (let index = 0; index < size.readers; index += 1) readers.push(await account(`reader${String(index)}`));
      const stock = new Stock(provider, clock, { ...size, crowd: 0 }, { sender, readers });
      await autovacuum(provider, false);
      for (const reader of readers) await sender.send(reader.address, 20);
      for (let cycle = 0; cycle < WARM_UP; cycle += 1) await stock.cycle();
      await stock.#fill(size);
      return new Stock(provider, clock, size, { sender, readers });
    } catch (error) {
      await provider.stop();
      throw error;
    }
  }

  async #fill({ backlog, crowd }: StockSize): Promise<void> {
    const { pool } = this.provider;
    const owners: string[] = [];
    for (const reader of this.#readers) owners.push(await ownerOf(pool, reader.address));
    const [template = ''] = owners;
    await fill(pool, template, owners, backlog * owners.length);
    if (crowd > 0) await fill(pool, template, await addCrowd(pool, crowd), crowd * 10);
    await pool.query('CHECKPOINT');
  }

  /**
   * One message in, ten out and accepted; then ten are put back, so that the stock stays as it is.
   *
   * @param extra as for `Account.send`
   */
  async cycle(times?: Times, extra = ''): Promise<void> {
    const reader = this.#readers[this.#next++ % this.#readers.length];
    if (reader === undefined) return;
    const { crowd } = this.#size;
    const target = crowd === 0 ? reader.address : crowdName(1 + Math.floor(Math.random() * crowd));
    const timed = async <T>(operation: Operation, request: () => Promise<T>): Promise<T> => {
      const [cpu, start] = [this.#clock.read(), performance.now()];
      const answer = await request();
      times?.wall[operation].push(performance.now() - start);
      times?.cpu[operation].push(this.#clock.read() - cpu);
      return answer;
    };
    await timed('SendMessages(1)', () => this.#sender.send(target, 1, extra));
    const { receipt, count } = await timed('GetMessages(10)', () => reader.lease());
    if (receipt === undefined || count !== 10) throw new Error(`${String(count)} messages came where ten wait`);
    await timed('AcknowledgeMessages', () => reader.acknowledge(receipt));
    await this.#sender.send(reader.address, crowd === 0 ? 9 : 10, extra);
  }

  /** Leaves messages of some senders leased, at the front of each inbox: those behind them are passed over. */
  async holdSome(): Promise<void> {
    for (const reader of this.#readers) {
      for (let sender = 0; sender < HELD_SENDERS; sender += 1) {
        await reader.lease(
          `<maxMessages>5</maxMessages><acknowledgeMode>EXPLICIT</acknowledgeMode><leaseSeconds>3600</leaseSeconds>` +
            `<fromSender>${fillerName(sender)}</fromSender>`,
        );
      }
    }
  }

  /** As after a start of the provider, when each statement is planned anew. */
  async renewConnections(): Promise<void> {
    await this.provider.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'imps-wsi'`,
    );
    await sleep(500);
    for (let cycle = 0; cycle < WARM_UP; cycle += 1) await this.cycle();
  }

  /** As autovacuum leaves it, some time after. */
  async tidyUp(): Promise<void> {
    await this.provider.pool.query('VACUUM (ANALYZE)');
    await this.provider.checkpoint();
    await autovacuum(this.provider, true);
    await sleep(500);
  }

  /** Whether the provider takes messages with these elements. */
  async takes(extra: string): Promise<boolean> {
    const [reader] = this.#readers;
    return this.#sender.send(reader?.address ?? '', 1, extra).then(
      () => true,
      () => false,
    );
  }

  get anyReader(): string {
    return this.#readers[0]?.address ?? '';
  }
}
