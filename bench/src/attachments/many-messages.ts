import { atLeast, beside, known } from '../benchmark.js';
import { Payload } from '../payload.js';
import { emptyRows, insertRows } from '../raw-rows.js';
import { randomUUID } from 'node:crypto';
import { speeds, timed, type Setting } from './setting.js';

const READ_AT_ONCE = 32;

/** Messages that all come at the same moment, each over a connection of its own, and are read in pages. */
export async function manyMessages(
  setting: Setting,
  { size, messages }: { readonly size: number; readonly messages: number },
): Promise<void> {
  const { provider, inbox, record } = setting;
  const name = `${String(messages)} concurrent messages of ${String(size / 1e6)} MB`;
  const payloads = Array.from({ length: messages }, () => new Payload(size));
  const wanted = payloads.map(({ digest }) => digest).sort();

  const raw = await timed(setting, `${name}: the same bytes as rows of plain pg, in`, size * messages, () =>
    insertRows(provider.pool, randomUUID(), new Payload(size * messages)),
  );
  await emptyRows(provider.pool);
  let refused = 0;
  const sent = await timed(setting, `${name}, in`, size * messages, async () => {
    const outcomes = await Promise.allSettled(payloads.map((payload) => inbox.send('mtom', payload)));
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    refused = failures.length;
    const [first] = failures;
    if (first !== undefined) setting.note(`${String(refused)} were not taken, the first: ${String(first.reason)}`);
  });
  let found: string[] = [];
  const read = await timed(setting, `${name}, out`, size * messages, async () => {
    found = (await inbox.drain('mtom', READ_AT_ONCE)).sort();
  });
  await provider.emptied();

  const there = new Set(wanted);
  const intact = new Set(found.filter((digest) => there.has(digest))).size;
  record(atLeast({ name, metric: 'arrived intact', value: intact, unit: 'messages' }, messages));
  record(
    beside({ name, metric: 'in, MTOM', unit: 'MB/s' }, speeds([sent]), {
      name: 'insert of 256 KiB rows by pg',
      values: speeds([raw]),
    }),
  );
  record(known({ name, metric: 'out, MTOM', value: read.megabytesPerSecond, unit: 'MB/s' }));
  record(known({ name, metric: 'peak RSS of the provider, in', value: sent.peakRssBytes / 1e6, unit: 'MB' }));
  record(known({ name, metric: 'peak RSS of the provider, out', value: read.peakRssBytes / 1e6, unit: 'MB' }));
}
