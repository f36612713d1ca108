import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { clientUrl, Device } from './device.js';

/** What an operator settled for an account binds its IM clients as it binds those who speak SOAP. */

const KiB = 1024;
let b1: TestProvider;
let alice: Device;
let bob: string;
let count = 0;

beforeAll(async () => {
  b1 = await startTestProvider();
});
afterAll(() => b1.drop());
beforeEach(async () => {
  count += 1;
  alice = await Device.signIn(b1, await b1.addPerson(`alice${String(count)}`));
  bob = await b1.addPerson(`bob${String(count)}`);
});

interface Outcome {
  readonly state?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly error?: string;
}

async function post(path: string, contentType: string, body: string | Uint8Array<ArrayBuffer>) {
  const response = await fetch(`${clientUrl(b1)}${path}`, {
    method: 'POST',
    headers: { Cookie: alice.cookie, 'X-CSRF-Token': alice.csrfToken, 'Content-Type': contentType },
    body,
  });
  const answer = (await response.json()) as { messages?: Outcome[]; error?: string };
  return { status: response.status, error: answer.error, outcomes: answer.messages ?? [] };
}

const send = (...messages: object[]) =>
  post(
    '/messages',
    'application/json',
    JSON.stringify({ messages: messages.map((each) => ({ clientMessageId: randomUUID(), to: bob, ...each })) }),
  );
const upload = (contentType: string, bytes: number) =>
  post(`/files?to=${bob}&clientMessageId=${randomUUID()}`, contentType, Buffer.alloc(bytes, 'file'));

async function maxFileBytes(): Promise<unknown> {
  const response = await fetch(`${clientUrl(b1)}/session`, { headers: { Cookie: alice.cookie } });
  return ((await response.json()) as { maxFileBytes: unknown }).maxFileBytes;
}

const rows = async (table: string): Promise<number> => {
  const found = await b1.database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return found.rows[0]!.n;
};

test('messages of a type or size that the account may not send fail alone, and those beside them are sent', async () => {
  await b1.settle(alice.address, 'allowedContentTypes=text/plain,image/*', 'maxMessageBytes=2KiB');
  const data = Buffer.from('bytes').toString('base64');
  const { outcomes } = await send(
    { text: 'hello' },
    { data, contentType: 'video/mp4' },
    { text: 'x'.repeat(3 * KiB) },
    { data, contentType: 'IMAGE/png' },
  );
  expect(outcomes.map(({ state, code }) => [state, code])).toEqual([
    ['sent', undefined],
    ['failed', 415],
    ['failed', 432],
    ['sent', undefined],
  ]);
  expect(outcomes[1]!.reason).toContain('Part 1 is video/mp4, which this account may not send');
});

test('a file of such a type is refused before its bytes are stored', async () => {
  await b1.settle(alice.address, 'refusedContentTypes=video/*');
  const before = await rows('content');
  const { status, outcomes } = await upload('video/mp4', 1_000 * KiB);
  expect([status, outcomes[0]]).toEqual([200, expect.objectContaining({ state: 'failed', code: 415 }) as unknown]);
  expect(await rows('content')).toBe(before);
  expect((await upload('image/png', 200 * KiB)).outcomes[0]).toMatchObject({ state: 'sent' });
});

test('the client is told the largest file of its account, and a larger one is refused', async () => {
  expect(await maxFileBytes()).toBe(4 * KiB ** 3);
  await b1.settle(alice.address, 'maxPartBytes=300KiB', 'maxMessageBytes=400KiB', 'maxRequestBytes=200KiB');
  // Sessions are looked up each time: there is nothing to wait for.
  expect(await maxFileBytes()).toBe(200 * KiB);
  expect(await upload('image/png', 200 * KiB + 1)).toMatchObject({ status: 413, error: 'TOO_LARGE' });
  expect((await upload('image/png', 200 * KiB)).outcomes[0]).toMatchObject({ state: 'sent' });
  const { status } = await send({ data: Buffer.alloc(180 * KiB).toString('base64'), contentType: 'image/png' });
  expect(status).toBe(413);
});

test('what a recipient does not take has failed in the log of its sender, and never comes to that inbox', async () => {
  await b1.settle(bob, 'rejectedContentTypes=image/*');
  const sent = await upload('image/png', 500 * KiB);
  expect(sent.outcomes[0]).toMatchObject({
    state: 'failed',
    code: 415,
    reason: 'The recipient takes no content of type image/png; send it as another type, or without it.',
  });
  expect((await send({ text: 'a word instead' })).outcomes[0]).toMatchObject({ state: 'sent' });
  expect(await rows(`inbox JOIN account USING (owner_id) WHERE address = '${bob}'`)).toBe(1);
});
