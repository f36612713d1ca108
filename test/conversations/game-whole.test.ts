import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { InboxMessage } from '@imps-wsi/consumer-sdk';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { GameClient } from '../../examples/gaming/dist/demo/game-client.js';
import { startGame, type RunningGame } from '../../examples/gaming/dist/server/game-service.js';
import { emptyDatabase } from '../gaming/database.js';
import { StateStream } from '../gaming/served-game.js';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';

/** The whole service over HTTP, as its players see it: B1, B2, A, U1 (alice at B1), U2 (bob at B2). */
let b1: TestProvider;
let b2: TestProvider;
let own: Awaited<ReturnType<typeof emptyDatabase>>;
let game: RunningGame;
let u1: InstantInboxClient;
let u2: InstantInboxClient;

beforeAll(async () => {
  [b1, b2, own] = await Promise.all([
    startTestProvider({ domain: 'b1.example' }),
    startTestProvider({ domain: 'b2.example' }),
    emptyDatabase(),
  ]);
  const providers = await Promise.all(
    [b1, b2].map(async (provider) => ({
      domains: [provider.domain],
      endpoint: provider.url,
      account: `wv:chess@${provider.domain}`,
      serviceDomain: `chess.${provider.domain}`,
      secret: await provider.addService('chess'),
    })),
  );
  const config = {
    host: '127.0.0.1',
    port: 0,
    dataDir: '',
    databaseUrl: own.url,
    leaseSeconds: 20,
    waitSeconds: 1,
    providers,
  };
  game = await startGame(config, { log: () => undefined });
  const person = async (provider: TestProvider, name: string): Promise<InstantInboxClient> =>
    new InstantInboxClient({ endpoint: provider.url, username: await provider.addPerson(name), password: PASSWORD });
  [u1, u2] = [await person(b1, 'alice'), await person(b2, 'bob')];
});
afterAll(async () => {
  await Promise.all([u1.close(), u2.close()]);
  await game.stop();
  await Promise.all([b1.drop(), b2.drop()]);
  await own.drop();
});

async function next(client: InstantInboxClient): Promise<InboxMessage> {
  const { items } = await client.receive({ mode: 'AUTO', waitSeconds: 20 });
  expect(items).toHaveLength(1);
  return items[0]!;
}

test('UC-5.15.1: U1 and U2 register with A, are matched, play to the mate, and exchange congratulation, request, refusal and thanks', async () => {
  const url = (): string => game.url;
  // Register, with the IM data
  const player1 = await GameClient.register(url, 'u1', u1.username);
  const player2 = await GameClient.register(url, 'u2', u2.username);
  // A sets up the game
  expect(await player1.match()).toMatchObject({ status: 'waiting' });
  const { gameId = '' } = await player2.match();
  expect(await player2.state()).toMatchObject({ opponent: 'u1', opponentAddress: 'wv:u1@chess.b2.example' });
  // A brave move down the middle, a defence, a combination
  const moves = 'e4 e5 Nf3 d6 Bc4 Bg4 Nc3 g6 Nxe5 Bxd1 Bxf7+ Ke7 Nd5#'.split(' ');
  for (const [ply, move] of moves.entries()) await (ply % 2 === 0 ? player1 : player2).move(gameId, move);
  expect((await player2.state()).game?.outcome).toMatchObject({ kind: 'checkmate', winner: 'white' });
  // U2 congratulates and asks for a rematch
  await u2.send({ to: 'wv:u1@chess.b2.example', text: 'Congratulations!' });
  expect(await next(u1)).toMatchObject({
    sender: 'wv:u2@chess.b1.example',
    senderName: 'u2',
    text: 'Congratulations!',
  });
  await u2.send({ to: 'wv:u1@chess.b2.example', text: 'A rematch?' });
  const question = await next(u1);
  expect(question.text).toBe('A rematch?');
  // U1 declines and thanks
  await question.reply({ text: 'I have to run.' });
  expect(await next(u2)).toMatchObject({ sender: 'wv:u1@chess.b2.example', text: 'I have to run.' });
  await u1.send({ to: 'wv:u2@chess.b1.example', text: 'Thanks for an exciting match.' });
  expect((await next(u2)).text).toBe('Thanks for an exciting match.');
});

test('a player signs in on another device by a code that comes to the IM address from the game’s own account', async () => {
  const post = async (path: string, body: object) =>
    fetch(`${game.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await post('/api/sign-in', { imAddress: 'wv:BOB@b2.example' })).status).toBe(202);
  const message = await next(u2);
  expect(message).toMatchObject({ sender: 'wv:chess@b2.example', senderName: 'Chess', messageClass: 'AUTOMATIC' });
  const [, code] = /^Your sign-in code for the chess game is (\d{3} \d{3})\. /.exec(message.text ?? '') ?? [];
  const answer = await post('/api/sign-in/confirm', { imAddress: u2.username, code });
  const { username, token } = (await answer.json()) as { username: string; token: string };
  expect(username).toBe('u2');
  expect(await new GameClient(() => game.url, token).state()).toMatchObject({ username: 'u2', opponent: 'u1' });
});

test('the access tells what is wrong and what to do', async () => {
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(`${game.url}${path}`, { method, ...init });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const json = (body: unknown) => ({
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(await ask('GET', '/api/state')).toEqual({
    status: 401,
    body: {
      error: 'NOT_SIGNED_IN',
      message: 'Send the token from your registration or sign-in as "Authorization: Bearer <token>".',
    },
  });
  expect(await ask('POST', '/api/players', json({ username: 'x' }))).toMatchObject({
    status: 400,
    body: { message: "The request must have required property 'imAddress'." },
  });
  expect(await ask('POST', '/api/players', json({ username: 'x', imAddress: 'y', admin: true }))).toMatchObject({
    status: 400,
    body: { message: 'The field admin is not known here.' },
  });
  expect(await ask('POST', '/api/players', json('{"username":'))).toMatchObject({
    status: 400,
    body: { error: 'BAD_REQUEST' },
  });
  expect(await ask('POST', '/api/players', json({ username: 'x'.repeat(20_000), imAddress: 'y' }))).toMatchObject({
    status: 413,
    body: { error: 'TOO_LARGE' },
  });
  expect(await ask('POST', '/api/players', json({ username: 'U1', imAddress: 'wv:other@b1.example' }))).toMatchObject({
    status: 409,
    body: { error: 'USERNAME_TAKEN' },
  });
  expect(
    await ask('POST', '/api/players', json({ username: 'u3', imAddress: 'wv:u2@chess.b1.example' })),
  ).toMatchObject({
    status: 422,
    body: { error: 'IM_ADDRESS_REFUSED', message: 'This is an address of the game itself; give your own.' },
  });
  expect(await ask('GET', '/somewhere')).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } });
  expect(await ask('GET', '/healthz')).toMatchObject({
    status: 200,
    body: { status: 'ok', database: 'ok', providers: { 'b1.example': 'working', 'b2.example': 'working' } },
  });
});

test('a stop ends the event streams and does not wait for them', async () => {
  const { token } = await GameClient.register(() => game.url, 'u7', 'wv:somebody@b1.example');
  const stream = await StateStream.open(game.url, token);
  expect(await stream.next()).toMatchObject({ username: 'u7', game: null });
  const end = stream.next();
  await game.stop();
  expect(await end).toBeUndefined();
});
