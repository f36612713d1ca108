import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresContents } from '../../packages/provider/dist/store/content.js';
import { envelope, message, passwordText, request, sendMessages } from './envelope.js';
import { dial, readToEnd, until } from './exchange.js';
import { BOB, getMessages, openPackageHouse, type PackageHouse } from './package-house.js';
import { attachment, reference } from './raw-package.js';

/** Nothing piles up in the provider: it takes from a sender what the store takes, and from the store what a reader takes. */

const MiB = 1024 * 1024;
const FILM = Buffer.alloc(64 * MiB, 'a film of many pictures, none like the other ');
/** What the two sockets, the turns and the rows under way hold, with room to spare; far less than the film. */
const IN_BETWEEN = 32 * MiB;

let house: PackageHouse;
/** Bytes of content that were read from the store. */
let readFromStore = 0;
beforeAll(async () => {
  const read = PostgresContents.prototype.read;
  PostgresContents.prototype.read = async function* (...range) {
    for await (const piece of read.apply(this, range)) {
      readFromStore += piece.length;
      yield piece;
    }
  };
  house = await openPackageHouse();
});
afterAll(() => house.drop());

/** The figure when it has begun, and then not changed for a while. */
async function atRest(figure: () => number): Promise<number> {
  await until('it begins', () => figure() > 0);
  for (let last = -1; ;) {
    const now = figure();
    if (now === last) return now;
    last = now;
    await sleep(1_000);
  }
}

async function post(path: string, contentType: string, body: Buffer): Promise<{ socket: Socket; taken: () => number }> {
  const socket = await dial(house.url);
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${contentType}\r\n` +
      `Content-Length: ${String(body.length)}\r\n\r\n`,
  );
  let taken = 0;
  const send = (at: number): void => {
    if (at >= body.length) return;
    const piece = body.subarray(at, at + 64 * 1024);
    socket.write(piece, (error) => {
      if (error) return;
      taken += piece.length;
      send(at + piece.length);
    });
  };
  send(0);
  return { socket, taken: () => taken };
}

test('GIM-5 while the store is held up no more is taken from a sender; then all of it arrives, and a reader gets as much from the store as it takes', async () => {
  const body = sendMessages(
    message({ part: `<part><contentType>video/mp4</contentType>${reference('mtom', 'film@phone')}</part>` }),
  );
  const pack = house.packed('mtom', body, { parts: [attachment('film@phone', FILM)] });

  const lock = await house.database.pool.connect();
  await lock.query('BEGIN; LOCK TABLE content_chunk IN SHARE MODE');
  const { socket, taken } = await post('/soap/im/mtom', pack.contentType, pack.body);
  const before = await atRest(taken);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(IN_BETWEEN);
  await lock.query('ROLLBACK');
  lock.release();
  expect(await readToEnd(socket)).toContain('<code>200</code>');
  expect(taken()).toBe(pack.body.length);

  const heads = await house.ask(
    'mtom',
    getMessages('<acknowledgeMode>EXPLICIT</acknowledgeMode><headersOnly>true</headersOnly>'),
  );
  const field = (name: string): string =>
    new RegExp(`<(?:\\w+:)?${name}>([^<]+)<`).exec(heads.bytes.toString())?.[1] ?? '';
  const wanted = request('GetMessageContent', `<messageId>${field('messageId')}</messageId><part>1</part>`);
  readFromStore = 0;
  const reader = await post('/soap/im/mtom', 'text/xml', Buffer.from(envelope(passwordText(BOB), wanted)));
  await once(reader.socket, 'readable');
  const begun = await atRest(() => readFromStore);
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThan(IN_BETWEEN);
  const answer = await readToEnd(reader.socket);
  expect(readFromStore).toBe(FILM.length);
  expect(answer.includes(FILM.toString())).toBe(true);
  await house.ask('mtom', request('AcknowledgeMessages', `<receipt>${field('receipt')}</receipt>`));
});
