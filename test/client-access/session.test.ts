import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { clientUrl, Device } from './device.js';

/** Signing in, staying signed in, and everything that ends it. */
let provider: TestProvider;
let alice: string;
const WRONG = {
  error: 'WRONG_CREDENTIALS',
  message: 'The user id or the password is wrong; check both and try again.',
};

beforeAll(async () => {
  provider = await startTestProvider();
  alice = await provider.addPerson('alice');
  await provider.addPerson('bob');
});
afterAll(() => provider.drop());

const accounts = () => new AccountStore(provider.database.pool);

async function ownerOf(address: string): Promise<string> {
  return (await accounts().find(address))!.ownerId;
}

test.each([
  'wv:alice@b1.example',
  'alice@b1.example',
  'alice',
  ' Alice ',
  'WV:ALICE@B1.EXAMPLE',
  'im:alice@b1.example',
])('a person signs in as %s', async (userId) => {
  const device = new Device(provider);
  const { status, body, headers } = await device.signIn(userId);
  expect(status).toBe(201);
  expect(body).toEqual({
    address: alice,
    csrfToken: expect.stringMatching(/^[\w-]{43}$/),
    expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    maxFileBytes: 4 * 1024 ** 3,
  });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('the cookie is the provider’s own, for this site’s pages, out of reach of scripts', async () => {
  const { headers } = await new Device(provider).signIn('alice');
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^imps-b1\.example=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
  ]);
});

test('of the cookie’s token the database holds nothing that could be used', async () => {
  const { cookie } = await Device.signIn(provider, 'alice');
  const token = cookie.split('=')[1]!;
  const { rows } = await provider.database.pool.query<{ line: string }>('SELECT s::text AS line FROM client_session s');
  const hex = Buffer.from(token).toString('hex');
  for (const { line } of rows) {
    expect(line).not.toContain(token);
    expect(line).not.toContain(hex);
    expect(line).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  }
});

test('whatever is wrong with user id and password, the refusal reads the same', async () => {
  const secret = await provider.addService('chess');
  const carol = await provider.addPerson('carol');
  await accounts().setDisabled(await ownerOf(carol), true);
  for (const [userId, password] of [
    ['alice', 'not this one'],
    ['alice', ''],
    ['nobody', PASSWORD],
    ['carol', PASSWORD],
    ['chess', secret],
    ['alice@elsewhere.example', PASSWORD],
    ['wv:alice/list@b1.example', PASSWORD],
    ['no address at all', PASSWORD],
    ['\0', PASSWORD],
  ] as const) {
    const { status, body, headers } = await new Device(provider).signIn(userId, password);
    expect({ status, body }).toEqual({ status: 401, body: WRONG });
    expect(headers.getSetCookie()).toEqual([]);
  }
});

test('a password that was forwarded in clear is not taken, and neither is a page of another site', async () => {
  const body = { userId: 'alice', password: PASSWORD };
  const device = new Device(provider);
  for (const headers of [{ 'X-Forwarded-For': '192.0.2.1' }, { Forwarded: 'for=192.0.2.1' }, { Via: '1.1 proxy' }]) {
    const answer = await device.call('POST', '/session', {
      body,
      headers: headers as unknown as Record<string, string>,
    });
    expect(answer).toMatchObject({ status: 403, body: { error: 'INSECURE_TRANSPORT' } });
  }
  const { host, origin } = new URL(provider.url);
  for (const headers of [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `http://${host}.evil.example` },
  ]) {
    const answer = await device.call('POST', '/session', { body, headers });
    expect(answer).toMatchObject({ status: 403, body: { error: 'CROSS_SITE' } });
  }
  expect(await device.call('POST', '/session', { body, headers: { Origin: origin } })).toMatchObject({ status: 201 });
});

test('who is signed in gets to know the session; who is not is told so everywhere', async () => {
  const device = await Device.signIn(provider, 'alice');
  const { status, body } = await device.call('GET', '/session');
  expect({ status, body }).toMatchObject({ status: 200, body: { address: alice, csrfToken: device.csrfToken } });
  const token = 'x'.repeat(43);
  for (const cookie of [
    '',
    `imps-b1.example=${token}`,
    'imps-b1.example=',
    'imps-b1.example=%00',
    `__Host-${device.cookie}`,
  ]) {
    const stranger = new Device(provider);
    stranger.cookie = cookie;
    stranger.csrfToken = device.csrfToken;
    for (const [method, path] of [
      ['GET', '/session'],
      ['DELETE', '/session'],
      ['POST', '/messages'],
      ['GET', '/messages?peer=wv:bob@b1.example'],
      ['GET', '/conversations'],
      ['GET', '/messages/1/parts/1'],
      ['GET', '/events'],
    ] as const) {
      const answer = await stranger.call(method, path, method === 'POST' ? { body: { messages: [] } } : {});
      expect(answer).toMatchObject({ status: 401, body: { error: 'NOT_SIGNED_IN' } });
    }
  }
});

test('what changes something needs this session’s CSRF token', async () => {
  const [device, other] = [await Device.signIn(provider, 'alice'), await Device.signIn(provider, 'alice')];
  expect(other.csrfToken).not.toBe(device.csrfToken);
  const body = { messages: [{ clientMessageId: 'csrf', to: 'wv:bob@b1.example', text: 'forged' }] };
  for (const token of ['', 'wrong', other.csrfToken, `${device.csrfToken} `.repeat(2)]) {
    const stranger = new Device(provider);
    stranger.cookie = device.cookie;
    stranger.csrfToken = token;
    for (const [method, path] of [
      ['POST', '/messages'],
      ['DELETE', '/session'],
    ] as const) {
      const answer = await stranger.call(method, path, method === 'POST' ? { body } : {});
      expect(answer).toMatchObject({ status: 403, body: { error: 'WRONG_CSRF_TOKEN' } });
    }
  }
  expect(await device.conversations()).toEqual([]);
});

test('signing out ends the session and its event streams, and those of no other device', async () => {
  const [phone, laptop] = [await Device.signIn(provider, 'bob'), await Device.signIn(provider, 'bob')];
  const [atPhone, atLaptop] = [await phone.listen(), await laptop.listen()];
  const answer = await phone.call('DELETE', '/session');
  expect(answer.status).toBe(204);
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^imps-b1\.example=; Max-Age=0; Path=\//)]);
  await atPhone.until((events) => events.some(({ event }) => event === 'signed-out'));
  await atPhone.ended;
  expect(await phone.call('GET', '/session')).toMatchObject({ status: 401 });
  expect(await laptop.call('GET', '/session')).toMatchObject({ status: 200 });
  await laptop.say('wv:bob@b1.example', 'still here');
  await atLaptop.receive(1);
  expect(atLaptop.events.map(({ event }) => event)).not.toContain('signed-out');
  atLaptop.cut();
});

test('a second page of one browser shares the session; another user’s sign-in ends it', async () => {
  const first = await Device.signIn(provider, 'alice');
  const listening = await first.listen();
  const second = new Device(provider);
  second.cookie = first.cookie;
  await second.signIn('alice');
  expect([second.cookie, second.csrfToken]).toEqual([first.cookie, first.csrfToken]);
  await second.signIn('bob');
  expect(second.cookie).not.toBe(first.cookie);
  await listening.until((events) => events.some(({ event }) => event === 'signed-out'));
  expect(await first.call('GET', '/session')).toMatchObject({ status: 401 });
});

test('a closed account and a new password end sessions and streams; the old password begins none', async () => {
  const address = await provider.addPerson('dora');
  const ownerId = await ownerOf(address);
  const device = await Device.signIn(provider, address);
  expect(await accounts().setPasswordHash(ownerId, await new PasswordHasher().hash('another one 2'))).toBe(true);
  expect(await device.call('GET', '/session')).toMatchObject({ status: 401 });
  expect(await new Device(provider).signIn(address, PASSWORD)).toMatchObject({ status: 401, body: WRONG });
  const again = await Device.signIn(provider, address, 'another one 2');
  const listening = await again.listen();
  await accounts().setDisabled(ownerId, true);
  expect(await again.call('GET', '/session')).toMatchObject({ status: 401 });
  // The stream makes sure of its session before it tells anything; else at its next sign of life.
  await (await Device.signIn(provider, 'bob')).say(address, 'not for eyes of the past');
  await listening.until((events) => events.some(({ event }) => event === 'signed-out'));
  await listening.ended;
  expect(listening.received).toEqual([]);
  // Opened again, the account has none of its sessions back.
  await accounts().setDisabled(ownerId, false);
  expect(await again.call('GET', '/session')).toMatchObject({ status: 401 });
  await Device.signIn(provider, address, 'another one 2');
});

test('a session ends when it was not used for its time, lives on by being used, and never beyond 30 days', async () => {
  const { pool } = provider.database;
  const address = await provider.addPerson('emil');
  const ownerId = await ownerOf(address);
  const device = await Device.signIn(provider, address);
  const expiry = async () =>
    Date.parse(((await device.call('GET', '/session')).body as { expiresAt: string }).expiresAt) - Date.now();
  const DAY = 86_400_000;
  const age = (created: string, used: string, expires: string) =>
    pool.query(
      `UPDATE client_session SET created_at = now() + $2::interval, last_used_at = now() + $3::interval,
         expires_at = now() + $4::interval WHERE owner_id = $1`,
      [ownerId, created, used, expires],
    );
  await age('-2 days', '-2 days', '5 days');
  expect(await expiry()).toBeGreaterThan(6.9 * DAY);
  await age('-29 days', '-2 days', '5 days');
  const last = await expiry();
  expect(last).toBeLessThan(1.1 * DAY);
  expect(last).toBeGreaterThan(0);
  await age('-2 days', '-2 days', '-1 second');
  expect(await device.call('GET', '/session')).toMatchObject({ status: 401 });
});

test('over a hundred sessions of one account the oldest ends', async () => {
  const address = await provider.addPerson('frida');
  const ownerId = await ownerOf(address);
  const oldest = await Device.signIn(provider, address);
  await provider.database.pool.query(
    `INSERT INTO client_session (token_digest, owner_id, expires_at)
     SELECT sha256(n::text::bytea), $1, now() + interval '1 day' FROM generate_series(1, 100) n`,
    [ownerId],
  );
  const newest = await Device.signIn(provider, address);
  expect(await newest.call('GET', '/session')).toMatchObject({ status: 200 });
  expect(await oldest.call('GET', '/session')).toMatchObject({ status: 401 });
});

test('addresses that are none, and methods that they do not know, say so', async () => {
  const device = await Device.signIn(provider, 'alice');
  for (const path of ['', '/', '/Session', '/session/', '/nothing', '/messages/', '/messages/1', '/events/1']) {
    expect(await device.call('GET', path)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } });
  }
  for (const [method, path, allow] of [
    ['PUT', '/session', 'GET, HEAD, POST, DELETE'],
    ['DELETE', '/messages', 'GET, HEAD, POST'],
    ['POST', '/conversations', 'GET, HEAD'],
    ['POST', '/events', 'GET'],
    ['HEAD', '/events', 'GET'],
    ['OPTIONS', '/messages', 'GET, HEAD, POST'],
    ['DELETE', '/messages/1/parts/1', 'GET, HEAD'],
  ] as const) {
    const response = await fetch(clientUrl(provider) + path, { method, headers: { Cookie: device.cookie } });
    expect([method, path, response.status, response.headers.get('allow')]).toEqual([method, path, 405, allow]);
  }
});
