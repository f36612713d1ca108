import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../packages/provider/dist/log.js';
import { Device } from '../client-access/device.js';
import { Party } from '../support/party.js';
import { PASSWORD } from '../support/provider.js';
import { envelope, message, passwordDigest, passwordText, request, sendMessages } from '../wire/envelope.js';
import { faultOf } from '../wire/exchange.js';
import { ALICE, BOB, openHouse, type House } from '../wire/house.js';

/**
 * What goes wrong is told to each in its own words: callers get a reference and nothing of the inside, the log has the
 * rest under that reference, and neither has secrets or what people write (WSI-13, GS-4).
 */
let house: House;
let secret: string;
const log: string[] = [];
const CHESS = 'wv:chess@b1.example';
const WRONG = 'not-the-password-3141';
const TEXT = 'what Alice tells Bob 2718';
const NAME = 'holiday-at-the-sea.txt';
const part = `<part><contentType>text/plain</contentType><name>${NAME}</name><text>${TEXT}</text></part>`;

beforeAll(async () => {
  house = await openHouse({ log: createLogger({ level: 'debug', write: (line) => log.push(line) }) });
  secret = await house.addService('chess');
});
afterAll(() => house.drop());

/** While the table is away, statements fail as they do for a bug. */
async function without(table: string, work: () => Promise<void>): Promise<void> {
  await house.database.pool.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  try {
    await work();
  } finally {
    await house.database.pool.query(`ALTER TABLE ${table}_away RENAME TO ${table}`);
  }
}

test('a failure of the inside is a fault with a reference, which the log explains', async () => {
  await without('lease_batch', async () => {
    await house.asAlice(sendMessages(message({ part })));
    const answer = await house.asBob(
      request('GetMessages', '<acknowledgeMode>EXPLICIT</acknowledgeMode><requestId>r</requestId>'),
    );
    const { code, reason, detail } = faultOf(answer);
    expect({ code, detail }).toMatchObject({
      code: 'Server',
      detail: { errorName: 'InternalError', referenceId: expect.stringMatching(/^[\w-]{12}$/) },
    });
    expect(reason).not.toMatch(/relation|lease/i);
    expect(log.join('')).toMatch(
      new RegExp(`ERROR a request failed referenceId=${detail!.referenceId!} .*lease_batch`),
    );
  });
  expect(house.indiscretions()).toEqual([]);
});

test('so it is for IM clients', async () => {
  const device = await Device.signIn(house, ALICE);
  await without('conversation_entry', async () => {
    const { status, body, text } = await device.call('GET', '/messages?peer=wv:bob@b1.example').then((answer) => ({
      ...answer,
      text: JSON.stringify(answer.body),
    }));
    expect({ status, body }).toMatchObject({ status: 500, body: { error: 'FAILED' } });
    const [, reference = ''] = /reference ([\w-]{12}) /.exec(text) ?? [];
    expect(text).not.toMatch(/relation|conversation_entry|\bat \//);
    expect(log.join('')).toContain(`a client request failed referenceId=${reference}`);
  });
});

test('no log line, at whatever level, has a secret or what people write', async () => {
  const digest = passwordDigest(CHESS, secret);
  const attempts = [
    envelope(passwordText(ALICE, WRONG), sendMessages(message({ part }))),
    envelope(passwordText(CHESS, WRONG), sendMessages(message({ part }))),
    envelope(digest, request('GetCapabilities')),
    // The nonce again.
    envelope(digest, sendMessages(message({ part }))),
    envelope(passwordDigest(CHESS, WRONG), sendMessages(message({ part }))),
    // Broken in its middle.
    envelope(passwordText(ALICE), sendMessages(message({ part }))).replace('</text>', '</txt>'),
    envelope(passwordText(ALICE), sendMessages(message({ part }))).slice(0, -40),
    envelope(passwordText(ALICE), sendMessages(message({ part, to: ['wv:nobody@b1.example'] }))),
    // What a log might take for lines of its own.
    envelope(passwordText(`wv:a&#10;2026-01-01 ERROR it burns@b1.example`, WRONG), request('GetCapabilities')),
  ];
  for (const attempt of attempts) await house.post(attempt);
  await new Device(house).call('POST', '/session', { body: { userId: 'alice', password: WRONG } });
  const alice = await Device.signIn(house, ALICE, PASSWORD);
  await alice.say(BOB, TEXT);
  await without('delivery', async () => {
    await alice.say(BOB, TEXT).catch(() => undefined);
    await house.asAlice(sendMessages(message({ part })));
  });
  await new Party(house, BOB).get();

  const all = log.join('');
  expect(log.length).toBeGreaterThan(5);
  const digests = attempts.flatMap((text) =>
    [...text.matchAll(/<(?:\w+:)?(?:Password|Nonce)[^>]*>([^<]+)</g)].map(([, value = '']) => value),
  );
  expect(digests.length).toBeGreaterThan(8);
  for (const hidden of [PASSWORD, WRONG, secret, TEXT, NAME, alice.cookie, alice.csrfToken, ...digests]) {
    expect(all).not.toContain(hidden);
  }
  expect(log.every((line) => /^\d{4}-[^\n]+\n$/.test(line))).toBe(true);
  expect(house.indiscretions()).toEqual([]);
});
