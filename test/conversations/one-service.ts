import { expect, test } from '@jest/globals';
import { Device, textOf } from '../client-access/device.js';
import { Party, texts } from '../support/party.js';

/**
 * What consumers and people see of a provider, whichever of its processes each of their requests meets.
 *
 * @param url where each request may meet another process
 */
export function behavesAsOne(url: () => string): void {
  const as = (name: string): Party => new Party({ url: url() }, `wv:${name}@b1.example`);
  const to = (name: string): string => `wv:${name}@b1.example`;

  test('MT-3, PP2-13: what is sent, read and acknowledged at different processes stays in order and is there once', async () => {
    const [alice, bob] = [as('alice'), as('bob')];
    const words = Array.from({ length: 30 }, (_, index) => `word ${String(index)}`);
    for (const word of words) expect(await alice.send(to('bob'), word)).toMatchObject({ code: 200 });
    const seen: string[] = [];
    while (seen.length < words.length) {
      const { item, receipt } = await bob.lease({ maxMessages: 4 });
      seen.push(...texts(item));
      expect(await bob.call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 200 });
    }
    expect(seen).toEqual(words);
    expect(await bob.get()).toEqual([]);
  });

  test('WSI-23: a message that is sent again, and a request that is made again, are known everywhere', async () => {
    const [alice, bob] = [as('alice'), as('bob')];
    const first = await alice.send(to('bob'), 'once', 'the one');
    for (let copy = 0; copy < 5; copy += 1) expect(await alice.send(to('bob'), 'once', 'the one')).toEqual(first);
    const leased = await bob.lease({ requestId: 'lost answer' });
    expect(texts(leased.item)).toEqual(['once']);
    for (let copy = 0; copy < 5; copy += 1) {
      expect(await bob.lease({ requestId: 'lost answer' })).toMatchObject({ receipt: leased.receipt });
    }
    const { messageId } = leased.item[0]!;
    for (let copy = 0; copy < 3; copy += 1) {
      const { data } = await bob.call('GetMessageContent', { messageId, part: 1 });
      expect(Buffer.from(data as Uint8Array).toString()).toBe('once');
    }
    await bob.call('AcknowledgeMessages', { receipt: leased.receipt! });
    expect(await alice.call('GetMessageStatus', { messageId: [first.messageId!] })).toMatchObject({
      status: [{ state: 'DELIVERED' }],
    });
  });

  test('readers who wait at each process are woken by what comes at another', async () => {
    const readers = ['bob', 'carol', 'dave'].map((name) => ({ name, waiting: as(name).get({ waitSeconds: 50 }) }));
    for (const { name } of readers) await as('alice').send(to(name), `for ${name}`);
    const got = await Promise.all(readers.map(({ waiting }) => waiting));
    expect(got.map(texts)).toEqual([['for bob'], ['for carol'], ['for dave']]);
  });

  test('a session of client access is good at each process, and its event streams tell the same', async () => {
    const [alice, phone] = [await Device.signIn({ url: url() }, 'alice'), await Device.signIn({ url: url() }, 'erin')];
    const streams = [await phone.listen(), await phone.listen(), await phone.listen()];
    const words = Array.from({ length: 10 }, (_, index) => `to each ${String(index)}`);
    for (const text of words) await alice.send({ to: phone.address, text });
    for (const stream of streams) expect(await stream.receive(words.length)).toEqual(words);
    const { messages } = await phone.history(alice.address);
    expect(messages.map(textOf)).toEqual(words);
    for (const stream of streams) stream.cut();
  });
}

/** Who is needed. */
export const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'];
