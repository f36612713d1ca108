import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import soap from 'soap';

/**
 * A provider of somebody else's making: the npm package `soap` serves the same WSDL over a toy inbox, and the SDK speaks
 * with it as with any other.
 */

interface ToyPart {
  readonly contentType: string;
  readonly text?: string;
  readonly data?: string;
}
interface ToyMessage {
  readonly clientMessageId: string;
  readonly recipient: string | string[];
  readonly part: ToyPart | ToyPart[];
}
interface ToyEntry {
  readonly messageId: string;
  readonly outcome: string;
}
interface ToyItem {
  readonly messageId: string;
  readonly clientMessageId: string;
  readonly recipient: string;
  readonly parts: readonly ToyPart[];
  state: string;
}

/** `soap` gives one element as itself and several as an array. */
const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const result = (clientMessageId: string, recipient: string, messageId: string | undefined) => ({
  clientMessageId,
  recipient,
  ...(messageId === undefined ? {} : { messageId }),
  code: messageId === undefined ? 531 : 200,
  reason: '',
  retryable: false,
});

/** Operations over an array, in the words of the contract. */
class ToyInbox {
  readonly items: ToyItem[] = [];

  SendMessages = ({ message }: { message: ToyMessage | ToyMessage[] }) => {
    const results = list(message).flatMap(({ clientMessageId, recipient, part }) =>
      list(recipient).map((to) => {
        if (!to.endsWith('@toy.example')) return result(clientMessageId, to, undefined);
        const messageId = `toy-${this.items.length + 1}`;
        this.items.push({ messageId, clientMessageId, recipient: to, parts: list(part), state: 'WAITING' });
        return result(clientMessageId, to, messageId);
      }),
    );
    const isWhole = results.every(({ code }) => code === 200);
    return { code: isWhole ? 200 : 201, reason: '', result: results };
  };

  GetMessages = () => ({
    item: this.items
      .filter(({ state }) => state === 'WAITING')
      .map(({ messageId, recipient, parts }) => ({
        messageId,
        kind: 'MESSAGE',
        sender: 'wv:toy@toy.example',
        recipient,
        // A Date would be written as an empty element.
        acceptedAt: new Date('2031-05-17T09:30:00Z').toISOString(),
        deliveryAttempt: 1,
        content: {
          part: parts.map(({ contentType, text, data }, place) => ({
            number: place + 1,
            contentType,
            size: data === undefined ? Buffer.byteLength(text ?? '') : Buffer.from(data, 'base64').length,
            ...(data === undefined ? { text } : data.length > 100 ? { contentOmitted: true } : { data }),
          })),
        },
      })),
    moreAvailable: false,
    receipt: 'all',
  });

  GetMessageContent = ({ messageId, part, offset = 0, length }: Record<string, string | number>) => {
    const found = this.items.find((item) => item.messageId === messageId)?.parts[Number(part) - 1];
    if (found === undefined) throw noSuchMessage;
    const bytes = Buffer.from(found.data ?? '', 'base64');
    const end = length === undefined ? bytes.length : Number(offset) + Number(length);
    const data = bytes.subarray(Number(offset), end).toString('base64');
    const { contentType } = found;
    return { messageId, part, contentType, size: bytes.length, offset, data, moreAvailable: end < bytes.length };
  };

  AcknowledgeMessages = ({ entry }: { entry?: ToyEntry | ToyEntry[] }) => {
    // Without entries it is about everything.
    if (entry === undefined) for (const item of this.items) item.state = 'DELIVERED';
    for (const { messageId } of list(entry)) {
      const item = this.items.find((each) => each.messageId === messageId);
      if (item !== undefined) item.state = 'DELIVERED';
    }
    const results = list(entry).map(({ messageId, outcome }) => ({ messageId, outcome, code: 200, reason: '' }));
    return { code: 200, reason: '', result: results };
  };

  GetMessageStatus = ({ clientMessageId }: { clientMessageId: string | string[] }) => ({
    code: 200,
    reason: '',
    status: this.items
      .filter((item) => list(clientMessageId).includes(item.clientMessageId))
      .map(({ messageId, clientMessageId: id, recipient, state }) => ({
        messageId,
        clientMessageId: id,
        recipient,
        state,
        code: 200,
        reason: '',
        changedAt: '2031-05-17T09:30:00Z',
      })),
  });

  GetCapabilities = () => {
    throw refused;
  };
}

/** As `soap` has them: what is thrown is written as the Fault's children. */
const noSuchMessage = Object.assign(new Error('Not here.'), {
  Fault: {
    faultcode: 'soap:Client',
    faultstring: 'Not here.',
    detail: {
      'c:ServiceFault': {
        attributes: { 'xmlns:c': 'urn:imps-wsi:common:1' },
        'c:code': 426,
        'c:errorName': 'MessageNotFound',
        'c:reason': 'Not here.',
        'c:retryable': false,
      },
    },
  },
});
const refused = Object.assign(new Error('wound up'), {
  Fault: { faultcode: 'soap:Server.Busy', faultstring: 'the toy is being wound up' },
});

const wsdl = fileURLToPath(new URL('../../wsdl/im.wsdl', import.meta.url));
let inbox: ToyInbox;
let client: InstantInboxClient;
let stop: () => Promise<void>;
const headers: unknown[] = [];

beforeEach(async () => {
  inbox = new ToyInbox();
  headers.length = 0;
  // What `soap` does not serve it leaves to who was there before: there is no address for MTOM.
  const server = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const services = { InstantMessagingService: { InstantMessagingPort: inbox } };
  const listening = await new Promise<soap.Server>((resolve, reject) => {
    const made = soap.listen(server, {
      path: '/toy',
      services: services as unknown as soap.IServices,
      xml: readFileSync(wsdl, 'utf8'),
      uri: wsdl,
      callback: (error: unknown) => (error instanceof Error ? reject(error) : resolve(made)),
    });
  });
  listening.on('headers', (found: unknown) => headers.push(found));
  listening.addSoapHeader('<t:Served xmlns:t="urn:toy">1</t:Served>');
  client = new InstantInboxClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/toy`,
    username: 'wv:chess@toy.example',
    secret: 'imps_secret',
    retry: { maxAttempts: 2, baseDelayMs: 1 },
  });
  stop = async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterEach(() => stop());

test('sends, reads, acknowledges and asks for the state (GIM-10, OMA-GOAL-3)', async () => {
  const sent = await client.sendAll([
    { clientMessageId: 'one', to: 'wv:bob@toy.example', text: ' na\u00efve \u2603 <b>&amp; ]]> ' },
    { clientMessageId: 'two', to: ['wv:bob@toy.example', 'wv:eve@elsewhere.example'], text: 'two' },
  ]);
  expect(sent.map(({ results }) => results.map(({ code }) => code))).toEqual([[200], [200, 531]]);
  expect(JSON.stringify(headers[0])).toContain('UsernameToken');

  const { items } = await client.receive({ waitSeconds: 0 });
  // `soap` trims what it reads.
  expect(items.map(({ text }) => text)).toEqual(['na\u00efve \u2603 <b>&amp; ]]>', 'two']);
  for (const message of items) await message.acknowledge({ wait: true });
  expect((await client.receive({ waitSeconds: 0 })).items).toEqual([]);
  const statuses = await client.status({ clientMessageId: 'one' });
  expect(JSON.stringify(statuses)).toContain('DELIVERED');
});

test('content that was left out is fetched (WSI-12)', async () => {
  const data = Buffer.from(Array.from({ length: 513 }, (_none, index) => (index * 151) % 256));
  await client.send({ to: 'wv:bob@toy.example', parts: [{ contentType: 'image/png', data }] });
  const [message] = (await client.receive({ waitSeconds: 0 })).items;
  expect(Buffer.from((await message?.parts[0]?.bytes()) ?? [])).toEqual(data);
});

test('a typed fault is that error; one without detail is what its code says, after another attempt (WSI-23)', async () => {
  await expect(client.call('GetMessageContent', { messageId: 'no-such', part: 1 })).rejects.toMatchObject({
    code: 'MessageNotFound',
    impsCode: 426,
    retryable: false,
  });
  await expect(client.call('GetCapabilities', {})).rejects.toMatchObject({
    code: 'InternalError',
    message: 'the toy is being wound up',
    retryable: true,
  });
});
