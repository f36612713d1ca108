import { expect } from '@jest/globals';
import { escaped, message, request, sendMessages } from './envelope.js';
import { ALICE, getMessages, type PackageHouse } from './package-house.js';
import { attachment, readAnswer, reference, referredTo, type Profile } from './raw-package.js';

/** What foreign clients send and read: bytes of every value, more than a row holds; text that is bytes; text. */
export const CONTENT = {
  words: 'grüße <b>&amp;</b> ☃ 😀',
  picture: Buffer.from(
    Uint8Array.from({ length: 150_001 }, (_, index) => (index * 151 + Math.floor(index / 256)) % 256),
  ),
  story: Buffer.from(Array.from({ length: 40 }, () => 'naïve ☃ 😀 <&>').join('\r\n')),
} as const;

/** A range of the picture. */
export const RANGE = { ask: { offset: 1_000, length: 100_000 }, bytes: CONTENT.picture.subarray(1_000, 101_000) };

/** The content as `soap` and `strong-soap` take attachments. */
export const SENT_PARTS = [
  { mimetype: 'image/png', contentId: 'picture@client.example', name: 'a.png', body: CONTENT.picture },
  { mimetype: 'text/plain; charset=UTF-8', contentId: 'story@client.example', name: 'a.txt', body: CONTENT.story },
] as const;

/** What refers to one, as markup: neither writes it by itself. */
const include = (id: string): string =>
  `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${id}"/>`;

/** The parts of a message with that content, as both take them by MTOM. */
export const messageParts: readonly object[] = [
  { contentType: 'text/plain', text: CONTENT.words },
  ...SENT_PARTS.map(({ mimetype, contentId }) => ({ contentType: mimetype, data: { $xml: include(contentId) } })),
];

/** Alice sends the content to Bob, by a client made from the standards alone. */
export async function contentFromAlice(house: PackageHouse, profile: Profile): Promise<void> {
  const attached = SENT_PARTS.map(({ mimetype, contentId, body }) => attachment(contentId, body, { type: mimetype }));
  const refer = SENT_PARTS.map(
    ({ mimetype, contentId }) => `<part><contentType>${mimetype}</contentType>${reference(profile, contentId)}</part>`,
  );
  const words = `<part><contentType>text/plain</contentType><text>${escaped(CONTENT.words)}</text></part>`;
  const body = sendMessages(message({ part: words + refer.join('') }));
  expect((await house.send(profile, body, { parts: attached })).status).toBe(200);
}

/** One message with the content waits for Alice; she reads it at each address, and it is gone. */
export async function expectAlicesCopyEverywhere(house: PackageHouse): Promise<void> {
  const settle = async (envelope: string, outcome: string): Promise<void> => {
    const value = (name: string): string => new RegExp(`<${name}>([^<]*)<`).exec(envelope)?.[1] ?? '';
    const entry = `<entry><messageId>${value('messageId')}</messageId><outcome>${outcome}</outcome></entry>`;
    const body = request('AcknowledgeMessages', `<receipt>${value('receipt')}</receipt>${entry}`);
    expect((await house.asAlice(body)).text).toContain('<code>200</code>');
  };
  const lease = getMessages('<acknowledgeMode>EXPLICIT</acknowledgeMode>');
  for (const profile of ['swa', 'mtom'] as const) {
    const answer = await house.ask(profile, lease, ALICE);
    expect(referredTo(answer).map(({ body }) => body)).toEqual([CONTENT.picture, CONTENT.story]);
    await settle(readAnswer(answer).root, 'RELEASED');
  }
  const { text } = await house.asAlice(lease);
  expect([...text.matchAll(/<data>([^<]*)</g)].map(([, data = '']) => Buffer.from(data, 'base64'))).toEqual([
    CONTENT.picture,
    CONTENT.story,
  ]);
  expect(text).toContain(`<text>${escaped(CONTENT.words)}</text>`);
  await settle(text, 'ACCEPTED');
}
