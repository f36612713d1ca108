import { Agent } from 'node:http';
import { atMost, known, median, type Benchmark } from './benchmark.js';
import { Flood } from './fairness/flood.js';
import { sendOver } from './fairness/keep-alive.js';
import { ProviderProcess } from './provider-process.js';
import { envelope, sendOne } from './soap-client.js';

const FLOOD = { connections: 64, messages: 100 };
/** How much longer the slowest of a hundred requests may take beside the flood; and as many floods at once. */
const P99_FACTOR = 10;

/** What an account that sends little notices of one that sends as much as it can. */
export const fairness: Benchmark = {
  name: 'fairness',
  about: 'one message a request, alone and beside an account with 64 connections of 100 messages a request',
  run: async ({ quick, rounds = quick ? 1 : 5, note }, record) => {
    const requests = quick ? 50 : 300;
    const provider = await ProviderProcess.start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const quiet = await provider.addPerson('quiet');
      const friend = await provider.addPerson('friend');
      const noisy = await Promise.all(['noisy', 'loud'].map((name) => provider.addPerson(name)));
      const sinks = await Promise.all(Array.from({ length: 40 }, (_, n) => provider.addPerson(`sink${String(n)}`)));
      let id = 0;
      const times = async (): Promise<number[]> => {
        const taken: number[] = [];
        for (let n = 0; n < requests; n += 1) {
          const content = `<text>${'x'.repeat(200)}</text>`;
          const text = envelope(quiet, sendOne(`quiet-${String((id += 1))}`, [friend], content));
          const start = performance.now();
          await sendOver(agent, provider.url, text);
          taken.push(performance.now() - start);
        }
        return taken.sort((a, b) => a - b);
      };
      const beside = async (floods: number): Promise<number[]> => {
        const running = noisy
          .slice(0, floods)
          .map((user) => new Flood({ url: provider.url, user, recipients: sinks, ...FLOOD }));
        await Promise.all(running.map((flood) => flood.underway()));
        const start = performance.now();
        const taken = await times();
        const answered = await Promise.all(running.map((flood) => flood.stop()));
        const seconds = (performance.now() - start) / 1000;
        const rate = (answered.reduce((sum, each) => sum + each, 0) * FLOOD.messages) / seconds;
        note(
          `beside ${String(floods)}: p50 ${ms(taken, 0.5)}, p99 ${ms(taken, 0.99)} ms; about ${rate.toFixed(0)} messages/s`,
        );
        return taken;
      };
      await times();
      const alone: number[][] = [];
      const one: number[][] = [];
      const two: number[][] = [];
      for (let round = 0; round < rounds; round += 1) {
        alone.push(await times());
        note(`alone: p50 ${ms(alone.at(-1), 0.5)}, p99 ${ms(alone.at(-1), 0.99)} ms`);
        one.push(await beside(1));
        two.push(await beside(2));
      }
      const of = (runs: readonly number[][], part: number): number => median(runs.map((run) => at(run, part)));
      const factor = (runs: readonly number[][], part: number): number =>
        median(runs.map((run, round) => at(run, part) / at(alone[round] ?? [], part)));
      for (const [name, runs] of [
        ['quiet account alone', alone],
        ['beside one flood', one],
        ['beside two floods', two],
      ] as const) {
        for (const [metric, part] of [
          ['p50', 0.5],
          ['p99', 0.99],
        ] as const) {
          record(known({ name, metric, value: of(runs, part), unit: 'ms' }));
        }
      }
      record(known({ name: 'beside one flood', metric: 'p50 against alone', value: factor(one, 0.5), unit: '×' }));
      record(
        atMost(
          { name: 'beside one flood', metric: 'p99 against alone', value: factor(one, 0.99), unit: '×' },
          P99_FACTOR,
        ),
      );
      record(
        atMost(
          { name: 'beside two floods', metric: 'p99 against alone', value: factor(two, 0.99), unit: '×' },
          P99_FACTOR,
        ),
      );
    } finally {
      agent.destroy();
      await provider.stop();
    }
  },
};

const at = (sorted: readonly number[], part: number): number => sorted[Math.floor(sorted.length * part)] ?? NaN;
const ms = (sorted: readonly number[] | undefined, part: number): string => at(sorted ?? [], part).toFixed(1);
