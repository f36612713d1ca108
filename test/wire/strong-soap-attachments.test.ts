import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { promisify } from 'node:util';
import strongSoap, { type StrongSoapClient } from 'strong-soap';
import { PASSWORD } from '../support/provider.js';
import {
  CONTENT,
  contentFromAlice,
  expectAlicesCopyEverywhere,
  messageParts,
  RANGE,
  SENT_PARTS,
} from './foreign-attachments.js';
import { pick } from './foreign-client.js';
import { ALICE, BOB, openPackageHouse, type PackageHouse } from './package-house.js';
import type { Profile } from './raw-package.js';

const createClient = promisify(strongSoap.soap.createClient);

let house: PackageHouse;
beforeAll(async () => {
  house = await openPackageHouse();
});
afterAll(() => house.drop());

const connect = async (address: string, username: string): Promise<StrongSoapClient> => {
  const client = await createClient(`${address}?wsdl`, { prettyPrint: false });
  client.setSecurity(new strongSoap.WSSecurity(username, PASSWORD, { passwordType: 'PasswordText' }));
  return client;
};

const call = (client: StrongSoapClient, operation: string, input: object, options: object = {}): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const method = client[operation] as (
      input: object,
      done: (error: Error | null, answer: unknown) => void,
      options: object,
    ) => void;
    const request = { [`${operation}Request`]: input };
    method(request, (error, answer) => (error === null ? resolve(answer) : reject(error)), options);
  });

const fails = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe('strong-soap (npm) with attachments', () => {
  test('sends MTOM, which is read at every address', async () => {
    const alice = await connect(house.addressOf('mtom'), ALICE);
    const input = { message: [{ clientMessageId: 'strong-soap', recipient: [ALICE], part: messageParts }] };
    const answer = await call(alice, 'SendMessages', input, { attachments: SENT_PARTS });
    expect(Number(pick(answer, 'result', 0, 'code'))).toBe(200);
    await expectAlicesCopyEverywhere(house);
  });

  test.each<Profile>(['mtom', 'swa'])(
    'of an answer by %s it sees the envelope only; the content it reads at the plain address',
    async (profile) => {
      await contentFromAlice(house, profile === 'mtom' ? 'swa' : 'mtom');
      const packaged = await connect(house.addressOf(profile), BOB);
      const listed = await call(packaged, 'GetMessages', { acknowledgeMode: 'EXPLICIT' });
      // Of the SwA document it does not understand the MIME binding, and makes of one item no list.
      const item = profile === 'mtom' ? pick(listed, 'item', 0) : pick(listed, 'item');
      const part = pick(item, 'content', 'part', 1);
      const href = pick(part, 'attachment') ?? pick(part, 'data', 'Include', '$attributes', 'href');
      expect(href).toMatch(/^cid:/);

      const plain = await connect(house.url, BOB);
      const where = { messageId: pick(item, 'messageId'), part: 2 };
      const bytes = async (range: object): Promise<Buffer> =>
        Buffer.from(String(pick(await call(plain, 'GetMessageContent', { ...where, ...range }), 'data')), 'base64');
      expect((await bytes({})).equals(CONTENT.picture)).toBe(true);
      expect((await bytes(RANGE.ask)).equals(RANGE.bytes)).toBe(true);
      const settled = await call(plain, 'AcknowledgeMessages', { receipt: pick(listed, 'receipt') });
      expect(Number(pick(settled, 'code'))).toBe(200);
    },
  );

  test('hands its user a fault that comes in a package', async () => {
    const bob = await connect(house.addressOf('mtom'), BOB);
    const options = { attachments: SENT_PARTS };
    const error = await fails(call(bob, 'GetMessageContent', { messageId: 'none', part: 1 }, options));
    expect(pick(error, 'response', 'headers', 'content-type')).toMatch(/^multipart\/related; type="application\/xop/);
    expect(pick(error, 'root', 'Envelope', 'Body', 'Fault', 'detail', 'ServiceFault')).toMatchObject({
      errorName: 'MessageNotFound',
    });
  });

  test('cannot send by the SwA document: without the MIME binding it knows no namespaces', async () => {
    const alice = await connect(house.addressOf('swa'), ALICE);
    const part = [{ contentType: 'text/plain', text: CONTENT.words }];
    const error = await fails(
      call(alice, 'SendMessages', { message: [{ clientMessageId: 'bare', recipient: [BOB], part }] }),
    );
    expect(pick(error, 'root', 'Envelope', 'Body', 'Fault', 'detail', 'ServiceFault', 'errorName')).toBe(
      'InvalidEnvelope',
    );
  });

  test('cannot send SwA: it calls every package MTOM, and is told where such are taken', async () => {
    const alice = await connect(house.addressOf('swa'), ALICE);
    const part = [{ contentType: 'image/png', attachment: `cid:${SENT_PARTS[0].contentId}` }];
    const input = { message: [{ clientMessageId: 'swa', recipient: [BOB], part }] };
    const error = await fails(call(alice, 'SendMessages', input, { attachments: SENT_PARTS }));
    expect(pick(error, 'response', 'statusCode')).toBe(415);
    expect(pick(error, 'body')).toContain('such attachments are taken at /soap/im/mtom');
  });
});
