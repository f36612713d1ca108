import { randomUUID } from 'node:crypto';
import { atMost, beside } from '../benchmark.js';
import { Payload } from '../payload.js';
import { emptyRows, insertRows, readRows } from '../raw-rows.js';
import { mustBeSame, peakOf, speeds, timed, type Run, type Setting } from './setting.js';

/** One message in and out, over MTOM and inline, beside rows of plain pg. */
export async function oneLarge(setting: Setting, size: number): Promise<void> {
  const { provider, inbox, rounds, record } = setting;
  const payload = new Payload(size);
  const { digest } = payload;
  const runs = { rawIn: [], rawOut: [], mtomIn: [], mtomOut: [], inlineIn: [], inlineOut: [] } as Record<
    'rawIn' | 'rawOut' | 'mtomIn' | 'mtomOut' | 'inlineIn' | 'inlineOut',
    Run[]
  >;
  const moveIn = (what: string, move: () => Promise<void>): Promise<Run> => timed(setting, `${what}, in`, size, move);
  const moveOut = (what: string, move: () => Promise<string>): Promise<Run> =>
    timed(setting, `${what}, out`, size, async () => mustBeSame(what, await move(), digest));

  for (let round = 0; round < rounds; round += 1) {
    const contentId = randomUUID();
    runs.rawIn.push(await moveIn('rows of plain pg', () => insertRows(provider.pool, contentId, payload)));
    runs.rawOut.push(await moveOut('rows of plain pg', () => readRows(provider.pool, contentId, size)));
    await emptyRows(provider.pool);
    runs.mtomIn.push(await moveIn('MTOM', () => inbox.send('mtom', payload)));
    runs.mtomOut.push(await moveOut('MTOM', () => inbox.readPackaged('mtom', size)));
    await provider.emptied();
    runs.inlineIn.push(await moveIn('inline base64', () => inbox.send('plain', payload)));
    runs.inlineOut.push(await moveOut('inline base64', () => inbox.readInline(size)));
    await provider.emptied();
  }

  const inserted = { name: 'insert of 256 KiB rows by pg', values: speeds(runs.rawIn) };
  const read = { name: 'read of 256 KiB rows by pg', values: speeds(runs.rawOut) };
  const about = (metric: string) => ({ name: `one message of ${String(size / 1e6)} MB`, metric, unit: 'MB/s' });
  record(beside(about('in, MTOM'), speeds(runs.mtomIn), inserted, 0.9));
  record(beside(about('out, MTOM'), speeds(runs.mtomOut), read, 0.9));
  record(beside(about('in, inline base64'), speeds(runs.inlineIn), inserted, 0.5));
  record(beside(about('out, inline base64'), speeds(runs.inlineOut), read));
  for (const [what, both] of [
    ['MTOM', [runs.mtomIn, runs.mtomOut]],
    ['inline base64', [runs.inlineIn, runs.inlineOut]],
  ] as const) {
    const value = peakOf(both.flat()) / 1e6;
    record(atMost({ ...about(`peak RSS of the provider, ${what}`), value, unit: 'MB' }, 160));
  }
}
