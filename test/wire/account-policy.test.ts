import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { message, request, sendMessages } from './envelope.js';
import { until, valuesOf } from './exchange.js';
import { BOB, getMessages, NOTHING, openPackageHouse, type PackageHouse } from './package-house.js';
import { attachment, readAnswer, reference, type Profile, type RawAnswer, type RawPart } from './raw-package.js';

/** What an account may not send is not stored first where that can be known; other messages of the request are kept. */

const KiB = 1024;
let house: PackageHouse;
let carol: string;
let count = 0;

beforeAll(async () => {
  house = await openPackageHouse();
  // Counts all that is ever written of contents, whatever becomes of it afterwards.
  await house.database.pool.query(`
    CREATE TABLE written (bytes bigint NOT NULL);
    CREATE FUNCTION note_written() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO written VALUES (length(NEW.bytes)); RETURN NULL; END $$;
    CREATE TRIGGER note_written AFTER INSERT ON content_chunk FOR EACH ROW EXECUTE FUNCTION note_written();
  `);
});
afterAll(async () => {
  expect(await house.stillAnswers()).toBe(true);
  expect(house.indiscretions()).toEqual([]);
  await house.drop();
});
/** Each test has a sender of its own, whom the provider has not seen. */
beforeEach(async () => {
  count += 1;
  carol = await house.addPerson(`carol${String(count)}`);
  await house.database.pool.query('TRUNCATE written');
});

const written = async (): Promise<number> => {
  const { rows } = await house.database.pool.query<{ bytes: string }>(
    'SELECT coalesce(sum(bytes), 0) AS bytes FROM written',
  );
  return Number(rows[0]!.bytes);
};
const codesOf = (answer: RawAnswer): string[] =>
  [...readAnswer(answer).root.matchAll(/<(?:\w+:)?code>(\d+)</g)].slice(1).map(([, code = '']) => code);
const part = (contentType: string, content: string): string =>
  `<part><contentType>${contentType}</contentType>${content}</part>`;
const picture = Buffer.alloc(700 * KiB, 'picture');
const film = Buffer.alloc(3_000 * KiB, 'film');

/** Bob takes what came, and then nothing is left in the store. */
async function takenByBob(profile: Profile, messages: number): Promise<void> {
  const answer = await house.ask(profile, getMessages(), BOB);
  expect(readAnswer(answer).root.match(/<(?:\w+:)?item>/g) ?? []).toHaveLength(messages);
  await until('what everybody has is removed', async () => (await house.stored()).contents === 0);
  expect(await house.stored()).toEqual(NOTHING);
}

describe.each<Profile>(['mtom', 'swa'])('over %s', (profile) => {
  const attached = (contentType: string, id: string): string => part(contentType, reference(profile, `${id}@phone`));
  const send = (body: string, parts: readonly RawPart[], rootAt = 0) =>
    house.send(profile, body, { as: carol, parts, rootAt, piece: 50_000 });

  test('an attachment that may not be sent is passed over; the messages before and behind it are kept', async () => {
    await house.settle(carol, 'refusedContentTypes=video/*');
    const body = sendMessages(
      message({ part: attached('image/png', 'first') }),
      message({ part: attached('Video/MP4; codecs=x', 'film') }),
      message({ part: attached('image/png', 'second') }),
    );
    const answer = await send(body, [
      attachment('first@phone', picture, { type: 'image/png' }),
      attachment('film@phone', film, { type: 'video/mp4' }),
      attachment('second@phone', picture),
    ]);
    expect(codesOf(answer)).toEqual(['200', '415', '200']);
    expect(readAnswer(answer).root).toContain('Part 1 is Video/MP4; codecs=x, which this account may not send');
    expect(await written()).toBe(2 * picture.length);
    await takenByBob(profile, 2);
  });

  test('attachments of a message that is refused for another of its parts are passed over too', async () => {
    await house.settle(carol, 'allowedContentTypes=text/*,image/*', 'maxPartBytes=800KiB');
    const body = sendMessages(
      message({ part: attached('image/png', 'a') + attached('application/zip', 'b') }),
      message({ part: attached('image/png', 'c') + attached('image/png', 'd') }),
    );
    const parts = [picture, picture, film, picture].map((bytes, at) => attachment(`${'abcd'[at]!}@phone`, bytes));
    const answer = await send(body, parts);
    expect(codesOf(answer)).toEqual(['415', '432']);
    // Of the film what came before it was too large, and nothing of what stands behind it.
    expect(await written()).toBeLessThanOrEqual(800 * KiB);
    await takenByBob(profile, 0);
  });

  test('an attachment that two messages refer to is kept for the one that may have it', async () => {
    await house.settle(carol, 'maxMessageBytes=1MiB');
    const twice = attached('image/png', 'both') + attached('image/png', 'other');
    const body = sendMessages(message({ part: twice }), message({ part: attached('image/png', 'both') }));
    const answer = await send(body, [
      attachment('other@phone', picture, { type: 'image/png' }),
      attachment('both@phone', picture, { type: 'image/png' }),
    ]);
    expect(codesOf(answer)).toEqual(['432', '200']);
    await takenByBob(profile, 1);
  });

  test('a message that has become too large gets nothing more stored', async () => {
    await house.settle(carol, 'maxMessageBytes=1MiB');
    const ids = ['a', 'b', 'c', 'd'];
    const body = sendMessages(message({ part: ids.map((id) => attached('image/png', id)).join('') }), message());
    const answer = await send(
      body,
      ids.map((id) => attachment(`${id}@phone`, picture)),
    );
    expect(codesOf(answer)).toEqual(['432', '200']);
    expect(await written()).toBe(2 * picture.length);
    await takenByBob(profile, 1);
  });

  test('what comes before the envelope is judged when that is there, and nothing of it stays', async () => {
    await house.settle(carol, 'refusedContentTypes=video/*', 'maxPartBytes=1MiB', 'maxMessageBytes=1MiB');
    const body = sendMessages(
      message({ part: attached('video/mp4', 'film') }),
      message({ part: attached('image/png', 'large') }),
      message({ part: attached('image/png', 'first') + attached('image/png', 'last') }),
      message({ part: attached('image/png', 'first') }),
    );
    const parts = [
      attachment('film@phone', picture, { type: 'video/mp4' }),
      attachment('large@phone', film),
      attachment('first@phone', picture),
      attachment('last@phone', picture),
    ];
    const answer = await send(body, parts, 3);
    expect(codesOf(answer)).toEqual(['415', '432', '432', '200']);
    await takenByBob(profile, 1);
  });

  test('an account may send larger parts than the deployment has for everybody, wherever the envelope stands', async () => {
    const small = await openPackageHouse({ settings: { maxMessageBytes: '300KiB' } });
    try {
      await small.settle('wv:alice@b1.example', 'maxMessageBytes=1MiB', 'maxPartBytes=1MiB');
      const body = () => sendMessages(message({ part: attached('image/png', 'a') }));
      for (const rootAt of [0, 1]) {
        const answer = await small.send(profile, body(), { parts: [attachment('a@phone', picture)], rootAt });
        expect(codesOf(answer)).toEqual(['200']);
      }
      const refused = await small.send(profile, body(), { as: BOB, parts: [attachment('a@phone', picture)] });
      expect(codesOf(refused)).toEqual(['432']);
    } finally {
      await small.drop();
    }
  });

  test.each(['announced', 'found out'])('a request that is too large for its sender is refused, %s', async (how) => {
    await house.settle(carol, 'maxRequestBytes=1MiB');
    const body = sendMessages(message(), message({ part: attached('image/png', 'film') }));
    const { contentType, body: bytes } = house.packed(profile, body, {
      as: carol,
      parts: [attachment('film@phone', film)],
    });
    const sent = httpRequest(house.addressOf(profile), {
      method: 'POST',
      headers: { 'Content-Type': contentType, ...(how === 'announced' ? { 'Content-Length': bytes.length } : {}) },
    });
    const answered = once(sent, 'response');
    sent.on('error', () => undefined);
    sent.end(bytes);
    const [answer] = (await answered) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    expect([answer.statusCode, text]).toEqual([
      413,
      'The request is larger than the 1048576 bytes that this account may send at once; send it in smaller pieces.\n',
    ]);
    if (how === 'announced') expect(await written()).toBe(0);
    await takenByBob(profile, 0);
  });

  test('who goes away in the middle of what is passed over leaves nothing behind', async () => {
    await house.settle(carol, 'refusedContentTypes=video/*');
    const body = sendMessages(
      message({ part: attached('image/png', 'first') }),
      message({ part: attached('video/mp4', 'film') }),
    );
    const { contentType, body: bytes } = house.packed(profile, body, {
      as: carol,
      parts: [attachment('first@phone', picture), attachment('film@phone', film)],
    });
    const sent = httpRequest(house.addressOf(profile), { method: 'POST', headers: { 'Content-Type': contentType } });
    sent.on('error', () => undefined);
    sent.write(bytes.subarray(0, bytes.length - 1_000_000));
    await until('the picture is stored', async () => (await written()) === picture.length);
    sent.destroy();
    await until('nothing is left', async () => (await house.stored()).contents === 0);
    await takenByBob(profile, 0);
  });
});

describe('inside of the envelope', () => {
  const inline = (contentType: string, bytes: Buffer): string =>
    part(contentType, `<data>${bytes.toString('base64')}</data>`);
  const send = (body: string) => house.ask('mtom', body, carol);

  test('content beyond what the account may send is read and dropped, and its message alone refused', async () => {
    await house.settle(carol, 'maxPartBytes=800KiB', 'refusedContentTypes=video/*');
    const answer = await send(
      sendMessages(
        message({ part: inline('image/png', film) }),
        message({ part: inline('image/png', picture) }),
        message({ part: inline('video/mp4', picture) }),
      ),
    );
    expect(codesOf(answer)).toEqual(['432', '200', '415']);
    expect(await written()).toBeLessThanOrEqual((800 + 700 + 700) * KiB);
    await takenByBob('mtom', 1);
  });

  test('a request that is too large for its sender is refused while it comes', async () => {
    await house.settle(carol, 'maxRequestBytes=1MiB');
    const answer = await send(sendMessages(message({ part: inline('image/png', film) })));
    expect(answer.status).toBe(413);
    await takenByBob('mtom', 0);
  });

  test('whatever else is asked is bounded too, and small requests go through', async () => {
    await house.settle(carol, 'maxRequestBytes=4KiB', 'allowedContentTypes=none');
    const large = await send(request('GetCapabilities', `<!--${'x'.repeat(5_000)}-->`));
    expect(large.status).toBe(413);
    const small = await send(request('GetCapabilities'));
    expect(valuesOf({ text: readAnswer(small).root } as never, 'maxRequestBytes')).toEqual(['4096']);
  });
});
