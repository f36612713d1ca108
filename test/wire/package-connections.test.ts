import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { envelope, message, passwordText, request, sendMessages } from './envelope.js';
import { dial, readToEnd, until } from './exchange.js';
import { ALICE, BOB, getMessages, NOTHING, openPackageHouse, type PackageHouse } from './package-house.js';
import { attachment, reference, referredTo, type RawPackage } from './raw-package.js';

/** Large content whose sender or reader goes away, is slow, or says something else than it does. */

const FILM = Buffer.alloc(3_000_000, 'a film of many pictures, none like the other ');
const part = (content: string): string => `<part><contentType>video/mp4</contentType>${content}</part>`;
const attached = sendMessages(message({ part: part(reference('mtom', 'film@phone')) }));

let house: PackageHouse;
beforeAll(async () => {
  house = await openPackageHouse({
    settings: { maxInlineBytes: '64MiB', requestBodyTimeoutMilliseconds: 4_000, shutdownGraceMilliseconds: 300 },
  });
});
afterEach(async () => {
  await until('nothing is stored', async () => (await house.stored()).contents === 0);
  expect([await house.stored(), await house.leases()]).toEqual([NOTHING, 0]);
  expect(await house.stillAnswers()).toBe(true);
});
afterAll(() => house.drop());

/** Sends the head of a request and the first bytes of its body. */
async function begin(path: string, { contentType, body }: RawPackage, upTo: number): Promise<Socket> {
  const socket = await dial(house.url);
  socket.on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${contentType}\r\n` +
      `Content-Length: ${String(body.length)}\r\n\r\n`,
  );
  socket.write(body.subarray(0, upTo));
  return socket;
}
const told = (socket: Socket): { text: string } => {
  const all = { text: '' };
  socket.on('data', (chunk: Buffer) => (all.text += chunk.toString('latin1')));
  return all;
};
const packed = (rootAt = 0): RawPackage =>
  house.packed('mtom', attached, { parts: [attachment('film@phone', FILM)], rootAt });
const inline = (): RawPackage => ({
  contentType: 'text/xml',
  body: Buffer.from(
    envelope(passwordText(ALICE), sendMessages(message({ part: part(`<data>${FILM.toString('base64')}</data>`) }))),
  ),
});

describe('a sender who goes away in the middle leaves nothing behind', () => {
  test.each([
    ['an attachment behind the root', '/soap/im/mtom', () => packed(0)],
    ['an attachment before the root', '/soap/im/mtom', () => packed(1)],
    ['base64 inside of the envelope', '/soap/im', inline],
  ])('of %s', async (_what, path, make) => {
    const before = await house.deliveries();
    const socket = await begin(path, make(), 2_000_000);
    await until('some of it lies in the store', async () => (await house.stored()).pieces > 2);
    socket.destroy();
    await until('it is removed', async () => (await house.stored()).contents === 0);
    expect(await house.deliveries()).toBe(before);
  });

  test('a provider that stops in the middle gives up what was on its way', async () => {
    const socket = await begin('/soap/im/mtom', packed(), 2_000_000);
    await until('some of it lies in the store', async () => (await house.stored()).pieces > 2);
    await house.stop();
    expect(await house.stored()).toEqual(NOTHING);
    socket.destroy();
    await house.restart();
  });
});

describe('the time that a large request may take', () => {
  test('is as long as something comes', async () => {
    const whole = packed();
    const socket = await begin('/soap/im/mtom', whole, 1_000_000);
    const answer = told(socket);
    for (let at = 1_000_000; at < whole.body.length; at += 250_000) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      socket.write(whole.body.subarray(at, at + 250_000));
    }
    await until('it is answered', () => answer.text.includes('<code>200</code>'));
    socket.destroy();
    expect(referredTo(await house.ask('mtom', getMessages()))[0]?.body.equals(FILM)).toBe(true);
  });

  test('ends when nothing comes any more: 408', async () => {
    const socket = await begin('/soap/im/mtom', packed(), 2_000_000);
    const answer = told(socket);
    await until('it is refused', () => answer.text.startsWith('HTTP/1.1 408 '));
    socket.destroy();
  });
});

describe('a Content-Length that lies', () => {
  test('too much: the request is waited for, then refused', async () => {
    const whole = packed();
    const socket = await dial(house.url);
    const answer = told(socket);
    socket.write(
      `POST /soap/im/mtom HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${whole.contentType}\r\n` +
        `Content-Length: ${String(whole.body.length + 10)}\r\n\r\n`,
    );
    socket.write(whole.body);
    await until('it is refused', () => answer.text.startsWith('HTTP/1.1 408 '));
    socket.destroy();
  });

  test('too little: the package is cut off, and the connection ends', async () => {
    const before = await house.deliveries();
    const whole = packed();
    const socket = await dial(house.url);
    const answer = readToEnd(socket);
    socket.write(
      `POST /soap/im/mtom HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${whole.contentType}\r\n` +
        `Content-Length: ${String(whole.body.length - 10)}\r\n\r\n`,
    );
    socket.write(whole.body);
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*closing boundary[^\n]*\n$/);
    expect(await house.deliveries()).toBe(before);
  });

  test('too much, from a client that says that nothing more comes: told at once', async () => {
    const { contentType, body } = packed();
    const socket = await begin('/soap/im/mtom', { contentType, body: Buffer.concat([body, body]) }, body.length);
    const answer = readToEnd(socket);
    socket.end();
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*broke off/);
  });

  test('none: a package of nothing, and what comes behind it is not read', async () => {
    const { contentType, body } = packed();
    const socket = await dial(house.url);
    const answer = readToEnd(socket);
    socket.write(`POST /soap/im/mtom HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${contentType}\r\n\r\n`);
    socket.write(body.subarray(0, 1000));
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*does not occur/);
  });

  test('beyond what is accepted at all: refused before anything is read', async () => {
    const socket = await dial(house.url);
    const answer = told(socket);
    socket.write(
      `POST /soap/im/mtom HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${packed().contentType}\r\n` +
        `Content-Length: ${String(2 ** 50)}\r\n\r\n`,
    );
    await until('it is refused', () => answer.text.startsWith('HTTP/1.1 413 '));
    socket.destroy();
  });
});

test('who is refused early can send on and then read why: the connection is not reset', async () => {
  const broken = packed();
  const at = broken.body.indexOf('Content-ID: <film@phone>');
  broken.body.write('Content-ID  <film@phone>', at);
  const socket = await begin('/soap/im/mtom', broken, at + 5_000);
  const errors: Error[] = [];
  socket.on('error', (error) => errors.push(error));
  const answer = told(socket);
  await until('it is refused', () => answer.text.startsWith('HTTP/1.1 400 '));
  for (let from = at + 5_000; from < broken.body.length; from += 100_000) {
    await new Promise((resolve) => socket.write(broken.body.subarray(from, from + 100_000), resolve));
  }
  await once(socket, 'end');
  expect([errors, answer.text]).toEqual([[], expect.stringMatching(/Connection: close[^]*no name before a colon/)]);
});

describe('a reader who goes away in the middle', () => {
  // More than what networks hold of an answer that nobody reads.
  const LONG = Buffer.concat(Array.from({ length: 10 }, () => FILM));
  const sent = async (id: string): Promise<void> => {
    const body = sendMessages(message({ id, part: part(reference('mtom', 'film@phone')) }));
    const answer = await house.send('mtom', body, { parts: [attachment('film@phone', LONG)] });
    expect(answer.bytes.toString('utf8')).toContain('<code>200</code>');
  };
  const read = (path: string, body: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const text = envelope(passwordText(BOB), body);
      const sent = httpRequest(`${house.url}${path}`, {
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(text) },
      });
      sent.on('response', resolve);
      sent.on('error', reject);
      sent.end(text);
    });

  test.each([
    ['of attachments', '/mtom'],
    ['of base64 in an envelope', ''],
  ])('%s gets the message again', async (_what, path) => {
    await sent(`again${path}`);
    const response = await read(path, getMessages());
    response.once('data', () => response.destroy());
    await until('the connection is closed', () => response.destroyed);
    await until('what was leased came back', async () => (await house.leases()) === 0);
    const again = await house.ask('mtom', getMessages());
    expect(referredTo(again)[0]?.body.equals(LONG)).toBe(true);
    expect(again.bytes.toString('latin1')).toContain('<deliveryAttempt>2</deliveryAttempt>');
  });

  test('of a range can ask for the rest', async () => {
    await sent('range');
    const listed = await house.ask(
      'mtom',
      getMessages('<acknowledgeMode>EXPLICIT</acknowledgeMode><headersOnly>true</headersOnly>'),
    );
    const field = (name: string): string =>
      new RegExp(`<${name}>([^<]*)<`).exec(listed.bytes.toString('utf8'))?.[1] ?? '';
    const content = (range: string): string =>
      request('GetMessageContent', `<messageId>${field('messageId')}</messageId><part>1</part>${range}`);
    const response = await read('/mtom', content(''));
    response.once('data', () => response.destroy());
    await until('the connection is closed', () => response.destroyed);
    const rest = await house.ask('mtom', content('<offset>1000000</offset>'));
    expect(referredTo(rest)[0]?.body.equals(LONG.subarray(1_000_000))).toBe(true);
    await house.asBob(request('AcknowledgeMessages', `<receipt>${field('receipt')}</receipt>`));
  });
});
