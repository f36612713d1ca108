import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { FaultReceived, Party, texts } from '../support/party.js';

/** A message that cannot be passed on is never lost in silence: the game answers its sender, and nobody else gets it. */
let world: World;
let u1: Party;
let u2: Party;

beforeAll(async () => {
  world = await openWorld({ b2: { maxMessageBytes: 2048, maxInlineBytes: 1024 } });
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
  world.bridge().start();
});
afterAll(() => world.close());
beforeEach(() => {
  world.transcript.length = 0;
});

/** What the game answers to a message; it comes from the game's own account and refers to the message. */
async function noticeTo(party: Party, recipient: string): Promise<string> {
  const sent = await party.send(recipient, 'Do you hear me?');
  expect(sent).toMatchObject({ code: 200 });
  const items = await party.get(WAIT);
  expect(items).toMatchObject([
    { sender: 'wv:chess@b1.example', senderName: 'Chess', messageClass: 'AUTOMATIC', inReplyTo: sent.messageId },
  ]);
  return texts(items)[0]!;
}

test('UC-5.16-s4, UC-5.16-pre: an unknown username is answered to U1, and nothing goes to B2', async () => {
  expect(await noticeTo(u1, 'wv:nobody@chess.b1.example')).toBe(
    'Your message was not passed on: nobody in the chess game is called nobody. Check the name and write again.',
  );
  await world.transcribed(3);
  expect(world.transcript).toEqual([
    'B1 GetMessages 1 item 200',
    'B1 SendMessages 1 message 200',
    'B1 AcknowledgeMessages 200',
  ]);
});

test('UC-5.16-s4: a name that holds anything at all is answered, and what comes after it is delivered', async () => {
  expect(await noticeTo(u1, 'wv:%00%E2%80%AE%3Cb%3E@chess.b1.example')).toContain('nobody in the chess game is called');
  await u1.send('wv:u2@chess.b1.example', 'still working');
  expect(texts(await u2.get(WAIT))).toEqual(['still working']);
});

test('UC-5.16-pre: U1 is not registered with A', async () => {
  const stranger = await world.person(world.b1, 'stranger');
  expect(await noticeTo(stranger, 'wv:u2@chess.b1.example')).toBe(
    'Your message was not passed on: this IM address is not registered with the chess game. Register at https://chess.example.',
  );
});

test('UC-5.16-pre: U1 gave A no IM data at a provider that A is registered with', async () => {
  await expect(world.players.register({ username: 'u9', imAddress: 'wv:ivan@b3.example' })).rejects.toMatchObject({
    code: 'IM_ADDRESS_REFUSED',
    message: 'The game has no account at the provider of wv:ivan@b3.example; it serves b1.example, b2.example.',
  });
});

test('UC-5.16-pre: A is not registered to use B1: B1 refuses it as it refuses any stranger', async () => {
  const impostor = new Party(world.b1, 'wv:checkers@b1.example', { secret: 'imps_invented' });
  const refusal = await impostor.call('GetMessages', {}).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FaultReceived);
  expect(refusal).toMatchObject({ code: 'FailedAuthentication' });
});

test('UC-5.16-pre: U1 is registered to use A and not to use B1: B1 refuses the message', async () => {
  const ghost = new Party(world.b1, 'wv:ghost@b1.example');
  await expect(ghost.send('wv:u2@chess.b1.example', 'boo')).rejects.toMatchObject({
    code: 'FailedAuthentication',
  });
});

test('UC-5.16-pre: U2 lost the account at B2', async () => {
  const u3 = await world.player(world.b1, 'carol', 'u3');
  await world.players.register({ username: 'u4', imAddress: 'wv:gone@b2.example' });
  await world.match('u3', 'u4');
  expect(await noticeTo(u3, 'wv:u4@chess.b1.example')).toBe(
    'Your message to u4 was not delivered: the IM account of this player no longer exists.',
  );
});

test('UC-5.16-pre: U1 and U2 are not in a game', async () => {
  const u5 = await world.player(world.b1, 'eve', 'u5');
  expect(await noticeTo(u5, 'wv:u2@chess.b1.example')).toBe(
    'Your message to u2 was not passed on: you are in no game yet. Ask for a match first.',
  );
  await world.player(world.b2, 'frank', 'u6');
  await world.match('u5', 'u6');
  expect(await noticeTo(u5, 'wv:u2@chess.b1.example')).toBe(
    'Your message to u2 was not passed on: u2 is not in your game. Only opponents can write to each other.',
  );
});

test('a message to the game itself, and one to oneself', async () => {
  expect(await noticeTo(u1, 'wv:chess@b1.example')).toContain('such as wv:name@chess.b1.example');
  expect(await noticeTo(u1, 'wv:u1@chess.b1.example')).toContain('your own name');
});

test('machines get no answers: an automatic message that can go nowhere is dropped, and a game never answers a game', async () => {
  const { secret } = world.accounts.all[1]!.settings;
  const b2AsGame = new Party(world.b2, 'wv:chess@b2.example', { secret });
  await u2.call('SendMessages', {
    message: [
      {
        clientMessageId: 'out-of-office',
        recipient: ['wv:nobody@chess.b2.example'],
        messageClass: 'AUTOMATIC',
        part: [{ contentType: 'text/plain', text: 'I am away.' }],
      },
    ],
  });
  await b2AsGame.send('wv:u2@chess.b2.example', 'I am you.');
  // What comes after them shows that they were dealt with.
  await u2.send('wv:u1@chess.b2.example', 'after the machines');
  expect(texts(await u1.get(WAIT))).toEqual(['after the machines']);
  expect(world.transcript.filter((line) => line.startsWith('B2 SendMessages'))).toEqual([]);
  expect(await u2.get()).toEqual([]);
  expect(world.log.filter((line) => line.includes('is dropped'))).toHaveLength(2);
});

test('UC-5.16-s5: a message that B2 refuses for good is told to U1 with the reason; the others of the batch arrive', async () => {
  await u1.call('SendMessages', {
    message: ['before', 'x'.repeat(3000), 'after'].map((text) => ({
      clientMessageId: u1.nextId(),
      recipient: ['wv:u2@chess.b1.example'],
      part: [{ contentType: 'text/plain', text }],
    })),
  });
  expect(texts(await u2.get(WAIT))).toEqual(['before', 'after']);
  expect(texts(await u1.get(WAIT))).toEqual([
    'Your message to u2 was not delivered: it is too large for the provider there.',
  ]);
  // Nowhere does the game write down who is behind a name
  expect(world.log.join('\n')).not.toMatch(/bob/);
});
