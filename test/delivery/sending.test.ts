import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { wholeBytes } from '@imps-wsi/contract/xml';
import { FaultReceived, Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let b1: TestProvider;
let alice: Party;
let bob: Party;
let chess: Party;

beforeAll(async () => {
  b1 = await startTestProvider({ settings: { maxDeliveriesPerRequest: 60, maxMessageBytes: 100_000 } });
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
  chess = new Party(b1, 'wv:chess@b1.example', { secret: await b1.addService('chess') });
});
afterAll(() => b1.drop());

const text = (value: string) => [{ contentType: 'text/plain', text: value }];

describe('SendMessages', () => {
  test('WSI-5, WSI-8, WSI-11, WSI-29, WSI-32, WSI-35, PP-5: one message reaches the inbox that its recipient names', async () => {
    const result = await alice.send('wv:bob@b1.example', 'hello bob');
    expect(result).toMatchObject({ recipient: 'wv:bob@b1.example', code: 200, retryable: false });
    const [item, ...rest] = await bob.get();
    expect(rest).toEqual([]);
    expect(item).toMatchObject({
      messageId: result.messageId,
      kind: 'MESSAGE',
      sender: 'wv:alice@b1.example',
      recipient: 'wv:bob@b1.example',
      deliveryAttempt: 1,
    });
    expect(texts([item!])).toEqual(['hello bob']);
  });

  test('WSI-9, WSI-33: one message goes to 50 recipients in one request; the bad address fails alone', async () => {
    const recipient = Array.from({ length: 50 }, (_, index) => `wv:player${String(index)}@chess.b1.example`);
    recipient[17] = 'not an address';
    const { code, result } = await alice.call('SendMessages', {
      message: [{ clientMessageId: 'to-fifty', recipient, part: text('the tournament begins') }],
    });
    expect(code).toBe(201);
    expect(result.map((each) => each.recipient)).toEqual(recipient);
    expect(result.filter((each) => each.code === 200)).toHaveLength(49);
    expect(result[17]).toMatchObject({ code: 901, retryable: false });
    const got = await chess.get();
    expect(got.map((item) => item.recipient)).toEqual(recipient.filter((_, index) => index !== 17));
  });

  test('WSI-10, WSI-34: 20 different messages to 20 inboxes travel in one request, none crossed', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `crossing${String(index)}`);
    const readers = new Map<string, Party>();
    for (const name of names) readers.set(name, new Party(b1, await b1.addPerson(name)));
    const { code, result } = await alice.call('SendMessages', {
      message: names.map((name) => ({
        clientMessageId: `id-${name}`,
        recipient: [`wv:${name}@b1.example`],
        part: text(`for ${name} only`),
      })),
    });
    expect(code).toBe(200);
    expect(result.map((each) => each.clientMessageId)).toEqual(names.map((name) => `id-${name}`));
    for (const [name, reader] of readers) expect(texts(await reader.get())).toEqual([`for ${name} only`]);
  });

  test('WSI-23: sending again under the same clientMessageId answers as the first time and delivers once', async () => {
    const first = await alice.send('wv:bob@b1.example', 'only once', 'replayed');
    const second = await alice.send('wv:bob@b1.example', 'only once', 'replayed');
    const spelledOtherwise = await alice.send('BOB@B1.example', 'only once', 'replayed');
    expect(second).toEqual(first);
    expect(spelledOtherwise).toMatchObject({ code: 200, messageId: first.messageId, recipient: 'BOB@B1.example' });
    expect(texts(await bob.get())).toEqual(['only once']);
  });

  test('the same clientMessageId with other content is refused and delivers nothing', async () => {
    await alice.send('wv:bob@b1.example', 'original', 'reused');
    const refused = await alice.send('wv:bob@b1.example', 'something else', 'reused');
    expect(refused).toMatchObject({ code: 402, retryable: false });
    expect(refused.reason).toContain('clientMessageId');
    expect(texts(await bob.get())).toEqual(['original']);
  });

  test('two copies of one message that race are delivered once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => alice.send('wv:bob@b1.example', 'racing', 'raced')),
    );
    expect(new Set(answers.map((answer) => answer.messageId)).size).toBe(1);
    expect(answers.every((answer) => answer.code === 200)).toBe(true);
    expect(texts(await bob.get())).toEqual(['racing']);
  });

  test('a request’s messages arrive in document order, and later requests after earlier ones', async () => {
    for (const round of [1, 2, 3]) {
      await alice.call('SendMessages', {
        message: [1, 2, 3, 4].map((place) => ({
          clientMessageId: `order-${String(round)}-${String(place)}`,
          recipient: ['wv:bob@b1.example'],
          part: text(`${String(round)}.${String(place)}`),
        })),
      });
    }
    expect(texts(await bob.get())).toEqual([
      '1.1',
      '1.2',
      '1.3',
      '1.4',
      '2.1',
      '2.2',
      '2.3',
      '2.4',
      '3.1',
      '3.2',
      '3.3',
      '3.4',
    ]);
  });

  test('GIM-5: text keeps white space, line breaks, markup characters, emoji and every script', async () => {
    const tricky = '  \t<b>&amp;</b> ]]>\r\nline\r🙂 Привет 你好 مرحبا \u00a0 1.0 true  ';
    await alice.send('wv:bob@b1.example', tricky);
    expect(texts(await bob.get())).toEqual([tricky]);
  });

  test('WSI-12, WSI-36, OMA-GOAL-6, PP-7, MT-4: parts of any media type keep type, parameters, order and bytes', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256);
    const part = [
      { contentType: 'text/plain; charset=utf-8', text: 'see the picture' },
      { contentType: 'image/png', name: 'board.png', data: bytes },
      { contentType: 'x-test/blob; a="quoted \\" value"', data: new Uint8Array([0, 255, 13, 10]) },
      { contentType: 'multipart/mixed; boundary=zzz', data: new TextEncoder().encode('--zzz\r\n\r\nx\r\n--zzz--') },
      { contentType: 'application/octet-stream', data: new Uint8Array() },
      { contentType: 'text/html', text: '<p>a <b>bold</b> move</p>' },
      { contentType: 'application/pdf', data: new TextEncoder().encode('%PDF-1.7 ...') },
    ];
    await alice.call('SendMessages', {
      message: [{ clientMessageId: 'parts', recipient: ['wv:bob@b1.example'], part, subject: 'a board' }],
    });
    const [item] = await bob.get();
    expect(item!.content!.subject).toBe('a board');
    expect(
      item!.content!.part.map(({ contentType, name, text: asText, data, size }) => ({
        contentType,
        name,
        text: asText,
        data: data === undefined ? undefined : [...wholeBytes(data)],
        size,
      })),
    ).toEqual(
      part.map((sent) => ({
        contentType: sent.contentType,
        name: 'name' in sent ? sent.name : undefined,
        text: 'text' in sent ? sent.text : undefined,
        data: 'data' in sent ? [...sent.data] : undefined,
        size: 'text' in sent ? sent.text.length : sent.data.length,
      })),
    );
  });

  test('WSI-4: header fields and attributes under any scheme come out unchanged', async () => {
    const attribute = [
      { scheme: 'urn:one', name: 'mood', value: ' happy ' },
      { scheme: 'urn:two', name: 'mood', value: '' },
    ];
    await alice.call('SendMessages', {
      message: [
        {
          clientMessageId: 'header',
          senderName: 'Alice ♕',
          replyTo: 'wv:alice@b1.example',
          recipient: ['wv:bob@b1.example'],
          part: text('x'),
          messageClass: 'PERSONAL',
          conversationId: 'c-1',
          inReplyTo: 'some-earlier-id',
          attribute,
        },
      ],
    });
    const [item] = await bob.get();
    expect(item).toMatchObject({
      senderName: 'Alice ♕',
      replyTo: 'wv:alice@b1.example',
      messageClass: 'PERSONAL',
      conversationId: 'c-1',
      inReplyTo: 'some-earlier-id',
      attribute,
    });
  });

  test('nobody sends from an address that is not theirs; a service may from any of its domain', async () => {
    const forged = await bob.call('SendMessages', {
      message: [
        { clientMessageId: 'f', sender: 'wv:alice@b1.example', recipient: ['wv:alice@b1.example'], part: text('x') },
      ],
    });
    expect(forged.result[0]).toMatchObject({ code: 534 });
    const own = await chess.call('SendMessages', {
      message: [
        { clientMessageId: 'o', sender: 'wv:u1@chess.b1.example', recipient: ['wv:alice@b1.example'], part: text('y') },
      ],
    });
    expect(own.result[0]).toMatchObject({ code: 200 });
    const got = await alice.get();
    expect(got.map((item) => item.sender)).toEqual(['wv:u1@chess.b1.example']);
  });

  test('each refusal has its own code and leaves the neighbours alone', async () => {
    const recipient = [
      'wv:nobody@b1.example',
      'wv:bob@elsewhere.example',
      'tel:+491234',
      'wv:a/list@b1.example',
      'wv:bob@b1.example',
    ];
    const { code, result } = await alice.call('SendMessages', {
      message: [
        { clientMessageId: 'mixed-1', recipient, part: text('to whom it may concern') },
        { clientMessageId: 'mixed-2', recipient: ['wv:bob@b1.example'], part: [{ contentType: 'text/plain' }] },
        {
          clientMessageId: 'mixed-3',
          recipient: ['wv:bob@b1.example'],
          part: [{ contentType: 'nonsense', text: 'x' }],
        },
        { clientMessageId: 'mixed-4', recipient: ['wv:bob@b1.example'], part: text('x'), anonymous: true },
        { clientMessageId: 'mixed-5', recipient: ['wv:bob@b1.example'], part: text('y'.repeat(100_001)) },
        { clientMessageId: 'mixed-6', recipient: ['wv:bob@b1.example'], part: text('last'), priority: 'NORMAL' },
      ],
    });
    expect(code).toBe(201);
    expect(result.map((each) => each.code)).toEqual([531, 516, 531, 501, 200, 402, 415, 501, 432, 200]);
    expect(texts(await bob.get())).toEqual(['to whom it may concern', 'last']);
  });

  test('none of several is 900, one alone gives its own code', async () => {
    const none = await alice.call('SendMessages', {
      message: [{ clientMessageId: 'none', recipient: ['wv:nobody@b1.example', 'oops'], part: text('x') }],
    });
    expect(none.code).toBe(900);
    const single = await alice.call('SendMessages', {
      message: [{ clientMessageId: 'single', recipient: ['wv:nobody@b1.example'], part: text('x') }],
    });
    expect(single.code).toBe(531);
  });

  test('a recipient named twice in one message gets it once', async () => {
    const { result } = await alice.call('SendMessages', {
      message: [{ clientMessageId: 'twice', recipient: ['wv:bob@b1.example', 'im:Bob@b1.example'], part: text('one') }],
    });
    expect(result.map((each) => each.code)).toEqual([200, 200]);
    expect(result[0]!.messageId).toBe(result[1]!.messageId);
    expect(texts(await bob.get())).toEqual(['one']);
  });

  test('PP-45: sip, bare and tel addresses reach the same inbox as the wv address, malformed ones do not', async () => {
    const number = new Party(b1, await b1.addPerson('+491701234567'));
    for (const address of ['tel:+49-170-1234567', 'sip:+491701234567@b1.example', '+491701234567@b1.example']) {
      expect(await alice.send(address, address)).toMatchObject({ code: 200, recipient: address });
    }
    expect((await number.get()).map(({ recipient }) => recipient)).toHaveLength(3);
    for (const malformed of ['tel:+0123', 'tel:+1234567890123456', 'sip:b1.example', 'bob', '@b1.example']) {
      expect(await alice.send(malformed, 'x')).toMatchObject({ code: 901 });
    }
  });

  test('sip, im, bare and wv spellings of a user reach the same inbox', async () => {
    for (const [index, address] of [
      'sip:bob@b1.example',
      'im:bob@b1.example',
      'bob@b1.example',
      'wv:BOB@B1.EXAMPLE',
    ].entries()) {
      expect(await alice.send(address, `spelling ${String(index)}`)).toMatchObject({ code: 200, recipient: address });
    }
    expect(texts(await bob.get())).toEqual(['spelling 0', 'spelling 1', 'spelling 2', 'spelling 3']);
  });

  test('too many recipients at once are refused as a whole and nothing is delivered', async () => {
    const recipient = Array.from({ length: 61 }, (_, index) => `wv:p${String(index)}@chess.b1.example`);
    const attempt = alice.call('SendMessages', {
      message: [{ clientMessageId: 'crowd', recipient, part: text('x') }],
    });
    await expect(attempt).rejects.toMatchObject({ errorName: 'TooManyDeliveries' });
    await expect(attempt).rejects.toBeInstanceOf(FaultReceived);
    expect(await chess.get()).toEqual([]);
  });
});

describe('the depth limit of an inbox', () => {
  let small: TestProvider;
  beforeAll(async () => {
    small = await startTestProvider({ domain: 'small.example', settings: { inboxDepthLimit: 3 } });
  });
  afterAll(() => small.drop());

  test('a full inbox refuses with 507 and a retry hint, and takes the same message once there is room', async () => {
    const carol = new Party(small, await small.addPerson('carol'));
    const dave = new Party(small, await small.addPerson('dave'));
    for (const place of [1, 2, 3]) {
      expect(await carol.send('wv:dave@small.example', String(place))).toMatchObject({ code: 200 });
    }
    const full = await carol.send('wv:dave@small.example', 'four', 'fourth');
    expect(full).toMatchObject({ code: 507, retryable: true });
    expect(full.retryAfterSeconds).toBeGreaterThan(0);
    const { item, receipt } = await dave.lease({ maxMessages: 1 });
    expect(texts(item)).toEqual(['1']);
    await dave.call('AcknowledgeMessages', { receipt: receipt! });
    expect(await carol.send('wv:dave@small.example', 'four', 'fourth')).toMatchObject({ code: 200 });
    expect(texts(await dave.get())).toEqual(['2', '3', 'four']);
  });

  test('WSI-23: what a full inbox holds already is answered as the first time when it is sent again', async () => {
    const carol = new Party(small, await small.addPerson('carol2'));
    const eve = new Party(small, await small.addPerson('eve'));
    const sent = await carol.send(eve.address, 'one', 'first');
    for (const word of ['two', 'three']) await carol.send(eve.address, word);
    expect(await carol.send(eve.address, 'one', 'first')).toEqual(sent);
    expect(await carol.send(eve.address, 'other', 'first')).toMatchObject({ code: 402 });
    expect(await carol.send(eve.address, 'four')).toMatchObject({ code: 507 });
  });

  test('behind a message that found the inbox full none of the same request gets in', async () => {
    const carol = new Party(small, await small.addPerson('carol3'));
    const frank = new Party(small, await small.addPerson('frank'));
    const { code, result } = await carol.call('SendMessages', {
      message: ['1', '2', '3', '4', '5'].map((word) => ({
        clientMessageId: word,
        recipient: [frank.address],
        part: text(word),
      })),
    });
    expect(code).toBe(201);
    expect(result.map((each) => each.code)).toEqual([200, 200, 200, 507, 507]);
    expect(texts(await frank.get())).toEqual(['1', '2', '3']);
  });
});
