import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { imOperations, type ImOperations } from '@imps-wsi/contract/im';
import { byteCount } from '@imps-wsi/contract/xml';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** In base64 more than two sockets can hold between them, and still answered in one piece. */
const BYTES = 15_000_000;

let b1: TestProvider;
let alice: Party;
let bob: Party;
let count = 0;

beforeAll(async () => {
  b1 = await startTestProvider({
    settings: { maxRequestBytes: 32_000_000, maxMessageBytes: BYTES, maxInlineBytes: BYTES },
  });
  alice = new Party(b1, await b1.addPerson('alice'));
});
/** Each test reads an inbox of its own. */
beforeEach(async () => {
  count += 1;
  bob = new Party(b1, await b1.addPerson(`bob${String(count)}`));
});
afterAll(() => b1.drop());

function requestBytes(wish: ImOperations['GetMessages']['requestInput']): Buffer {
  const body = Buffer.from(bob.envelope((writer) => imOperations.GetMessages.input.encode(writer, wish)));
  const head = `POST /soap/im HTTP/1.1\r\nHost: b1\r\nContent-Type: text/xml\r\nContent-Length: ${String(body.length)}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function dial(): Socket {
  const { hostname, port } = new URL(b1.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  return socket;
}

describe('a reader that breaks off', () => {
  test('GM-3: in the middle of an answer in one piece it has taken nothing, not even with AUTO', async () => {
    await alice.call('SendMessages', {
      message: [
        {
          clientMessageId: alice.nextId(),
          recipient: [bob.address],
          part: [{ contentType: 'video/mp4', data: new Uint8Array(BYTES).fill(7) }],
        },
      ],
    });
    const socket = dial();
    socket.write(requestBytes({}));
    await once(socket, 'readable');
    socket.destroy();
    // Waiting covers the moment that the provider takes to notice and give it back.
    const { item } = await bob.call('GetMessages', { waitSeconds: 30 });
    expect(item.map(({ content }) => byteCount(content!.part[0]!.data!))).toEqual([BYTES]);
  });

  test('with two requests in line on one connection leaves neither behind: the provider stops without waiting for them', async () => {
    const socket = dial();
    socket.write(requestBytes({ waitSeconds: 60 }));
    socket.write(requestBytes({ waitSeconds: 60 }));
    // Both are in the provider's hands when something that came after them is answered.
    await once(socket, 'connect');
    await alice.get();
    socket.destroy();
    await alice.send(bob.address, 'still here');
    expect(texts((await bob.call('GetMessages', { waitSeconds: 30 })).item)).toEqual(['still here']);
    await b1.stop();
    await b1.restart();
  });
});

describe('bytes that are no request', () => {
  test('behind a request that still waits break the connection; no refusal gets into its answer', async () => {
    const socket = dial();
    socket.write(requestBytes({ waitSeconds: 60 }));
    socket.write('THIS IS NOT HTTP\r\n\r\n');
    let heard = '';
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    await once(socket, 'close');
    expect(heard).toBe('');
    await alice.send(bob.address, 'not lost');
    expect(texts(await bob.get())).toEqual(['not lost']);
  });

  test('are refused, and the connection is closed even if the other side never closes it', async () => {
    const { hostname, port } = new URL(b1.url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const failed = once(socket, 'error');
    socket.write('THIS IS NOT HTTP\r\n\r\n');
    const [start] = (await once(socket, 'data')) as [Buffer];
    expect(start.toString()).toMatch(/^HTTP\/1\.1 400 /);
    // Only a connection that the provider has let go of answers further bytes with an error.
    const talk = setInterval(() => socket.write('x'), 100);
    await failed;
    clearInterval(talk);
    socket.destroy();
  });
});

test('a stop does not wait for a caller that keeps its connection busy, nor cuts it off', async () => {
  const socket = dial();
  let answers = 0;
  let heard = '';
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString();
    for (let end = heard.indexOf('Envelope>'); end >= 0; end = heard.indexOf('Envelope>')) {
      heard = heard.slice(end + 9);
      answers += 1;
      socket.write(requestBytes({}));
    }
  });
  socket.write(requestBytes({}));
  await once(socket, 'data');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await b1.stop();
  await closed;
  expect(answers).toBeGreaterThan(0);
  // What follows the last whole answer is nothing: none was cut in the middle.
  expect(heard).toBe('');
  await b1.restart();
});
