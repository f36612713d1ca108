import { describe, expect, test } from '@jest/globals';
import { imOperations, type InboxItemInput, type SendMessagesRequestInput } from '@imps-wsi/contract/im';
import { XmlWriter } from '@imps-wsi/contract/xml';
import { encodeRequest, violation } from './codec-support.js';

const message = { clientMessageId: '1', recipient: ['wv:a@b'], part: [{ contentType: 'text/plain', text: 't' }] };

/** What a caller without a type checker may pass. */
function untyped(change: Record<string, unknown>): SendMessagesRequestInput {
  return { message: [message, { ...message, ...change }] };
}

describe('an encoder refuses what the schema does not allow, with the same error as a decoder', () => {
  const M = '/SendMessagesRequest/message[2]';
  test.each<[string, Record<string, unknown>, string, string, string]>([
    ['a missing required field', { clientMessageId: undefined }, `${M}/clientMessageId`, 'a string', 'undefined'],
    ['null', { subject: null }, `${M}/subject`, 'a string', 'null'],
    ['a number for a string', { clientMessageId: 17 }, `${M}/clientMessageId`, 'a string', '17'],
    ['a string for a list', { recipient: 'wv:a@b' }, `${M}/recipient`, 'an array', '"wv:a@b"'],
    ['an empty list that needs one', { recipient: [] }, `${M}/recipient`, 'at least 1 in the array', '0'],
    ['too long a list', { report: ['READ', 'READ', 'READ', 'READ'] }, `${M}/report`, 'at most 3 in the array', '4'],
    ['too long a text', { subject: 'x'.repeat(1025) }, `${M}/subject`, 'at most 1024 characters', '1025 characters'],
    ['a word outside the enumeration', { priority: 'URGENT' }, `${M}/priority`, 'one of LOW, NORMAL, HIGH', '"URGENT"'],
    ['a fraction', { timeToLive: 1.5 }, `${M}/timeToLive`, 'a whole number from 1 to 31536000', '1.5'],
    [
      'an invalid date',
      { expiresAt: new Date(Number.NaN) },
      `${M}/expiresAt`,
      'a valid Date of a year from 1 to 9999',
      'a value of type object',
    ],
    [
      'a date as text',
      { expiresAt: '2031-05-17' },
      `${M}/expiresAt`,
      'a valid Date of a year from 1 to 9999',
      '"2031-05-17"',
    ],
    [
      'bytes as text',
      { part: [{ contentType: 'a/b', data: 'abc' }] },
      `${M}/part/data`,
      'a Uint8Array or bytes in chunks',
      '"abc"',
    ],
    ['a part that is no object', { part: [message.part[0], 'text'] }, `${M}/part[2]`, 'an object', '"text"'],
    [
      'a character XML cannot carry',
      { part: [{ contentType: 'a/b', text: 'a\0' }] },
      `${M}/part/text`,
      'characters that XML 1.0 can carry (send anything else as data)',
      'U+0000 at 1',
    ],
  ])('%s', (_what, change, path, expected, found) => {
    expect(violation(() => encodeRequest('SendMessages', untyped(change)))).toEqual({ path, expected, found });
  });

  test('a trusted writer leaves out the facets, never the escaping', () => {
    const text = encodeRequest('SendMessages', { message: [{ ...message, subject: `<${'x'.repeat(1025)}` }] }, true);
    expect(text).toContain('<subject>&lt;xxx');
    expect(() => encodeRequest('SendMessages', { message: [{ ...message, subject: '\0' }] }, true)).toThrow(/U\+0000/);
  });
});

describe('namespaces are declared once, and only those that the message can use', () => {
  test('im is the default, common has a prefix where it can occur', () => {
    expect(encodeRequest('GetMessages', {})).toBe(
      '<GetMessagesRequest xmlns="urn:imps-wsi:im:1"></GetMessagesRequest>',
    );
    expect(encodeRequest('SendMessages', { message: [message] }).match(/xmlns/g)).toHaveLength(2);
  });
});

describe('an answer can be streamed', () => {
  const item = (n: number): InboxItemInput => ({
    messageId: `m${n}`,
    kind: 'MESSAGE',
    sender: 'wv:a@b',
    recipient: 'wv:c@d',
    acceptedAt: new Date('2031-05-17T09:30:00Z'),
    deliveryAttempt: 1,
    content: { part: [{ number: 1, contentType: 'text/plain', size: 100, text: 'x'.repeat(100) }] },
  });

  async function* arriving(count: number): AsyncGenerator<InboxItemInput> {
    for (let n = 1; n <= count; n++) {
      await Promise.resolve();
      yield item(n);
    }
  }

  test('items as they come, and what stands behind them when the encoder gets there', async () => {
    let asked = 0;
    const writer = new XmlWriter({ highWaterMark: 1000 });
    const chunks: string[] = [];
    const stream = imOperations.GetMessages.output.encodeStream(writer, {
      item: arriving(20),
      moreAvailable: () => (asked++, true),
      remaining: () => Promise.resolve(3),
      receipt: () => undefined,
    });
    for await (const chunk of stream) {
      expect(asked).toBe(0);
      chunks.push(chunk as string);
    }
    chunks.push(writer.take());
    expect(chunks.length).toBeGreaterThan(4);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(2000);

    const whole = new XmlWriter();
    imOperations.GetMessages.output.encode(whole, {
      item: Array.from({ length: 20 }, (_, n) => item(n + 1)),
      moreAvailable: true,
      remaining: 3,
    });
    expect(chunks.join('')).toBe(whole.take());
  });

  test('a list that is there already, and an answer without any', async () => {
    for (const value of [{ item: [item(1)], moreAvailable: false }, { moreAvailable: false }]) {
      const writer = new XmlWriter();
      const whole = new XmlWriter();
      for await (const chunk of imOperations.GetMessages.output.encodeStream(writer, value)) expect(chunk).toBe('');
      imOperations.GetMessages.output.encode(whole, value);
      expect(writer.take()).toBe(whole.take());
    }
  });

  test('an error names the item, although what went before it is gone', async () => {
    const writer = new XmlWriter({ highWaterMark: 100 });
    const items = [
      item(1),
      item(2),
      { ...item(3), content: { part: [{ number: 0, contentType: 'text/plain', size: 1 }] } },
    ];
    const run = async (): Promise<void> => {
      for await (const chunk of imOperations.GetMessages.output.encodeStream(writer, {
        item: items,
        moreAvailable: false,
      })) {
        expect(chunk).not.toBe('');
      }
    };
    await expect(run()).rejects.toMatchObject({ path: '/GetMessagesResponse/item[3]/content/part/number' });
  });
});
