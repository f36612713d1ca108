import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { escaped, message, request, sendMessages } from './envelope.js';
import { until, valuesOf, type Answer } from './exchange.js';
import { ALICE, BOB, openHouse, type House } from './house.js';

const textPart = (text: string) => `<part><contentType>text/plain</contentType><text>${escaped(text)}</text></part>`;
/** Result codes, the overall one first. */
const codes = (answer: Answer) => valuesOf(answer, 'code').map(Number);

/** A message that cannot be taken is a result of its own: its neighbours are delivered, and it is not. */
describe('a bad message among good ones', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ settings: { maxMessageBytes: 2_048 } });
  });
  afterAll(async () => {
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
    await house.drop();
  });

  const bobReads = async () => valuesOf(await house.asBob(request('GetMessages')), 'text');

  const one = '<contentType>text/plain</contentType>';
  test.each([
    ['text and data', 402, `<part>${one}<text>hi</text><data>aGk=</data></part>`, /exactly one/],
    ['neither text nor data', 402, `<part>${one}</part>`, /exactly one/],
    ['a second part without content', 402, `${textPart('hi')}<part>${one}</part>`, /Part 2/],
    [
      'an attachment, which this port does not take',
      415,
      `<part>${one}<attachment>cid:a@b</attachment></part>`,
      /base64/,
    ],
    ['text and an attachment', 415, `<part>${one}<text>hi</text><attachment>cid:a@b</attachment></part>`, /base64/],
    ['a media type that is none', 415, '<part><contentType>words</contentType><text>hi</text></part>', /text\/plain/],
    [
      'SQL for a media type (GS-4)',
      415,
      `<part><contentType>a/b'; DROP TABLE inbox</contentType><text>hi</text></part>`,
      /media type/,
    ],
    ['more bytes than are taken', 432, textPart('x'.repeat(2_049)), /2048/],
    ['parts that are too large together', 432, textPart('x'.repeat(1_500)).repeat(2), /2048/],
  ])('content: %s gives %i to this message alone', async (_what, code, part, reason) => {
    const answer = await house.asAlice(
      sendMessages(message({ part: textPart('before') }), message({ part }), message({ part: textPart('after') })),
    );
    expect(answer.status).toBe(200);
    expect(codes(answer)).toEqual([201, 200, code, 200]);
    expect(valuesOf(answer, 'reason')[2]).toMatch(reason);
    expect(await bobReads()).toEqual(['before', 'after']);
  });

  test.each([
    ['no address at all', 'bob', 901],
    ['an empty one', '', 901],
    ['no user', 'wv:@b1.example', 901],
    ['no domain', 'wv:bob@', 901],
    ['a scheme that is not spoken', 'mailto:bob@b1.example', 901],
    ['a number too long', 'tel:+1234567890123456', 901],
    ['a number with an extension', 'tel:+49301234;ext=5', 901],
    ['a blank inside', 'wv:bob smith@b1.example', 901],
    ['a line end inside (GS-4)', 'wv:bob\r\nBcc: all@b1.example', 901],
    ['SQL (GS-4)', `wv:bob'; DROP TABLE account; --@b1.example`, 901],
    ['a look-alike that is another letter', 'wv:b\u043eb@b1.example', 531],
    ['a user who is not here', 'wv:nobody@b1.example', 531],
    ['a domain that nobody serves', 'wv:bob@elsewhere.example', 516],
    ['a group, which is not built yet', 'wv:bob/friends@b1.example', 501],
  ])('a recipient with %s is a result; Bob still gets it (WSI-11)', async (_what, recipient, code) => {
    const answer = await house.asAlice(sendMessages(message({ to: [recipient, BOB], part: textPart('to both') })));
    expect(answer.status).toBe(200);
    expect(codes(answer)).toEqual([201, code, 200]);
    expect(valuesOf(answer, 'recipient')[0]).toBe(recipient);
    expect(await bobReads()).toEqual(['to both']);
  });

  test('when no recipient can be reached the whole says so, and nothing is stored', async () => {
    const before = await house.deliveries();
    const alone = await house.asAlice(sendMessages(message({ to: ['wv:nobody@b1.example'] })));
    expect(codes(alone)).toEqual([531, 531]);
    const several = await house.asAlice(sendMessages(message({ to: ['wv:nobody@b1.example', 'nonsense'] })));
    expect(codes(several)).toEqual([900, 531, 901]);
    expect(await house.deliveries()).toBe(before);
  });

  test.each([
    ['someone else', BOB, 534],
    ['someone who does not exist', 'wv:ghost@b1.example', 534],
    ['a service domain', 'wv:alice@chess.b1.example', 534],
    ['no address', 'Alice', 901],
  ])('a message in the name of %s is refused', async (_what, sender, code) => {
    const forged = message({ before: `<sender>${sender}</sender>`, part: textPart('forged') });
    const answer = await house.asAlice(sendMessages(forged, message({ part: textPart('honest') })));
    expect(codes(answer)).toEqual([201, code, 200]);
    expect(await bobReads()).toEqual(['honest']);
  });

  test('her own address in another spelling is hers', async () => {
    const mine = message({ before: '<sender>WV:Alice@B1.EXAMPLE</sender>', part: textPart('mine') });
    expect(codes(await house.asAlice(sendMessages(mine)))).toEqual([200, 200]);
    expect(valuesOf(await house.asBob(request('GetMessages')), 'sender')).toEqual([ALICE]);
  });

  test.each([
    ['a report that nobody makes', '<report>READ</report>', 'report READ'],
    ['anonymous', '<anonymous>true</anonymous>', 'anonymous'],
    ['keepCopy', '<keepCopy>true</keepCopy>', 'keepCopy'],
  ])('%s is not built yet: refused with 501 and named, never ignored', async (_what, after, field) => {
    const answer = await house.asAlice(sendMessages(message({ after })));
    expect(codes(answer)).toEqual([501, 501]);
    expect(valuesOf(answer, 'reason')[1]).toContain(field);
    expect(await bobReads()).toEqual([]);
  });

  test('the default of a field that is not built yet is welcome', async () => {
    const after = '<priority>NORMAL</priority><anonymous>false</anonymous><keepCopy>false</keepCopy>';
    expect(codes(await house.asAlice(sendMessages(message({ after, part: textPart('as usual') }))))).toEqual([
      200, 200,
    ]);
    expect(await bobReads()).toEqual(['as usual']);
  });

  test('an id used again for other content is refused, for the same content it is a replay', async () => {
    const first = message({ id: 'again', part: textPart('first') });
    const other = message({ id: 'again', part: textPart('other') });
    expect(codes(await house.asAlice(sendMessages(first)))).toEqual([200, 200]);
    expect(codes(await house.asAlice(sendMessages(other)))).toEqual([402, 402]);
    expect(codes(await house.asAlice(sendMessages(first)))).toEqual([200, 200]);
    expect(await bobReads()).toEqual(['first']);
  });

  const NASTY = `'; DROP TABLE inbox; -- \\' "\u0085\u2028\u200b\u007f $1 %s {{7*7}} <b>&amp;</b> \t😀 ]]>`;
  test('SQL, markup and control characters in every text of a message come back as they were (GS-4)', async () => {
    const nasty = escaped(NASTY);
    const answer = await house.asAlice(
      sendMessages(
        message({
          id: nasty,
          before: `<senderName>${nasty}</senderName><replyTo>wv:alice@b1.example</replyTo>`,
          part:
            `<subject>${nasty}</subject><part><contentType>text/plain;x="'; DROP TABLE inbox"</contentType>` +
            `<name>${nasty}</name><text>${nasty}</text></part>`,
          after:
            `<conversationId>${nasty}</conversationId><inReplyTo>${escaped(NASTY.slice(0, 60))}</inReplyTo>` +
            `<attribute xmlns:c="urn:imps-wsi:common:1"><c:scheme>${nasty}</c:scheme><c:name>${nasty}</c:name>` +
            `<c:value>${nasty}</c:value></attribute>`,
        }),
      ),
    );
    expect(codes(answer)).toEqual([200, 200]);
    expect(valuesOf(answer, 'clientMessageId')).toEqual([NASTY]);
    const filtered = await house.asBob(request('GetMessages', `<conversationId>${nasty}</conversationId>`));
    for (const name of ['senderName', 'subject', 'text', 'conversationId', 'scheme', 'value']) {
      expect(valuesOf(filtered, name)).toEqual([NASTY]);
    }
    expect(valuesOf(filtered, 'name')).toEqual([NASTY, NASTY]);
    expect(valuesOf(filtered, 'inReplyTo')).toEqual([NASTY.slice(0, 60)]);
    const status = await house.asAlice(request('GetMessageStatus', `<clientMessageId>${nasty}</clientMessageId>`));
    expect(valuesOf(status, 'clientMessageId')).toEqual([NASTY]);
  });
});

test('a full inbox takes no more, says when to try again, and takes it once there is room; nothing is lost', async () => {
  const house = await openHouse({ settings: { inboxDepthLimit: 5 } });
  try {
    const five = Array.from({ length: 5 }, (_, index) => message({ part: textPart(String(index)) }));
    expect(codes(await house.asAlice(sendMessages(...five)))[0]).toBe(200);
    const late = sendMessages(message({ id: 'late', to: [BOB, ALICE], part: textPart('late') }));
    const refused = await house.asAlice(late);
    expect(codes(refused)).toEqual([201, 507, 200]);
    expect(valuesOf(refused, 'retryable')).toEqual(['true', 'false']);
    expect(Number(valuesOf(refused, 'retryAfterSeconds')[0])).toBeGreaterThan(0);
    expect(valuesOf(await house.asBob(request('GetMessages')), 'text')).toEqual(['0', '1', '2', '3', '4']);
    // What was read counts until its removal is committed, which the reader does not wait for.
    await until('there is room again', async () => codes(await house.asAlice(late))[0] === 200);
    expect(valuesOf(await house.asBob(request('GetMessages')), 'text')).toEqual(['late']);
    expect(valuesOf(await house.asAlice(request('GetMessages')), 'text')).toEqual(['late']);
  } finally {
    await house.drop();
  }
});
