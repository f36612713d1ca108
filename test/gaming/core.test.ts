import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Knex } from 'knex';
import { Changes } from '../../examples/gaming/dist/server/changes.js';
import { Games } from '../../examples/gaming/dist/server/games.js';
import { Matchmaking } from '../../examples/gaming/dist/server/matchmaking.js';
import { Players, type ImAddressRules, type Player } from '../../examples/gaming/dist/server/players.js';
import { openDatabase } from '../../examples/gaming/dist/server/store/database.js';
import { emptyDatabase } from './database.js';

/** The game without any messaging: players, matches, games. */
const addresses: ImAddressRules = {
  check: (address) =>
    address.endsWith('@b1.example') ? { key: address.toLowerCase() } : { refused: 'not at b1.example' },
  contact: (_address, username) => `wv:${username}@chess.b1.example`,
};

let own: Awaited<ReturnType<typeof emptyDatabase>>;
let database: Knex;
let changes: Changes;
let players: Players;
let matchmaking: Matchmaking;
let games: Games;

function open(): void {
  changes = new Changes();
  players = new Players(database, addresses);
  matchmaking = new Matchmaking(database, players, changes);
  games = new Games(database, changes);
}

beforeAll(async () => {
  own = await emptyDatabase();
  database = await openDatabase(own.url);
  open();
});
afterAll(async () => {
  await database.destroy();
  await own.drop();
});

let count = 0;
/** A registered player nobody else knows. */
async function someone(): Promise<Player> {
  count += 1;
  const { token } = await players.register({ username: `p${count}`, imAddress: `wv:person${count}@b1.example` });
  return players.byToken(token);
}
/** As the player is now. */
const fresh = async (player: Player): Promise<Player> => (await players.byUsername(player.username))!;
const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });

describe('registration', () => {
  test('UC-5.15.1: a player gives a username and an IM address, and is found by both in any spelling', async () => {
    const { token } = await players.register({ username: 'Zoë.K-1', imAddress: 'wv:Zoe@b1.example' });
    const player = await players.byToken(token);
    expect(player).toMatchObject({ username: 'Zoë.K-1', imAddress: 'wv:Zoe@b1.example', gameId: undefined });
    expect(await players.byUsername('ZOË.k-1')).toEqual(player);
    expect(await players.byUsername('Zoe\u0308.K-1')).toEqual(player);
    expect(await players.byImAddress('wv:zoe@b1.example')).toEqual(player);
    expect(await players.byUsername('nobody')).toBeUndefined();
    await expect(players.byToken('guessed')).rejects.toEqual(refusal('NOT_SIGNED_IN'));
  });

  test('of many who want one username at once exactly one gets it', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        players.register({ username: ['Twin', 'twin', 'TWIN'][index % 3]!, imAddress: `wv:twin${index}@b1.example` }),
      ),
    );
    const [winner, ...others] = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(others).toEqual([]);
    expect((await players.byToken(winner!.value.token)).username).toBe(winner!.value.username);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason as unknown)).toEqual(Array(19).fill(refusal('USERNAME_TAKEN')));
  });

  test('an address that is taken, in any spelling', async () => {
    await players.register({ username: 'first', imAddress: 'wv:same@b1.example' });
    await expect(players.register({ username: 'second', imAddress: 'wv:SAME@b1.example' })).rejects.toEqual(
      refusal('IM_ADDRESS_TAKEN'),
    );
  });

  test.each([
    '',
    ' ',
    'a b',
    'a@b',
    '.dot',
    'a/b',
    '%41',
    '<b>',
    '<script>alert(1)</script>',
    'a"onload=x',
    "a'b",
    'a&b',
    'a\u0000',
    '\u202eabc',
    'x'.repeat(33),
  ])('the username %j cannot be had', async (username) => {
    await expect(players.register({ username, imAddress: 'wv:fine@b1.example' })).rejects.toEqual(
      refusal('BAD_REQUEST'),
    );
    expect(await players.byUsername(username)).toBeUndefined();
  });

  test('an address where the game has no account', async () => {
    await expect(players.register({ username: 'abroad', imAddress: 'wv:x@b9.example' })).rejects.toEqual(
      refusal('IM_ADDRESS_REFUSED'),
    );
  });
});

describe('matches', () => {
  test('two who want anybody are matched; who waited plays white', async () => {
    const [first, second] = [await someone(), await someone()];
    expect(await matchmaking.request(first)).toEqual({ status: 'waiting', opponent: undefined });
    const match = await matchmaking.request(second);
    expect(match.status).toBe('playing');
    expect(await games.of(await fresh(first))).toMatchObject({ white: first.username, black: second.username });
  });

  test('a challenge waits for the one who is challenged, and is withdrawn', async () => {
    const [a, b, c] = [await someone(), await someone(), await someone()];
    await matchmaking.request(a, b.username);
    expect(await matchmaking.request(c)).toMatchObject({ status: 'waiting' });
    expect(await matchmaking.waiting(b)).toEqual({ own: false, opponent: undefined, challengers: [a.username] });
    expect(await matchmaking.withdraw(a)).toBe(true);
    expect(await matchmaking.waiting(b)).toEqual({ own: false, opponent: undefined, challengers: [] });
    expect(await matchmaking.withdraw(c)).toBe(true);
    expect(await matchmaking.withdraw(c)).toBe(false);
  });

  test('many who come at once all find somebody', async () => {
    const crowd = await Promise.all(Array.from({ length: 10 }, someone));
    await Promise.all(crowd.map((player) => matchmaking.request(player)));
    const tables = await Promise.all(crowd.map(async (player) => (await fresh(player)).gameId));
    expect(tables).not.toContain(undefined);
    expect(new Set(tables).size).toBe(5);
  });

  test('a rematch changes the colours; nobody plays two games at a time', async () => {
    const [a, b, c] = [await someone(), await someone(), await someone()];
    await matchmaking.request(a, b.username);
    const match = await matchmaking.request(b, a.username);
    await expect(matchmaking.request(a)).rejects.toEqual(refusal('ALREADY_PLAYING'));
    await expect(matchmaking.request(c, a.username)).rejects.toEqual(refusal('OPPONENT_PLAYING'));
    await games.resign(a, match.status === 'playing' ? match.gameId : '');
    await matchmaking.request(a, b.username);
    await matchmaking.request(b, a.username);
    expect(await games.of(await fresh(a))).toMatchObject({ white: b.username, black: a.username, outcome: undefined });
  });

  test('nobody plays against himself or against nobody', async () => {
    const player = await someone();
    await expect(matchmaking.request(player, player.username)).rejects.toEqual(refusal('BAD_REQUEST'));
    await expect(matchmaking.request(player, 'nobody at all')).rejects.toEqual(refusal('UNKNOWN_PLAYER'));
  });
});

describe('games', () => {
  async function table(): Promise<{ white: Player; black: Player; id: string }> {
    const [white, black] = [await someone(), await someone()];
    await matchmaking.request(white, black.username);
    const match = await matchmaking.request(black, white.username);
    return { white, black, id: match.status === 'playing' ? match.gameId : '' };
  }

  test('moves are checked, kept, and end the game with a mate', async () => {
    const { white, black, id } = await table();
    await games.move(white, id, 'f3');
    await expect(games.move(white, id, 'g4')).rejects.toEqual(refusal('NOT_YOUR_TURN'));
    await expect(games.move(black, id, 'Ke5')).rejects.toEqual(refusal('ILLEGAL_MOVE'));
    await games.move(black, id, 'e5');
    await games.move(white, id, 'g4');
    const over = await games.move(black, id, 'd8h4');
    expect(over.outcome).toEqual({ kind: 'checkmate', winner: 'black' });
    expect(over.endedAt).toBeInstanceOf(Date);
    await expect(games.move(white, id, 'a3')).rejects.toEqual(refusal('GAME_OVER'));
    await expect(games.resign(white, id)).rejects.toEqual(refusal('GAME_OVER'));
  });

  test('of two moves at once one is played', async () => {
    const { white, id } = await table();
    const outcomes = await Promise.allSettled(['e4', 'd4', 'c4'].map((move) => games.move(white, id, move)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await games.byId(id)).moves).toHaveLength(1);
  });

  test('others cannot play in it, and there is no game of another name', async () => {
    const { id } = await table();
    await expect(games.move(await someone(), id, 'e4')).rejects.toEqual(refusal('NOT_FOUND'));
    for (const nonsense of ['0', '-1', 'x', '9'.repeat(30), "1'--"]) {
      await expect(games.byId(nonsense)).rejects.toEqual(refusal('NOT_FOUND'));
    }
  });

  test('a restart keeps players, requests and games', async () => {
    const { white, black, id } = await table();
    await games.move(white, id, 'e4');
    const [waiting, challenged] = [await someone(), await someone()];
    await matchmaking.request(waiting, challenged.username);
    await database.destroy();
    database = await openDatabase(own.url);
    open();
    expect((await games.of(await fresh(black)))?.moves).toEqual([{ san: 'e4', uci: 'e2e4' }]);
    expect((await matchmaking.waiting(challenged)).challengers).toEqual([waiting.username]);
    await games.move(await fresh(black), id, 'e5');
  });
});

test('UC-5.16-d2: the game core reaches no messaging, whatever it imports', () => {
  const server = fileURLToPath(new URL('../../examples/gaming/dist/server/', import.meta.url));
  const open = ['players.js', 'matchmaking.js', 'games.js', 'access/access.js', '../rules/chess-game.js'].map((file) =>
    resolve(server, file),
  );
  const seen = new Set<string>();
  const foreign = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    expect(existsSync(file)).toBe(true);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*?from '([^']+)';/gms)) {
      if (name.startsWith('.')) open.push(resolve(dirname(file), name));
      else foreign.add(name);
    }
  }
  expect([...seen].filter((file) => file.includes('messaging'))).toEqual([]);
  expect([...foreign].sort()).toEqual(
    ['ajv', 'better-sse', 'chess.js', 'express', 'knex', 'node:crypto', 'node:events', 'node:http', 'node:util'].filter(
      (name) => foreign.has(name),
    ),
  );
  expect([...foreign].filter((name) => name.startsWith('@imps-wsi/'))).toEqual([]);
});
