import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { InboxItem } from '@imps-wsi/contract/im';
import { wholeBytes } from '@imps-wsi/contract/xml';
import { Device } from '../client-access/device.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { contentHouse, someBytes, type ContentHouse } from './content-house.js';

/** What readers over SOAP get of messages with large parts. */

const KiB = 1024;
let b1: TestProvider;
let house: ContentHouse;
let bob: Party;
let count = 0;

beforeAll(async () => {
  b1 = await startTestProvider({ settings: { maxInlineBytes: 400 * KiB } });
  house = await contentHouse(b1.database.pool);
});
/** Each test reads an inbox of its own. */
beforeEach(async () => {
  count += 1;
  bob = new Party(b1, await b1.addPerson(`bob${String(count)}`));
});
afterAll(() => b1.drop());

const picture = someBytes(300 * KiB, 'picture');
const film = someBytes(3_000_000, 'film');

async function send(...parts: (Buffer | string)[]): Promise<void> {
  const stored = await Promise.all(parts.map(async (part) => (typeof part === 'string' ? part : house.upload(part))));
  const [result] = await house.send({ to: [bob.address], parts: stored });
  expect(result).toMatchObject({ code: 200 });
}

/** What there is of each part of an item: its text, its bytes, or that it was left out. */
function partsOf(item: InboxItem): (Buffer | string)[] {
  return item.content!.part.map(({ text, data, contentOmitted }) => {
    if (contentOmitted === true) return 'omitted';
    return text ?? Buffer.from(wholeBytes(data!));
  });
}

async function fetchPart(messageId: string, part: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let offset = 0; ;) {
    const range = await bob.call('GetMessageContent', { messageId, part, offset });
    pieces.push(wholeBytes(range.data));
    offset += wholeBytes(range.data).length;
    if (!range.moreAvailable) return Buffer.concat(pieces);
  }
}

const contentsLeft = async () => {
  const { rows } = await b1.database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM content');
  return rows[0]!.n;
};
async function untilNothingIsLeft(): Promise<void> {
  while ((await contentsLeft()) > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('GetMessages', () => {
  test('gives parts that lie apart inside its answer, byte for byte, and forgets them when they are taken', async () => {
    await send('first', picture, 'then', someBytes(200_001), picture);
    await send('a small one');
    const [large, small] = await bob.get();
    expect(partsOf(large!)).toEqual(['first', picture, 'then', someBytes(200_001), picture]);
    expect(partsOf(small!)).toEqual(['a small one']);
    await untilNothingIsLeft();
  });

  test('leaves out those parts that are too large, and no others, wherever they lie', async () => {
    await send('small', film, picture, 'small too');
    const inRow = someBytes(401 * KiB);
    await house.send({ to: [bob.address], parts: ['before', inRow, 'between', 'and', inRow, 'after'] });
    const { item, receipt } = await bob.lease();
    expect(partsOf(item[0]!)).toEqual(['small', 'omitted', picture, 'small too']);
    expect(partsOf(item[1]!)).toEqual(['before', 'omitted', 'between', 'and', 'omitted', 'after']);
    expect(item[0]!.content!.part[1]).toMatchObject({ number: 2, size: film.length });
    expect((await fetchPart(item[0]!.messageId, 2)).equals(film)).toBe(true);
    expect((await fetchPart(item[0]!.messageId, 3)).equals(picture)).toBe(true);
    expect((await fetchPart(item[1]!.messageId, 5)).equals(inRow)).toBe(true);
    expect((await fetchPart(item[1]!.messageId, 3)).toString()).toBe('between');
    await bob.call('AcknowledgeMessages', { receipt: receipt! });
    await untilNothingIsLeft();
    await expect(bob.call('GetMessageContent', { messageId: item[0]!.messageId, part: 2 })).rejects.toMatchObject({
      errorName: 'MessageNotFound',
    });
  });

  test('with AUTO, what was left out can be fetched for its time, but is not delivered again nor in the way', async () => {
    await send('look:', film);
    await send('later');
    const { item } = await bob.call('GetMessages', { maxMessages: 1 });
    expect(partsOf(item[0]!)).toEqual(['look:', 'omitted']);
    expect(texts(await bob.get())).toEqual(['later']);
    expect((await fetchPart(item[0]!.messageId, 2)).equals(film)).toBe(true);
    await b1.database.pool.query(`UPDATE lease SET leased_until = now() - interval '1 second'`);
    expect(await bob.get()).toEqual([]);
    await house.sweep();
    expect(await contentsLeft()).toBe(0);
  });

  test('counts towards maxBytes what an answer carries, not what it leaves out', async () => {
    await send(film);
    await send('x'.repeat(600));
    await send(picture);
    await send('y'.repeat(600));
    const first = await bob.lease({ maxBytes: 100_000 });
    expect(first.item.map(({ content }) => content!.part[0]!.size)).toEqual([film.length, 600]);
    expect(first.moreAvailable).toBe(true);
    await bob.call('AcknowledgeMessages', { receipt: first.receipt! });
    const second = await bob.lease({ maxBytes: 100_000 });
    expect(second.item.map(({ content }) => content!.part[0]!.size)).toEqual([picture.length]);
    await bob.call('AcknowledgeMessages', { receipt: second.receipt! });
    const headers = await bob.lease({ headersOnly: true });
    expect(headers.item).toHaveLength(1);
    await untilNothingIsLeft();
  });

  test('the same requestId again gives the same large parts again', async () => {
    await send(picture);
    const first = await bob.lease({ requestId: 'again' });
    const again = await bob.lease({ requestId: 'again' });
    expect(again.item).toEqual(first.item);
    await bob.call('AcknowledgeMessages', { receipt: again.receipt! });
    await untilNothingIsLeft();
  });

  test('an answer of large parts that breaks off gives them back', async () => {
    for (let n = 0; n < 30; n += 1) await send(picture);
    const abort = new AbortController();
    const response = await fetch(b1.url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', SOAPAction: '""' },
      body: bob.envelope((writer) => {
        writer.plain('<GetMessagesRequest xmlns="urn:imps-wsi:im:1">', '', '</GetMessagesRequest>');
      }),
      signal: abort.signal,
    });
    expect(response.status).toBe(200);
    await response.body!.getReader().read();
    abort.abort();
    const { item } = await bob.lease({ waitSeconds: 30, maxMessages: 30 });
    expect(item).toHaveLength(30);
    expect(partsOf(item[29]!)).toEqual([picture]);
    await house.sweep();
    expect(await contentsLeft()).toBe(30);
  });
});

test('an IM client downloads a part that lies apart whole', async () => {
  const device = await Device.signIn(b1, bob.address);
  const listening = await device.listen();
  await send('look:', film);
  await listening.until(() => listening.messages.length > 0);
  const [message] = listening.messages;
  expect(message!.parts).toMatchObject([{ text: 'look:' }, { omitted: true, size: film.length }]);
  const base = b1.url.replace('/soap/im', '/client');
  const response = await fetch(`${base}/messages/${message!.id}/parts/2`, { headers: { Cookie: device.cookie } });
  expect(Buffer.from(await response.arrayBuffer()).equals(film)).toBe(true);
  listening.cut();
});
