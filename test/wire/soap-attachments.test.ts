import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import soap, { type Client } from 'soap';
import { PASSWORD } from '../support/provider.js';
import { pick } from './foreign-client.js';
import {
  CONTENT,
  contentFromAlice,
  expectAlicesCopyEverywhere,
  messageParts,
  RANGE,
  SENT_PARTS,
} from './foreign-attachments.js';
import { ALICE, BOB, openPackageHouse, type PackageHouse } from './package-house.js';
import type { Profile } from './raw-package.js';

/** What soap hands to its user beside the answer. */
interface Attachments {
  readonly parts: readonly { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }[];
}

let house: PackageHouse;
beforeAll(async () => {
  house = await openPackageHouse();
});
afterAll(() => house.drop());

const connect = async (profile: Profile, username: string): Promise<Client> => {
  const options = { preserveWhitespace: true, parseReponseAttachments: true };
  const client = await soap.createClientAsync(`${house.addressOf(profile)}?wsdl`, options);
  client.setSecurity(new soap.WSSecurity(username, PASSWORD, { passwordType: 'PasswordText' }));
  return client;
};

const call = async (
  client: Client,
  operation: string,
  input: object,
  options: object = {},
): Promise<{ answer: unknown; attachments: Attachments | undefined }> => {
  const method = client[`${operation}Async`] as (input: object, options: object) => Promise<readonly unknown[]>;
  const result = await method(input, options);
  return { answer: result[0], attachments: result[4] as Attachments | undefined };
};

const fails = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );

/** It leaves references as they are; what they mean, its user looks up among the attachments. */
const bytesOf = (part: unknown, attachments: Attachments | undefined): Buffer => {
  const href = pick(part, 'attachment') ?? pick(part, 'data', 'Include', 'attributes', 'href');
  const id = `<${decodeURIComponent(String(href).slice('cid:'.length))}>`;
  return attachments?.parts.find(({ headers }) => headers['content-id'] === id)?.body ?? Buffer.alloc(0);
};

const expectContent = (item: unknown, attachments: Attachments | undefined): void => {
  const part = (index: number): unknown => pick(item, 'content', 'part', index);
  expect(pick(part(0), 'text')).toBe(CONTENT.words);
  expect(bytesOf(part(1), attachments).equals(CONTENT.picture)).toBe(true);
  expect(bytesOf(part(2), attachments).equals(CONTENT.story)).toBe(true);
};

describe('soap (npm) with attachments', () => {
  test('sends MTOM, which is read at every address', async () => {
    const alice = await connect('mtom', ALICE);
    const input = { message: [{ clientMessageId: 'soap', recipient: [ALICE], part: messageParts }] };
    const { answer } = await call(alice, 'SendMessages', input, { attachments: SENT_PARTS });
    expect(pick(answer, 'result', 0, 'code')).toBe('200');
    await expectAlicesCopyEverywhere(house);
  });

  test.each<Profile>(['mtom', 'swa'])('reads %s: all of it, and a range', async (profile) => {
    await contentFromAlice(house, profile === 'mtom' ? 'swa' : 'mtom');
    const bob = await connect(profile, BOB);
    const { answer, attachments } = await call(bob, 'GetMessages', { acknowledgeMode: 'EXPLICIT' });
    expectContent(pick(answer, 'item', 0), attachments);
    const messageId = pick(answer, 'item', 0, 'messageId');
    const range = await call(bob, 'GetMessageContent', { messageId, part: 2, ...RANGE.ask });
    expect(bytesOf(range.answer, range.attachments).equals(RANGE.bytes)).toBe(true);
    const settled = await call(bob, 'AcknowledgeMessages', { receipt: pick(answer, 'receipt') });
    expect(pick(settled.answer, 'code')).toBe('200');
  });

  test('hands its user a fault that comes in a package', async () => {
    const bob = await connect('mtom', BOB);
    const error = await fails(call(bob, 'GetMessageContent', { messageId: 'none', part: 1 }, { forceMTOM: true }));
    expect(pick(error, 'response', 'headers', 'content-type')).toMatch(/^multipart\/related; type="application\/xop/);
    expect(pick(error, 'root', 'Envelope', 'Body', 'Fault', 'detail', 'ServiceFault')).toMatchObject({
      errorName: 'MessageNotFound',
    });
  });

  test('cannot send SwA: it calls every package MTOM, and is told where such are taken', async () => {
    const alice = await connect('swa', ALICE);
    const part = [{ contentType: 'image/png', attachment: `cid:${SENT_PARTS[0].contentId}` }];
    const input = { message: [{ clientMessageId: 'swa', recipient: [BOB], part }] };
    const error = await fails(call(alice, 'SendMessages', input, { attachments: SENT_PARTS }));
    expect(pick(error, 'response', 'status')).toBe(415);
    expect(alice.lastResponse).toContain('such attachments are taken at /soap/im/mtom');
  });
});
