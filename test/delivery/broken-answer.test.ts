import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { imOperations } from '@imps-wsi/contract/im';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** Larger than what two sockets can hold between them, so that an unread answer cannot have been sent to its end. */
const MESSAGES = 80;
const BYTES = 250_000;

let b1: TestProvider;
let alice: Party;
let bob: Party;

beforeAll(async () => {
  b1 = await startTestProvider();
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
  const data = new Uint8Array(BYTES).fill(7);
  for (let sent = 0; sent < MESSAGES; sent += 20) {
    const { code } = await alice.call('SendMessages', {
      message: Array.from({ length: 20 }, (_, index) => ({
        clientMessageId: `big ${String(sent + index)}`,
        recipient: ['wv:bob@b1.example'],
        part: [{ contentType: 'application/octet-stream', data }],
      })),
    });
    expect(code).toBe(200);
  }
});
afterAll(() => b1.drop());

test('GM-3: a reader that breaks off in mid-answer loses nothing, in either mode', async () => {
  for (const acknowledgeMode of ['AUTO', 'EXPLICIT'] as const) {
    const body = Buffer.from(
      bob.envelope((writer) => imOperations.GetMessages.input.encode(writer, { acknowledgeMode })),
    );
    const { hostname, port } = new URL(b1.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /soap/im HTTP/1.1\r\nHost: b1\r\nContent-Type: text/xml\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
    );
    socket.write(body);
    const [start] = (await once(socket, 'data')) as [Buffer];
    expect(start.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  }
  // More than a page holds in memory, all in one answer, because so many were asked for.
  const many = await bob.lease({ maxMessages: 30, waitSeconds: 30 });
  expect(many.item).toHaveLength(30);
  await bob.call('AcknowledgeMessages', {
    receipt: many.receipt!,
    entry: many.item.map(({ messageId }) => ({ messageId, outcome: 'RELEASED' as const })),
  });
  const ids: string[] = [];
  while (ids.length < MESSAGES) {
    // Waiting covers the moment that the provider takes to notice and give everything back.
    const { item } = await bob.call('GetMessages', { maxMessages: 30, waitSeconds: 30 });
    expect(item.length).toBeGreaterThan(0);
    ids.push(...item.map(({ messageId }) => messageId));
  }
  expect(new Set(ids).size).toBe(MESSAGES);
  expect(await bob.get()).toEqual([]);
});
