import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serveGame, type Caller, type ServedGame } from './served-game.js';

/** The game as players reach it, over HTTP. No messaging. */
let game: ServedGame;

beforeAll(async () => {
  game = await serveGame();
});
afterAll(() => game.close());

let count = 0;
async function someone(): Promise<Caller> {
  count += 1;
  return game.join(`p${count}`);
}

/** Two at a table, and where their game is. */
async function table(): Promise<{ white: Caller; black: Caller; path: string }> {
  const [white, black] = [await someone(), await someone()];
  await white.call('POST', '/api/match', { opponent: black.username });
  const { body } = await black.call('POST', '/api/match', { opponent: white.username });
  return { white, black, path: `/api/games/${String(body['gameId'])}` };
}

describe('the state', () => {
  test('says for whom a player waits, who waits for the player, and which colour is whose', async () => {
    const [a, b] = [await someone(), await someone()];
    expect((await a.call('GET', '/api/state')).body).toMatchObject({ waiting: false, waitingFor: null, colour: null });
    await a.call('POST', '/api/match', {});
    expect((await a.call('GET', '/api/state')).body).toMatchObject({ waiting: true, waitingFor: null });
    await a.call('POST', '/api/match', { opponent: b.username });
    expect((await a.call('GET', '/api/state')).body).toMatchObject({ waiting: true, waitingFor: b.username });
    expect((await b.call('GET', '/api/state')).body).toMatchObject({ challengers: [a.username] });
    await b.call('POST', '/api/match', { opponent: a.username });
    expect((await a.call('GET', '/api/state')).body).toMatchObject({ waiting: false, colour: 'white' });
    expect((await b.call('GET', '/api/state')).body).toMatchObject({ colour: 'black', challengers: [] });
  });

  test('a challenge is declined: nobody waits any more; to decline what is not there changes nothing', async () => {
    const [a, b] = [await someone(), await someone()];
    await a.call('POST', '/api/match', { opponent: b.username });
    const path = `/api/challenges/${a.username.toUpperCase()}`;
    expect(await b.call('DELETE', path)).toEqual({ status: 200, body: { declined: true } });
    expect((await a.call('GET', '/api/state')).body).toMatchObject({ waiting: false });
    expect(await b.call('DELETE', path)).toEqual({ status: 200, body: { declined: false } });
    expect(await b.call('DELETE', '/api/challenges/nobody-at-all')).toMatchObject({ body: { declined: false } });
    // Who waits for anybody, or for somebody else, waits on
    await a.call('POST', '/api/match', {});
    expect(await b.call('DELETE', path)).toMatchObject({ body: { declined: false } });
    expect((await a.call('GET', '/api/state')).body).toMatchObject({ waiting: true });
    await a.call('DELETE', '/api/match');
  });

  test('after a game the wish for a rematch appears at the other’s, and both have the other colour then', async () => {
    const { white, black, path } = await table();
    await white.call('POST', `${path}/resign`, {});
    await white.call('POST', '/api/match', { opponent: black.username });
    expect((await black.call('GET', '/api/state')).body).toMatchObject({
      challengers: [white.username],
      game: { outcome: { kind: 'resignation' } },
    });
    await black.call('POST', '/api/match', { opponent: white.username });
    expect((await white.call('GET', '/api/state')).body).toMatchObject({ colour: 'black', game: { outcome: null } });
  });
});

describe('a draw', () => {
  test('is offered and accepted', async () => {
    const { white, black, path } = await table();
    expect((await black.call('POST', `${path}/draw`, {})).body).toMatchObject({
      drawOfferedBy: 'black',
      outcome: null,
    });
    expect((await white.call('POST', `${path}/draw`, {})).body).toMatchObject({
      drawOfferedBy: null,
      legalMoves: [],
      outcome: { kind: 'draw', reason: 'agreement', text: 'draw by agreement' },
    });
    expect((await white.call('GET', path)).body).toMatchObject({ outcome: { kind: 'draw', reason: 'agreement' } });
    expect(await black.call('POST', `${path}/draw`, {})).toMatchObject({ status: 409, body: { error: 'GAME_OVER' } });
  });

  test('is declined or taken back, and offered again', async () => {
    const { white, black, path } = await table();
    await white.call('POST', `${path}/draw`, {});
    expect((await black.call('DELETE', `${path}/draw`)).body).toMatchObject({ drawOfferedBy: null, outcome: null });
    await white.call('POST', `${path}/draw`, {});
    expect((await white.call('DELETE', `${path}/draw`)).body).toMatchObject({ drawOfferedBy: null, outcome: null });
    expect(await black.call('DELETE', `${path}/draw`)).toEqual({
      status: 409,
      body: { error: 'NO_DRAW_OFFER', message: 'No draw is offered.' },
    });
  });

  test('lapses when the opponent moves, stands when its own side does, and does no harm twice', async () => {
    const { white, black, path } = await table();
    await white.call('POST', `${path}/draw`, {});
    expect((await white.call('POST', `${path}/draw`, {})).body).toMatchObject({
      drawOfferedBy: 'white',
      outcome: null,
    });
    expect((await white.call('POST', `${path}/moves`, { move: 'e4' })).body).toMatchObject({ drawOfferedBy: 'white' });
    expect((await black.call('POST', `${path}/moves`, { move: 'e5' })).body).toMatchObject({ drawOfferedBy: null });
    // What black says now is an offer of its own
    expect((await black.call('POST', `${path}/draw`, {})).body).toMatchObject({
      drawOfferedBy: 'black',
      outcome: null,
    });
  });

  test('that both offer at once is agreed', async () => {
    const { white, black, path } = await table();
    const answers = await Promise.all([white, black].map((player) => player.call('POST', `${path}/draw`, {})));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await white.call('GET', path)).body).toMatchObject({ outcome: { kind: 'draw', reason: 'agreement' } });
  });

  test('that is accepted many times at once is agreed once', async () => {
    const { white, black, path } = await table();
    await white.call('POST', `${path}/draw`, {});
    const answers = await Promise.all(Array.from({ length: 6 }, () => black.call('POST', `${path}/draw`, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  test('accepted while the opponent of the offer moves is either agreed or an offer of one’s own, never both', async () => {
    const { white, black, path } = await table();
    await white.call('POST', `${path}/moves`, { move: 'e4' });
    await white.call('POST', `${path}/draw`, {});
    const [accepted, moved] = await Promise.all([
      black.call('POST', `${path}/draw`, {}),
      black.call('POST', `${path}/moves`, { move: 'e5' }),
    ]);
    expect(accepted.status).toBe(200);
    const { body } = await white.call('GET', path);
    expect(body).toMatchObject(
      moved.status === 200
        ? { drawOfferedBy: 'black', outcome: null, moves: [{ san: 'e4' }, { san: 'e5' }] }
        : { drawOfferedBy: null, outcome: { reason: 'agreement' }, moves: [{ san: 'e4' }] },
    );
  });

  test('cannot be offered in somebody else’s game, nor in one that does not exist', async () => {
    const { path } = await table();
    const stranger = await someone();
    expect(await stranger.call('POST', `${path}/draw`, {})).toMatchObject({ status: 404 });
    expect(await stranger.call('DELETE', '/api/games/x/draw')).toMatchObject({ status: 404 });
    expect(await stranger.call('POST', `${path}/draw`, { text: 'please' })).toMatchObject({ status: 400 });
  });
});

describe('events', () => {
  test('both players, in both tabs of one of them, see every change as it happens', async () => {
    const [a, b] = [await someone(), await someone()];
    const tabs = await Promise.all([a.stream(), a.stream(), b.stream()]);
    const all = async () => Promise.all(tabs.map((tab) => tab.next()));
    expect(await all()).toMatchObject([
      { username: a.username, game: null },
      { username: a.username, game: null },
      { username: b.username, game: null },
    ]);
    await a.call('POST', '/api/match', { opponent: b.username });
    expect(await all()).toMatchObject([
      { waitingFor: b.username },
      { waitingFor: b.username },
      { challengers: [a.username] },
    ]);
    await b.call('DELETE', `/api/challenges/${a.username}`);
    expect(await all()).toMatchObject([{ waiting: false }, { waiting: false }, { challengers: [] }]);
    await a.call('POST', '/api/match', { opponent: b.username });
    await all();
    await a.call('DELETE', '/api/match');
    expect(await all()).toMatchObject([{ waiting: false }, { waiting: false }, { challengers: [] }]);
    await a.call('POST', '/api/match', { opponent: b.username });
    await all();
    const { body } = await b.call('POST', '/api/match', { opponent: a.username });
    const path = `/api/games/${String(body['gameId'])}`;
    expect(await all()).toMatchObject([{ colour: 'white' }, { colour: 'white' }, { colour: 'black' }]);
    await a.call('POST', `${path}/moves`, { move: 'e4' });
    for (const state of await all()) expect(state).toMatchObject({ game: { moves: [{ san: 'e4' }] } });
    await a.call('POST', `${path}/draw`, {});
    for (const state of await all()) expect(state).toMatchObject({ game: { drawOfferedBy: 'white' } });
    await b.call('DELETE', `${path}/draw`);
    for (const state of await all()) expect(state).toMatchObject({ game: { drawOfferedBy: null } });
    await b.call('POST', `${path}/resign`, {});
    for (const state of await all()) expect(state).toMatchObject({ game: { outcome: { winner: 'white' } } });
    for (const tab of tabs) tab.close();
  });

  test('a challenger goes where the one who is challenged plays with somebody else', async () => {
    const [a, b, c] = [await someone(), await someone(), await someone()];
    await b.call('POST', '/api/match', { opponent: c.username });
    const stream = await c.stream();
    expect(await stream.next()).toMatchObject({ challengers: [b.username] });
    await a.call('POST', '/api/match', { opponent: b.username });
    await b.call('POST', '/api/match', { opponent: a.username });
    expect(await stream.next()).toMatchObject({ challengers: [] });
    stream.close();
  });

  test('what changed while nobody listened is there when the stream begins', async () => {
    const { white, black, path } = await table();
    const first = await black.stream();
    await first.next();
    first.close();
    await white.call('POST', `${path}/moves`, { move: 'd4' });
    const second = await black.stream();
    expect(await second.next()).toMatchObject({ game: { moves: [{ san: 'd4' }] } });
    second.close();
  });

  test('twenty streams a player; one that ends makes room', async () => {
    const player = await someone();
    const streams = await Promise.all(Array.from({ length: 20 }, () => player.stream()));
    await expect(player.stream()).rejects.toThrow(/^429 .*"TOO_MANY_STREAMS"/);
    expect(await (await (await someone()).stream()).next()).toBeDefined();
    streams[0]!.close();
    // The server notices in its own time
    let again = await player.stream().catch(() => undefined);
    for (let tries = 0; again === undefined && tries < 2_000; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      again = await player.stream().catch(() => undefined);
    }
    expect(await again?.next()).toMatchObject({ username: player.username });
    for (const stream of [...streams, again]) stream?.close();
  });

  test('a question after its headers is answered and ends', async () => {
    const player = await someone();
    const headers = { authorization: `Bearer ${player.token}` };
    for (let times = 0; times < 20; times += 1) {
      expect((await fetch(`${game.url}/api/events`, { method: 'HEAD', headers })).status).toBe(200);
    }
    const stream = await player.stream();
    expect(await stream.next()).toMatchObject({ username: player.username });
    stream.close();
  });

  test('nobody without a token', async () => {
    expect(await game.call('GET', '/api/events')).toMatchObject({ status: 401, body: { error: 'NOT_SIGNED_IN' } });
  });
});

describe('a table set from the outside', () => {
  test('seats two, whatever they do: what they play is abandoned, nobody waits, all are told', async () => {
    // a plays with c, and b waits for d
    const [a, b, c, d] = [await someone(), await someone(), await someone(), await someone()];
    await a.call('POST', '/api/match', { opponent: c.username });
    await c.call('POST', '/api/match', { opponent: a.username });
    await b.call('POST', '/api/match', { opponent: d.username });
    const streams = await Promise.all([a, b, c, d].map((player) => player.stream()));
    const all = async () => Promise.all(streams.map((stream) => stream.next()));
    expect((await all())[3]).toMatchObject({ challengers: [b.username] });
    const gameId = await game.matchmaking.reseat(b.username, a.username);
    expect(await all()).toMatchObject([
      { colour: 'black', opponent: b.username, game: { id: gameId, outcome: null } },
      { colour: 'white', opponent: a.username, waiting: false, game: { id: gameId, moves: [] } },
      { challengers: [], game: { legalMoves: [], outcome: { kind: 'abandoned', text: 'abandoned' } } },
      { challengers: [], game: null },
    ]);
    // Again: the same two, a new game
    expect(await game.matchmaking.reseat(b.username, a.username)).not.toBe(gameId);
    expect(await a.call('POST', `/api/games/${gameId}/moves`, { move: 'e4' })).toMatchObject({
      status: 409,
      body: { error: 'GAME_OVER' },
    });
    for (const stream of streams) stream.close();
  });

  test('a game that was over keeps its outcome; unknown names are refused', async () => {
    const { white, black, path } = await table();
    await white.call('POST', `${path}/resign`, {});
    await game.matchmaking.reseat(white.username, black.username);
    expect((await white.call('GET', path)).body).toMatchObject({ outcome: { kind: 'resignation' } });
    await expect(game.matchmaking.reseat(white.username, 'nobody')).rejects.toMatchObject({ code: 'UNKNOWN_PLAYER' });
    await expect(game.matchmaking.reseat(white.username, white.username)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
