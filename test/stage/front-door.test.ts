import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrontDoor } from '../../examples/gaming/dist/demo/front-door/front-door.js';
import { StageFeed } from '../../examples/gaming/dist/demo/stage-feed.js';
import { SwitchRefusal, type Press } from '../../examples/gaming/dist/demo/switches.js';
import { call, open, press } from './calls.js';
import { deadUrl, upstream, type Upstream } from './upstreams.js';

let site: string;
let game: Upstream;
let b1: Upstream;
let b2Url: string | undefined;
let gameIsAway = false;
let feed: StageFeed;
let pressed: { readonly name: string; readonly press: Press }[];
let refusal: SwitchRefusal | undefined;
let door: FrontDoor;
let port: number;

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'stage-site-'));
  await mkdir(join(site, 'assets'));
  await writeFile(join(site, 'stage.html'), '<title>the stage</title>');
  await writeFile(join(site, 'phone.html'), '<title>a phone</title>');
  await writeFile(join(site, 'assets', 'stage.js'), 'export {};');
});
afterAll(() => rm(site, { recursive: true }));

beforeEach(async () => {
  game = await upstream(echo);
  b1 = await upstream(echo);
  b2Url = await deadUrl();
  gameIsAway = false;
  feed = new StageFeed(['http://192.0.2.7:8080']);
  pressed = [];
  refusal = undefined;
  door = await FrontDoor.open(
    { host: '0.0.0.0', port: 0 },
    {
      site,
      gameUrl: () => (gameIsAway ? undefined : game.url),
      providers: [
        { domain: 'b1.example', name: 'B1', origin: () => b1.url },
        { domain: 'b2.example', name: 'B2', origin: () => b2Url },
      ],
      phones: () => [{ username: 'u1', imAddress: 'wv:alice@b1.example', password: 'p', token: 't' }],
      stage: {
        feed,
        press: (name, body) => {
          pressed.push({ name, press: body });
          return refusal === undefined ? Promise.resolve(feed.switch(name)) : Promise.reject(refusal);
        },
        credential: () => ({ endpoint: 'http://127.0.0.1:1/soap/im', username: 'wv:chess@b1.example', secret: 's' }),
      },
    },
  );
  port = door.port;
});
afterEach(async () => {
  await door.close();
  await Promise.all([game.close(), b1.close()]);
});

/** Answers what came: method, path, headers and body. */
function echo(...[request, response]: Parameters<Parameters<typeof upstream>[0]>): void {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    response.writeHead(201, {
      'content-type': 'application/json',
      'set-cookie': 'imps-b1.example=1; HttpOnly; Path=/',
    });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });
}

const here = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  call(port, { path, headers: { host: `localhost:${port}`, ...headers } });

const codeOf = (body: string): unknown => (JSON.parse(body) as { error: unknown }).error;

/** An address of this machine that is not loopback; tests that need one are left out where there is none. */
const lan = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test('calls of the game and of the client access go to where they belong, with body, cookie and host', async () => {
  const move = await call(port, {
    method: 'POST',
    path: '/api/games/1/moves?x=%20',
    headers: { host: 'chess.test:1', authorization: 'Bearer t', 'content-type': 'application/json' },
    body: '{"move":"e4"}',
  });
  expect(move.status).toBe(201);
  expect(JSON.parse(move.body)).toMatchObject({
    method: 'POST',
    url: '/api/games/1/moves?x=%20',
    headers: { host: 'chess.test:1', authorization: 'Bearer t' },
    body: '{"move":"e4"}',
  });
  const signIn = await here('/im/b1.example/session');
  expect(JSON.parse(signIn.body)).toMatchObject({ url: '/client/session' });
  expect(signIn.headers['set-cookie']).toEqual(['imps-b1.example=1; HttpOnly; Path=/']);
});

/** A POST of so many bytes, at the pace of the network. */
async function post(bytes: number, piece: Buffer) {
  const outgoing = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/im/b1.example/files?to=x',
    method: 'POST',
    headers: { 'content-length': bytes },
  });
  const answer = once(outgoing, 'response').then(([response]) => response as IncomingMessage);
  answer.catch(() => undefined);
  const sent = (async () => {
    for (let left = bytes; left > 0 && !outgoing.destroyed; left -= piece.length) {
      if (!outgoing.write(piece.subarray(0, left)))
        await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
    }
    outgoing.end();
  })();
  sent.catch(() => undefined);
  await once(outgoing, 'socket');
  return { outgoing, answer };
}

test('a file of 50 MB passes at the pace of the provider, and is not held here', async () => {
  const size = 50_000_000;
  const piece = randomBytes(50_000);
  let incoming: IncomingMessage | undefined;
  const slow = await upstream((request, response) => {
    incoming = request;
    const hash = createHash('sha256');
    request.pause().on('data', (chunk: Buffer) => hash.update(chunk));
    request.pause().on('end', () => response.end(hash.digest('hex')));
  });
  b2Url = undefined;
  const before = b1;
  b1 = slow;
  const { outgoing, answer } = await post(size, piece);
  // The provider takes nothing: what leaves the visitor comes to rest, in the buffers of four sockets at most.
  let written = -1;
  while (incoming === undefined || written !== outgoing.socket!.bytesWritten) {
    written = outgoing.socket!.bytesWritten;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(written).toBeLessThan(size / 2);
  incoming.resume();
  let digest = '';
  for await (const chunk of await answer) digest += String(chunk);
  const expected = createHash('sha256');
  for (let left = size; left > 0; left -= piece.length) expected.update(piece.subarray(0, left));
  expect(digest).toBe(expected.digest('hex'));
  await before.close();
});

test('a visitor who breaks off is told to the provider, which keeps nothing then', async () => {
  const before = b1;
  let incoming: IncomingMessage | undefined;
  let came = 0;
  const aborted = new Promise<boolean>((resolve) => {
    void upstream((request) => {
      incoming = request;
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => (came += chunk.length));
      request.on('close', () => resolve(!request.complete));
    }).then((server) => (b1 = server));
  });
  while (b1 === before) await new Promise((resolve) => setTimeout(resolve, 5));
  const { outgoing } = await post(50_000_000, randomBytes(50_000));
  outgoing.on('error', () => undefined);
  while (incoming === undefined || came < 100_000) await new Promise((resolve) => setTimeout(resolve, 10));
  outgoing.destroy();
  expect(await aborted).toBe(true);
  await before.close();
});

test('nothing is added that would tell the provider of another machine', async () => {
  await here('/im/b1.example/session');
  const names = Object.keys(b1.requests[0]!.headers);
  expect(names.filter((name) => /forwarded|via|real-ip/.test(name))).toEqual([]);
});

test('only the client access of a provider is reached, by whatever dots', async () => {
  for (const path of [
    '/im/b1.example/../soap/im',
    '/im/b1.example/%2e%2e/soap/im',
    '/im/b1.example/..\\soap/im',
    '/im/b1.example//x/../../soap/im',
  ]) {
    expect([path, (await here(path)).status]).toEqual([path, 400]);
  }
  expect(b1.requests).toEqual([]);
});

test('while something is away its calls are answered 503, with what to do; the rest goes on', async () => {
  const dead = await here('/im/b2.example/session');
  expect([dead.status, codeOf(dead.body), dead.headers['retry-after']]).toEqual([503, 'UNAVAILABLE', '2']);
  expect(dead.body).toContain('B2 does not answer');
  b2Url = undefined;
  expect((await here('/im/b2.example/session')).status).toBe(503);
  gameIsAway = true;
  expect((await here('/api/state')).status).toBe(503);
  expect((await here('/im/b1.example/session')).status).toBe(201);
});

test('events pass as they come, and a listener who goes away frees the upstream', async () => {
  await game.close();
  let left: Promise<unknown> | undefined;
  let say: (text: string) => void = () => undefined;
  game = await upstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    say = (text) => response.write(text);
    left = once(response, 'close');
  });
  const stream = await open(port, { path: '/api/events' });
  const [first] = (await once(stream, 'data')) as [Buffer];
  expect(first.toString()).toBe('data: 1\n\n');
  say('data: 2\n\n');
  const [second] = (await once(stream, 'data')) as [Buffer];
  expect(second.toString()).toBe('data: 2\n\n');
  stream.destroy();
  await left;
});

test('a refusal that comes before the whole of a large request has arrived gets through', async () => {
  await game.close();
  game = await upstream((request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"error":"NOT_SIGNED_IN"}');
    request.resume();
  });
  const body = 'x'.repeat(20_000_000);
  for (let round = 0; round < 5; round += 1) {
    const answer = await call(port, { method: 'POST', path: '/api/match', headers: { host: 'chess.test:1' }, body });
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'NOT_SIGNED_IN']);
  }
});

test('an upstream that dies in mid-answer breaks the answer off, and nothing else', async () => {
  await game.close();
  game = await upstream((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    response.socket?.destroySoon();
  });
  await expect(here('/api/state')).rejects.toThrow();
  expect((await here('/demo/providers')).status).toBe(200);
});

test('pages come with a policy that runs no script of others, and are asked for anew', async () => {
  for (const [path, title] of [
    ['/', 'the stage'],
    ['/phone', 'a phone'],
    ['/phone/u1', 'a phone'],
    ['/phone/u2', 'a phone'],
  ] as const) {
    const { status, headers, body } = await here(path);
    expect([path, status, headers['cache-control']]).toEqual([path, 200, 'no-cache']);
    expect(body).toContain(title);
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/script-src|upgrade-insecure-requests|unsafe-eval/);
  }
  const asset = await here('/assets/stage.js');
  expect(asset.headers.etag).toBeDefined();
  expect((await here('/assets/stage.js', { 'if-none-match': asset.headers.etag! })).status).toBe(304);
  expect((await here('/phone/u3')).status).toBe(404);
  expect((await here('/assets/../stage.html')).status).toBe(404);
});

test('the sample players and the providers are told to everybody', async () => {
  expect(JSON.parse((await here('/demo/phone/u1')).body)).toMatchObject({ username: 'u1', token: 't' });
  expect((await here('/demo/phone/u2')).status).toBe(503);
  expect(JSON.parse((await here('/demo/providers')).body)).toEqual([
    { domain: 'b1.example', name: 'B1', imBase: '/im/b1.example' },
    { domain: 'b2.example', name: 'B2', imBase: '/im/b2.example' },
  ]);
});

test('a page that is opened gets all that is so, then what happens', async () => {
  feed.note('before');
  const stream = await open(port, { path: '/stage/events', headers: { host: `localhost:${port}` } });
  const chunks = stream.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) text += String((await chunks.next()).value);
  };
  await until(/event: ?snapshot[\s\S]*"before"[\s\S]*\n\n/);
  feed.note('after');
  await until(/event: ?note\nid: ?2\ndata: ?.*"after".*\n\n/);
  stream.destroy();
});

test('the XML of an exchange is there, with a command; what is no longer kept is said to be so', async () => {
  const view = {
    at: 0,
    provider: 'b1' as const,
    operation: 'GetMessages',
    counts: {},
    status: 200,
    milliseconds: 1,
    attempt: 1,
  };
  const requestXml = '<e><UsernameToken><Password>digest</Password></UsernameToken></e>';
  feed.addExchange(view, { requestXml, responseXml: '<r/>', requestXmlCut: false, responseXmlCut: false }, undefined);
  feed.addExchange(view, { requestXml, requestXmlCut: true, responseXmlCut: false }, undefined);
  const whole = JSON.parse((await here('/stage/exchanges/1')).body) as Record<string, unknown>;
  expect(whole).toMatchObject({ id: 1, requestXml, responseXml: '<r/>' });
  expect(whole['curl']).toContain('#PasswordText">s</');
  expect(JSON.parse((await here('/stage/exchanges/2')).body)).not.toHaveProperty('curl');
  for (const id of ['99', 'x', '-1', '1e0e0']) expect((await here(`/stage/exchanges/${id}`)).status).toBe(404);
});

test('a switch is used by a page of this machine; its name and body are checked', async () => {
  expect((await press(port, 'b2', { on: true })).status).toBe(200);
  expect((await press(port, 'kill-bridge', { at: 'before-send' }, { origin: `http://localhost:${port}` })).status).toBe(
    200,
  );
  expect(pressed).toEqual([
    { name: 'b2', press: { on: true } },
    { name: 'kill-bridge', press: { at: 'before-send' } },
  ]);
  for (const [name, body, status] of [
    ['b2', {}, 400],
    ['b2', { on: 'yes' }, 400],
    ['b2', { on: true, more: 1 }, 400],
    ['reset', { on: true }, 400],
    ['kill-bridge', { at: 'never' }, 400],
    ['nothing', {}, 404],
    ['constructor', {}, 404],
    ['__proto__', {}, 404],
  ] as const) {
    expect([name, (await press(port, name, body)).status]).toEqual([name, status]);
  }
  expect(pressed).toHaveLength(2);
});

test('what a switch cannot do is said', async () => {
  refusal = new SwitchRefusal(409, 'B2 does not run; start it first.');
  const { status, body } = await press(port, 'send-two', {});
  expect([status, JSON.parse(body)]).toEqual([409, { error: 'BUSY', message: 'B2 does not run; start it first.' }]);
});

test('a page of somebody else cannot use the switches: origin, content type, forms, broken JSON', async () => {
  const origin = `http://localhost:${port}`;
  for (const headers of [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: `http://localhost:${port + 1}` },
    { origin, 'sec-fetch-site': 'cross-site' },
  ]) {
    expect([headers, (await press(port, 'b2', { on: true }, headers)).status]).toEqual([headers, 403]);
  }
  expect((await press(port, 'b2', { on: true }, { 'content-type': 'text/plain' })).status).toBe(415);
  const broken = await call(port, {
    method: 'POST',
    path: '/stage/switches/b2',
    headers: { host: `localhost:${port}`, 'content-type': 'application/json' },
    body: '{"on":',
  });
  expect([broken.status, codeOf(broken.body)]).toEqual([400, 'BAD_BODY']);
  expect(pressed).toEqual([]);
});

test('a name that was made to lead here does not open the stage (DNS rebinding)', async () => {
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '[::2]',
  ]) {
    const { status, body } = await call(port, { path: '/stage/exchanges/1', headers: { host } });
    expect([host, status, codeOf(body)]).toEqual([host, 403, 'THIS_MACHINE_ONLY']);
  }
  for (const host of ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`, 'chess.localhost']) {
    expect([host, (await call(port, { path: '/stage/exchanges/1', headers: { host } })).status]).toEqual([host, 404]);
  }
});

test('what came through a proxy is not taken for this machine', async () => {
  expect((await here('/stage/exchanges/1', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(403);
  const page = await here('/', { 'x-forwarded-for': '192.0.2.1' });
  expect(page.body).not.toContain('the stage');
  // Where it would be.
  expect(page.body).toContain(`open http://localhost:${port} to`);
});

const whereThereIsANetwork = lan === undefined ? test.skip : test; // no address but loopback
whereThereIsANetwork('who comes by another address of this machine under its number is this machine', async () => {
  const to = lan!;
  const stage = await call(port, { path: '/stage/exchanges/1', to, headers: { host: `${to}:${port}` } });
  expect(stage.status).toBe(404);
  // Under a name it could be a stranger's page.
  const named = await call(port, { path: '/', to, headers: { host: `chess.test:${port}` } });
  expect(named.body).toContain('href="/phone/u1"');
  expect(named.body).not.toContain('the stage');
});

test('an address that leads nowhere, or cannot be read, is answered so', async () => {
  expect((await here('/nothing')).status).toBe(404);
  expect((await here('/phone/%ff')).status).toBe(400);
});

test('the door closes at once, with streams open', async () => {
  const stream = await open(port, { path: '/stage/events', headers: { host: 'localhost' } });
  const gone = new Promise((resolve) =>
    stream
      .on('error', () => undefined)
      .once('close', resolve)
      .resume(),
  );
  await door.close();
  await gone;
});
