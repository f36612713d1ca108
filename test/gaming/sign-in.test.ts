import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serveGame, type Answer, type Caller, type ServedGame } from './served-game.js';

/** A player signs in on another device: a code goes to the IM address, and who can read it there is let in. */
let game: ServedGame;

beforeAll(async () => {
  game = await serveGame();
});
afterAll(() => game.close());

let count = 0;
async function someone(): Promise<Caller & { readonly imAddress: string }> {
  count += 1;
  const username = `p${count}`;
  return { ...(await game.join(username)), imAddress: `wv:${username}@b1.example` };
}

const ask = (imAddress: string): Promise<Answer> => game.call('POST', '/api/sign-in', { imAddress });
const confirm = (imAddress: string, code: string): Promise<Answer> =>
  game.call('POST', '/api/sign-in/confirm', { imAddress, code });

/** Asks for a code and answers the one that comes. */
async function codeFor(imAddress: string): Promise<string> {
  const before = game.notices.length;
  await ask(imAddress);
  const notice = (await game.noticed(before + 1)).at(-1)!;
  expect(notice.imAddress).toBe(imAddress);
  return /\d{3} \d{3}/.exec(notice.text)![0];
}

/** A code of six digits that is not this one. */
const otherThan = (code: string): string => String((Number(code.replace(' ', '')) + 1) % 1_000_000).padStart(6, '0');

const WRONG = {
  status: 401,
  body: {
    error: 'WRONG_CODE',
    message: 'The code is wrong or no longer valid; check it, or ask for a new one.',
  },
};

test('the code comes by instant message, and gives this device a token of its own; the other one’s stays valid', async () => {
  const player = await someone();
  const code = await codeFor(player.imAddress);
  expect(game.notices.at(-1)?.text).toBe(
    `Your sign-in code for the chess game is ${code}. It is valid for 10 minutes. Tell it to nobody: ` +
      `whoever has it can play as ${player.username}. If you did not ask for it, ignore this message.`,
  );
  const { status, body } = await confirm(player.imAddress, code);
  expect({ status, username: body['username'] }).toEqual({ status: 200, username: player.username });
  const token = String(body['token']);
  expect(token).not.toBe(player.token);
  for (const each of [token, player.token]) {
    expect((await game.call('GET', '/api/state', undefined, each)).body).toMatchObject({ username: player.username });
  }
});

test('a code may be written with or without its space, and the address in any spelling', async () => {
  const player = await someone();
  const code = await codeFor(player.imAddress);
  expect(
    await confirm(player.imAddress.toUpperCase().replace('B1.EXAMPLE', 'b1.example'), code.replace(' ', '')),
  ).toMatchObject({
    status: 200,
  });
});

test('nobody learns from the answers who is registered', async () => {
  const player = await someone();
  const before = game.notices.length;
  const answers = await Promise.all(
    [player.imAddress, 'wv:stranger@b1.example', 'wv:x@b9.example', 'no address'].map(ask),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toEqual({
    status: 202,
    body: { message: 'If a player is registered with this address, a code is on its way to it.' },
  });
  await game.noticed(before + 1);
  for (const address of [player.imAddress, 'wv:stranger@b1.example', 'no address']) {
    expect(await confirm(address, 'not digits')).toEqual(WRONG);
  }
  expect(game.notices.slice(before).map(({ imAddress }) => imAddress)).toEqual([player.imAddress]);
});

test('a code works once, also when it is used twice at the same time', async () => {
  const player = await someone();
  const code = await codeFor(player.imAddress);
  const answers = await Promise.all([confirm(player.imAddress, code), confirm(player.imAddress, code)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect(await confirm(player.imAddress, code)).toEqual(WRONG);
});

test('after five tries the right code is wrong too', async () => {
  const player = await someone();
  const code = await codeFor(player.imAddress);
  const tries = await Promise.all(Array.from({ length: 5 }, () => confirm(player.imAddress, otherThan(code))));
  expect(tries).toEqual(Array(5).fill(WRONG));
  expect(await confirm(player.imAddress, code)).toEqual(WRONG);
});

test('the fifth try may be the right one', async () => {
  const player = await someone();
  const code = await codeFor(player.imAddress);
  for (let tries = 0; tries < 4; tries += 1) expect(await confirm(player.imAddress, otherThan(code))).toEqual(WRONG);
  expect(await confirm(player.imAddress, code)).toMatchObject({ status: 200 });
});

test('a new code ends the one before; there are three in ten minutes, also when they are asked for at once', async () => {
  const player = await someone();
  const first = await codeFor(player.imAddress);
  const second = await codeFor(player.imAddress);
  if (first !== second) expect(await confirm(player.imAddress, first)).toEqual(WRONG);
  const before = game.notices.length;
  await Promise.all(Array.from({ length: 4 }, () => ask(player.imAddress)));
  // What comes for somebody else afterwards shows that nothing more comes for this one
  await game.noticed(before + 1);
  const { imAddress } = await someone();
  await codeFor(imAddress);
  expect(game.notices.slice(before).map((notice) => notice.imAddress)).toEqual([player.imAddress, imAddress]);
});

test('after ten minutes a code is no longer valid, and another one can be had', async () => {
  const player = await someone();
  const codes = [await codeFor(player.imAddress), await codeFor(player.imAddress), await codeFor(player.imAddress)];
  await game.database.raw(
    `UPDATE sign_in_code SET sent_at = sent_at - interval '601 seconds'
     WHERE player_id = (SELECT id FROM player WHERE username = ?)`,
    [player.username],
  );
  expect(await confirm(player.imAddress, codes[2]!)).toEqual(WRONG);
  expect(await confirm(player.imAddress, await codeFor(player.imAddress))).toMatchObject({ status: 200 });
});

test('the database holds no code and no token', async () => {
  const player = await someone();
  const code = await codeFor(player.imAddress);
  const { body } = await confirm(player.imAddress, code);
  const digits = code.replace(' ', '');
  const token = String(body['token']);
  const { rows } = await game.database.raw<{ rows: { codes: string; tokens: string }[] }>(
    `SELECT (SELECT string_agg(encode(salt || code_hash, 'escape'), ' ') FROM sign_in_code) AS codes,
            (SELECT string_agg(encode(token_hash, 'escape'), ' ') FROM sign_in_token) AS tokens`,
  );
  expect(rows[0]!.tokens.length).toBeGreaterThan(0);
  expect(rows[0]!.codes).not.toContain(digits);
  expect(rows[0]!.tokens).not.toContain(token);
});

test('a code that cannot be sent is the operator’s to know, without the address', async () => {
  await game.join('unreachable');
  const before = game.log.length;
  expect((await ask('wv:unreachable@b1.example')).status).toBe(202);
  while (!game.log.slice(before).some((line) => line.includes('sign-in code'))) await new Promise(setImmediate);
  expect(game.log.slice(before)).toEqual(['warn a sign-in code could not be sent: the provider is down']);
});

test('twenty devices beside the first; the oldest of them gives way, the first never does', async () => {
  const { token: first } = await someone();
  const player = await game.players.byToken(first);
  const tokens: string[] = [];
  for (let devices = 0; devices < 21; devices += 1) tokens.push(await game.players.issueToken(player));
  const valid = await Promise.all(
    [first, ...tokens].map((token) =>
      game.players.byToken(token).then(
        () => true,
        () => false,
      ),
    ),
  );
  expect(valid).toEqual([true, false, ...Array<boolean>(20).fill(true)]);
});

test('more than eight checks at a time are put off: each costs much', async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => game.signIn.confirm({ imAddress: 'wv:stranger@b1.example', code: '123456' })),
  );
  const codes = answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as { code: string }).code : ''));
  expect(codes).toEqual([...Array<string>(8).fill('WRONG_CODE'), 'BUSY', 'BUSY']);
  await expect(game.signIn.confirm({ imAddress: 'x', code: '1' })).rejects.toMatchObject({ code: 'WRONG_CODE' });
});

test('what is not a request is refused', async () => {
  expect(await game.call('POST', '/api/sign-in', {})).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } });
  expect(await game.call('POST', '/api/sign-in/confirm', { imAddress: 'x', code: 123456 })).toMatchObject({
    status: 400,
  });
});
