import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { imOperations } from '@imps-wsi/contract/im';
import { readEnvelope } from '@imps-wsi/contract/soap';
import { SECURITY } from '@imps-wsi/contract/wsse';
import { wholeBytes } from '@imps-wsi/contract/xml';
import type { Bridge } from '../../examples/gaming/dist/server/messaging/bridge.js';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { texts, type Party } from '../support/party.js';

/**
 * A: the chess service. B1, B2: IM providers. U1 plays as u1 and is alice at B1; U2 plays as u2 and is bob at B2.
 * Neither knows the other's IM address.
 */
let world: World;
let a: Bridge;
let u1: Party;
let u2: Party;

beforeAll(async () => {
  world = await openWorld();
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
});
afterAll(() => world.close());

beforeEach(() => {
  world.transcript.length = 0;
  world.records.length = 0;
  a = world.bridge();
});
afterEach(() => a.stop(false));

test('UC-5.16-s1, UC-5.16-s2: U1 writes to "u2" at A; A gets it from B1 when it asks, and nothing when nothing is there', async () => {
  const inbox = world.accounts.named('b1.example')!.client;
  // A gets: an empty inbox is an empty answer
  expect((await inbox.receive()).items).toEqual([]);
  // U1 sends to the username in A's service domain
  expect(await u1.send('wv:u2@chess.b1.example', 'Are you there?')).toMatchObject({ code: 200 });
  // A gets: the recipient as U1 wrote it, the sender as B1 vouches for
  const batch = await inbox.receive();
  expect(batch.items).toMatchObject([
    { recipient: 'wv:u2@chess.b1.example', sender: 'wv:alice@b1.example', text: 'Are you there?' },
  ]);
  await batch.acknowledge();
});

test('UC-5.16, UC-5.16-d3, UC-5.16-s4, UC-5.16-s5, UC-5.16-post: A gets from B1, translates, sends at B2, and acknowledges when B2 has it', async () => {
  a.start();
  await u1.send('wv:u2@chess.b1.example', 'What a game!');
  // U2 receives, from U1's name in A
  const { item, receipt } = await u2.lease(WAIT);
  expect(item).toMatchObject([
    {
      sender: 'wv:u1@chess.b2.example',
      senderName: 'u1',
      recipient: 'wv:bob@b2.example',
      content: { part: [{ contentType: 'text/plain', text: 'What a game!' }] },
    },
  ]);
  await u2.call('AcknowledgeMessages', { receipt: receipt! });
  await a.stop(false);
  expect(world.transcript).toEqual([
    'B1 GetMessages 1 item 200',
    'B2 SendMessages 1 message 200',
    'B1 AcknowledgeMessages 200',
  ]);
  // A knows that B2 has it
  const sent = world.records.find(({ record }) => record.operation === 'SendMessages');
  expect(sent?.record.responseXml).toContain('<code>200</code>');
});

test('UC-5.16-post: U2 answers the address that the message came from, and the answer comes back through A', async () => {
  a.start();
  await u1.send('wv:u2@chess.b1.example', 'Congratulations?');
  const [asked] = await u2.get(WAIT);
  const { result } = await u2.call('SendMessages', {
    message: [
      {
        clientMessageId: u2.nextId(),
        recipient: [asked!.sender],
        inReplyTo: asked!.messageId,
        part: [{ contentType: 'text/plain', text: 'Thank you!' }],
      },
    ],
  });
  expect(result).toMatchObject([{ code: 200 }]);
  const [answer] = await u1.get(WAIT);
  expect(answer).toMatchObject({
    sender: 'wv:u2@chess.b1.example',
    senderName: 'u2',
    recipient: 'wv:alice@b1.example',
  });
  expect(texts([answer!])).toEqual(['Thank you!']);
  // It refers to the message as U1 knows it
  const { status } = await u1.call('GetMessageStatus', { messageId: [answer!.inReplyTo!] });
  expect(status).toMatchObject([{ recipient: 'wv:u2@chess.b1.example' }]);
});

test('UC-5.16: content, subject, conversation and attributes go through unchanged', async () => {
  a.start();
  const picture = Buffer.from([0, 1, 2, 253, 254, 255]);
  const text = ' <b>"Mate & co"</b>\r\n\t♟️ 🏆 ]]> ';
  await u1.call('SendMessages', {
    message: [
      {
        clientMessageId: u1.nextId(),
        senderName: 'Alice Example',
        recipient: ['wv:U2@Chess.B1.example'],
        subject: 'Move <31>',
        part: [
          { contentType: 'text/plain; charset=utf-8', name: 'words', text },
          { contentType: 'image/png', name: 'board.png', data: picture },
        ],
        messageClass: 'PERSONAL',
        conversationId: 'the decisive game',
        inReplyTo: 'an-id-that-nobody-knows',
        attribute: [{ scheme: 'urn:example:mood', name: 'mood', value: 'proud' }],
      },
    ],
  });
  const [got] = await u2.get(WAIT);
  expect(got).toMatchObject({
    senderName: 'u1',
    conversationId: 'the decisive game',
    messageClass: 'PERSONAL',
    attribute: [{ scheme: 'urn:example:mood', name: 'mood', value: 'proud' }],
    content: {
      subject: 'Move <31>',
      part: [
        { contentType: 'text/plain; charset=utf-8', name: 'words', text },
        { contentType: 'image/png', name: 'board.png' },
      ],
    },
  });
  expect(Buffer.from(wholeBytes(got!.content!.part[1]!.data!))).toEqual(picture);
  expect(got!.inReplyTo).toBeUndefined();
  expect(JSON.stringify(got)).not.toMatch(/alice/i);
});

test('UC-5.16-d1: both players may use one provider', async () => {
  const u3 = await world.player(world.b1, 'carol', 'u3');
  const u4 = await world.player(world.b1, 'dave', 'u4');
  await world.match('u3', 'u4');
  a.start();
  await u3.send('wv:u4@chess.b1.example', 'Same provider, other player.');
  const [got] = await u4.get(WAIT);
  expect(got).toMatchObject({ sender: 'wv:u3@chess.b1.example', recipient: 'wv:dave@b1.example' });
});

test('UC-B.7: the six steps, with the envelopes of both operations as they crossed the wire', async () => {
  await u1.send('wv:u2@chess.b1.example', 'One message.'); // 7
  a.start(); // 8 to 11
  expect(texts(await u2.get(WAIT))).toEqual(['One message.']); // 12
  await a.stop(false);
  const bodyOf = (operation: string, direction: 'requestXml' | 'responseXml'): string => {
    const record = world.records.find((each) => each.record.operation === operation)?.record;
    return fixture(record![direction]!);
  };
  expect(bodyOf('GetMessages', 'requestXml')).toBe(
    '<GetMessagesRequest><maxMessages>100</maxMessages><maxBytes>524288</maxBytes><waitSeconds>1</waitSeconds>' +
      '<acknowledgeMode>EXPLICIT</acknowledgeMode><leaseSeconds>20</leaseSeconds><requestId>…</requestId>' +
      '<kind>MESSAGE</kind></GetMessagesRequest>',
  );
  expect(bodyOf('GetMessages', 'responseXml')).toContain('<recipient>wv:u2@chess.b1.example</recipient>');
  expect(bodyOf('SendMessages', 'requestXml')).toBe(
    '<SendMessagesRequest><message><clientMessageId>…</clientMessageId><sender>wv:u1@chess.b2.example</sender>' +
      '<senderName>u1</senderName><recipient>wv:bob@b2.example</recipient><part><contentType>text/plain</contentType>' +
      '<text>One message.</text></part></message></SendMessagesRequest>',
  );
  expect(bodyOf('SendMessages', 'responseXml')).toMatch(
    /^<SendMessagesResponse><code>200<\/code><reason>[^<]+<\/reason><result><clientMessageId>…<\/clientMessageId><recipient>wv:bob@b2\.example<\/recipient><messageId>…<\/messageId><code>200<\/code>/,
  );
  // The decoders enforce the schema: all four are valid by it.
  for (const operation of ['GetMessages', 'SendMessages'] as const) {
    const record = world.records.find((each) => each.record.operation === operation)!.record;
    imOperations[operation].input.decode(readEnvelope(record.requestXml!, { understood: [SECURITY] }).scanner);
    imOperations[operation].output.decode(readEnvelope(record.responseXml!).scanner);
  }
});

test('UC-B.7-alt: two messages of U1 are exactly one GetMessages and one SendMessages, and arrive in order', async () => {
  await u1.send('wv:u2@chess.b1.example', 'first');
  await u1.send('wv:u2@chess.b1.example', 'second');
  a.start();
  const { item } = await u2.call('GetMessages', WAIT);
  await a.stop(false);
  expect(world.transcript).toEqual([
    'B1 GetMessages 2 items 200',
    'B2 SendMessages 2 messages 200',
    'B1 AcknowledgeMessages 200',
  ]);
  expect(texts(item)).toEqual(['first', 'second']);
});

describe('UC-B.7-alt2: messages to players at several providers are fetched together and split by provider', () => {
  test('one SendMessages each', async () => {
    const u5 = await world.player(world.b1, 'eve', 'u5');
    const u6 = await world.player(world.b1, 'frank', 'u6');
    await world.match('u5', 'u6');
    await u1.send('wv:u2@chess.b1.example', 'to B2');
    await u5.send('wv:u6@chess.b1.example', 'to B1');
    a.start();
    expect(texts(await u2.get(WAIT))).toEqual(['to B2']);
    expect(texts(await u6.get(WAIT))).toEqual(['to B1']);
    await a.stop(false);
    expect(world.transcript).toContain('B1 GetMessages 2 items 200');
    expect(world.transcript.filter((line) => line.includes('SendMessages')).sort()).toEqual([
      'B1 SendMessages 1 message 200',
      'B2 SendMessages 1 message 200',
    ]);
  });

  test('B2 is down: what goes to B1 is delivered and acknowledged, what goes to B2 waits and arrives', async () => {
    const u7 = await world.player(world.b1, 'grace', 'u7');
    const u8 = await world.player(world.b1, 'heidi', 'u8');
    await world.match('u7', 'u8');
    const { noticed } = world.lineToB2.cut();
    await u1.send('wv:u2@chess.b1.example', 'for later');
    await u7.send('wv:u8@chess.b1.example', 'for now');
    a.start();
    expect(texts(await u8.get(WAIT))).toEqual(['for now']);
    await noticed;
    world.lineToB2.mend();
    expect(texts(await u2.get(WAIT))).toEqual(['for later']);
    await a.stop(false);
    expect((await world.accounts.named('b1.example')!.client.receive()).items).toEqual([]);
  });
});

/** The Body's content without what differs from run to run: prefixes, ids. */
function fixture(xml: string): string {
  const [, body = ''] = /<(?:\w+:)?Body>(.*)<\/(?:\w+:)?Body>/s.exec(xml) ?? [];
  return body
    .replace(/<(\/?)\w+:/g, '<$1')
    .replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replace(/(<(clientMessageId|messageId|requestId)>)[^<]*/g, '$1…');
}
