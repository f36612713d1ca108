import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImOperationName } from '@imps-wsi/contract/im';
import { ALICE, BOB, openHouse, type House } from './house.js';
import { PASSWORD } from '../support/provider.js';
import { escaped, message, sendMessages } from './envelope.js';

/** A SOAP stack of somebody else's, which knows us by our WSDL only. */
export interface ForeignClient {
  /** Resolves with what the stack makes of the answer; rejects with its own kind of error. */
  call(operation: ImOperationName, input: object): Promise<unknown>;
}

/** What differs for a client between the SOAP versions. */
export interface ForeignVersion {
  readonly name: string;
  /** Behind the plain address. */
  readonly path: string;
  /** What a Fault element says, as these stacks hand it over: the code of SOAP, a more exact one, the detail. */
  codeOf(fault: unknown): unknown;
  exactOf(fault: unknown): unknown;
  readonly detail: string;
  /** The code of a fault of the sender. */
  readonly sender: string;
}

export const OVER_SOAP11: ForeignVersion = {
  name: 'SOAP 1.1',
  path: '',
  codeOf: (fault) => pick(fault, 'faultcode'),
  exactOf: (fault) => pick(fault, 'faultcode'),
  detail: 'detail',
  sender: 'soap:Client',
};

export const OVER_SOAP12: ForeignVersion = {
  name: 'SOAP 1.2',
  path: '/soap12',
  codeOf: (fault) => pick(fault, 'Code', 'Value'),
  exactOf: (fault) => pick(fault, 'Code', 'Subcode', 'Value'),
  detail: 'Detail',
  sender: 'soap:Sender',
};

export interface ForeignStack {
  readonly name: string;
  connect(
    wsdlUrl: string,
    username: string,
    password: string,
    passwordType: 'PasswordText' | 'PasswordDigest',
  ): Promise<ForeignClient>;
  /** What the stack hands to its user as the Fault element. */
  faultOf(error: unknown): unknown;
  /** A text that the stack writes without changing it; which characters it changes is its own affair. */
  readonly writable: string;
  /** What the stack makes of a text that it reads. */
  asRead(text: string): string;
}

/** Everything that text may hold: markup, CDATA that looks like one, line ends, blanks at both ends, an emoji. */
export const AWKWARD = '  0012 <b>&amp;"\'</b> ]]> <![CDATA[<x>1</x>]]>\r\n\ttabbed \u0085\u2028 naïve ☃ 😀👩‍🚀 ';

/** Bytes that are no text in any encoding. */
export const BYTES = Buffer.from(Uint8Array.from({ length: 513 }, (_, index) => (index * 151) % 256));

/** Walks into what a foreign stack answered. */
export function pick(value: unknown, ...steps: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of steps) at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined;
  return at;
}

/** Every operation of the service, as a user of the stack would call it. */
export function speaksEveryOperation(stack: ForeignStack, version = OVER_SOAP11): void {
  describe(`${stack.name}, driven by ?wsdl alone, over ${version.name}`, () => {
    let wsdl: string;
    let house: House;
    let alice: ForeignClient;
    let bob: ForeignClient;
    let chess: ForeignClient;
    let secret: string;

    beforeAll(async () => {
      house = await openHouse();
      secret = await house.addService('chess');
      wsdl = `${house.url}${version.path}?wsdl`;
      alice = await stack.connect(wsdl, ALICE, PASSWORD, 'PasswordText');
      bob = await stack.connect(wsdl, BOB, PASSWORD, 'PasswordText');
      chess = await stack.connect(wsdl, 'wv:chess@b1.example', secret, 'PasswordDigest');
    });
    afterAll(() => house.drop());

    const textPart = (text: string) => ({ contentType: 'text/plain', text });

    test('reads what the provider offers (GetCapabilities) with a PasswordDigest (WSI-13)', async () => {
      const capabilities = await chess.call('GetCapabilities', {});
      expect(capabilities).toMatchObject({
        domain: ['b1.example', 'chess.b1.example'],
        kind: ['MESSAGE', 'DELIVERY_REPORT'],
        feature: expect.arrayContaining(['waitSeconds', 'requestId']),
      });
      expect(Number(pick(capabilities, 'suggestedBatchSize'))).toBe(100);
    });

    test('sends text and bytes to one recipient, who gets them as they were (SendMessages, GetMessages AUTO)', async () => {
      const sent = await alice.call('SendMessages', {
        message: [
          {
            clientMessageId: 'one',
            recipient: [BOB],
            subject: 'first',
            part: [
              textPart(stack.writable),
              { contentType: 'image/png', name: 'a.png', data: BYTES.toString('base64') },
            ],
            attribute: [{ scheme: 'urn:x', name: 'colour', value: 'blue & green' }],
          },
        ],
      });
      expect(pick(sent, 'result')).toMatchObject([{ clientMessageId: 'one', recipient: BOB }]);
      expect(Number(pick(sent, 'result', 0, 'code'))).toBe(200);

      const got = await bob.call('GetMessages', {});
      expect(pick(got, 'item')).toMatchObject([{ kind: 'MESSAGE', sender: ALICE, content: { subject: 'first' } }]);
      expect(pick(got, 'item', 0, 'attribute', 0, 'value')).toBe('blue & green');
      expect(pick(got, 'item', 0, 'content', 'part', 0, 'text')).toBe(stack.asRead(stack.writable));
      const data = pick(got, 'item', 0, 'content', 'part', 1, 'data');
      expect(Buffer.from(String(data), 'base64').equals(BYTES)).toBe(true);

      const empty = await bob.call('GetMessages', {});
      expect(pick(empty, 'item')).toBeUndefined();
      expect(pick(empty, 'moreAvailable')).toBe(false);
    });

    test('reads any text that another stack sent', async () => {
      await house.asAlice(
        sendMessages(
          message({ part: `<part><contentType>text/plain</contentType><text>${escaped(AWKWARD)}</text></part>` }),
        ),
      );
      const got = await bob.call('GetMessages', { maxMessages: 1 });
      expect(pick(got, 'item', 0, 'content', 'part', 0, 'text')).toBe(stack.asRead(AWKWARD));
    });

    test('sends to many recipients, one of whom does not exist, and gets one result each', async () => {
      const sent = await alice.call('SendMessages', {
        message: [
          {
            clientMessageId: 'many',
            recipient: [BOB, 'wv:nobody@b1.example', ALICE],
            part: [textPart('to all of you')],
          },
        ],
      });
      const results = pick(sent, 'result') as unknown[];
      expect(results.map((result) => [pick(result, 'recipient'), Number(pick(result, 'code'))])).toEqual([
        [BOB, 200],
        ['wv:nobody@b1.example', 531],
        [ALICE, 200],
      ]);
      expect(Number(pick(sent, 'code'))).toBe(201);
      await bob.call('GetMessages', {});
      await alice.call('GetMessages', {});
    });

    test('sends a batch from addresses of its service domain, in order; the reader leases and settles it', async () => {
      const sent = await chess.call('SendMessages', {
        message: ['e4', 'c5', 'Nf3'].map((move, index) => ({
          clientMessageId: `move-${String(index)}`,
          sender: 'wv:u1@chess.b1.example',
          recipient: [BOB],
          part: [textPart(move)],
          messageClass: 'INFORMATIONAL',
        })),
      });
      expect(Number(pick(sent, 'code'))).toBe(200);

      const leased = await bob.call('GetMessages', {
        maxMessages: 3,
        waitSeconds: 1,
        acknowledgeMode: 'EXPLICIT',
        leaseSeconds: 30,
        kind: ['MESSAGE', 'DELIVERY_REPORT'],
      });
      const items = pick(leased, 'item') as unknown[];
      expect(items.map((item) => pick(item, 'content', 'part', 0, 'text'))).toEqual(['e4', 'c5', 'Nf3']);
      expect(pick(items[0], 'sender')).toBe('wv:u1@chess.b1.example');
      const receipt = pick(leased, 'receipt');
      expect(typeof receipt).toBe('string');

      const entry = (place: number, outcome: string, reason?: string) => ({
        messageId: pick(items[place], 'messageId'),
        outcome,
        ...(reason === undefined ? {} : { reason }),
      });
      const settled = await bob.call('AcknowledgeMessages', {
        receipt,
        entry: [entry(0, 'ACCEPTED'), entry(1, 'REJECTED', 'no Sicilian, please'), entry(2, 'RELEASED')],
      });
      expect((pick(settled, 'result') as unknown[]).map((result) => Number(pick(result, 'code')))).toEqual([
        200, 200, 200,
      ]);

      const states = await chess.call('GetMessageStatus', { clientMessageId: ['move-0', 'move-1', 'move-2', 'never'] });
      expect((pick(states, 'status') as unknown[]).map((status) => pick(status, 'state'))).toEqual([
        'DELIVERED',
        'REJECTED',
        'WAITING',
      ]);
      expect(pick(states, 'unknownClientMessageId')).toEqual(['never']);
    });

    test('reads headers first and the content by ranges (GetMessageContent)', async () => {
      const headers = await bob.call('GetMessages', { acknowledgeMode: 'EXPLICIT', headersOnly: true });
      expect(pick(headers, 'item', 0, 'content', 'part', 0, 'contentOmitted')).toBe(true);
      expect(pick(headers, 'item', 0, 'content', 'part', 0, 'text')).toBeUndefined();
      const messageId = pick(headers, 'item', 0, 'messageId');
      const range = await bob.call('GetMessageContent', { messageId, part: 1, offset: 1, length: 2 });
      expect(Buffer.from(String(pick(range, 'data')), 'base64').toString()).toBe('f3');
      expect(Number(pick(range, 'size'))).toBe(3);
      expect(pick(range, 'moreAvailable')).toBe(false);
      const all = await bob.call('AcknowledgeMessages', { receipt: pick(headers, 'receipt') });
      expect(Number(pick(all, 'code'))).toBe(200);
    });

    test('hands its user the fault with its typed detail', async () => {
      const error: unknown = await bob.call('GetMessageContent', { messageId: 'no-such', part: 1 }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const fault = stack.faultOf(error);
      expect(version.codeOf(fault)).toBe(version.sender);
      expect(pick(fault, version.detail, 'ServiceFault')).toMatchObject({ code: '426', errorName: 'MessageNotFound' });
    });

    test('is refused with the wrong password, and told no more than that (WSI-13)', async () => {
      const intruder = await stack.connect(wsdl, BOB, 'guessed', 'PasswordText');
      const error: unknown = await intruder.call('GetMessages', {}).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(version.exactOf(stack.faultOf(error))).toBe('wsse:FailedAuthentication');
    });
  });
}
