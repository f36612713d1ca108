import { setTimeout as pause } from 'node:timers/promises';
import type { InboxMessage } from '@imps-wsi/consumer-sdk';
import { GameClient, GameRefusal, type GameJson } from './game-client.js';
import type { GameEvent, HoldPlace } from './game-messages.js';
import type { PostConditions } from './post-conditions.js';
import type { Party, Stage } from './stage.js';

/** Paul Morphy against two guests of the Paris opera, 1858: a combination that gives everything for a mate. */
const OPERA_GAME =
  'e4 e5 Nf3 d6 d4 Bg4 dxe5 Bxf3 Qxf3 dxe5 Bc4 Nf6 Qb3 Qe7 Nc3 c6 Bg5 b5 Nxb5 cxb5 Bxb5+ Nbd7 O-O-O Rd8 Rxd7 Rxd7 Rd1 Qe6 Bxd7+ Nxd7 Qb8+ Nxb8 Rd8#'.split(
    ' ',
  );

/** Where U1 and U2 write to reach each other: names of the game, never addresses of people. */
const TO_U2 = 'wv:u2@chess.b1.example';
const TO_U1 = 'wv:u1@chess.b2.example';

/** What a person received, for the post-conditions. */
interface Received {
  readonly from: string;
  readonly text: string | undefined;
}

/** The story of UC-5.15.1, UC-5.16 and Appendix B, played on real processes. */
export async function playScript(stage: Stage, conditions: PostConditions, say: (line: string) => void): Promise<void> {
  const chapter = (title: string): void => say(`\n${title}`);
  const received = new Map<Party, Received[]>();
  /** Ids of what was sent, to ask at the end what became of it. */
  const sent = new Map<Party, string[]>();

  const note = (from: Party, messageId: string | undefined): void => {
    if (messageId !== undefined) sent.set(from, [...(sent.get(from) ?? []), messageId]);
  };
  const send = async (from: Party, to: string, text: string): Promise<void> => {
    note(from, (await from.client.send({ to, text })).messageId);
  };
  const receive = async (party: Party, count: number): Promise<InboxMessage[]> => {
    const items: InboxMessage[] = [];
    while (items.length < count) {
      items.push(...(await party.client.receive({ mode: 'AUTO', waitSeconds: 20 })).items);
    }
    for (const item of items)
      say(`${' '.repeat(14)}${party.name} reads, from ${item.sender}: ${item.text ?? '(nothing)'}`);
    const list = items.map(({ sender, text }) => ({ from: sender, text }));
    received.set(party, [...(received.get(party) ?? []), ...list]);
    return items;
  };

  chapter('B1, B2 and the chess service A start; U1 has an account at B1, U2 at B2.');
  await stage.openProviders();
  const [u1, u2] = await Promise.all([
    stage.openParty('U1', 'alice', 'b1.example'),
    stage.openParty('U2', 'bob', 'b2.example'),
    stage.openGame(),
  ]);

  chapter('U1 and U2 register with A under game names, and are matched.');
  const url = (): string => stage.game.url;
  const player1 = await GameClient.register(url, 'u1', u1.address);
  const player2 = await GameClient.register(url, 'u2', u2.address);
  const taken = await refusalOf(GameClient.register(url, 'U1', 'wv:mallory@b1.example'));
  conditions.equal('a username that is taken is refused', taken, 'USERNAME_TAKEN');
  await player1.match();
  const { gameId = '' } = await player2.match();
  conditions.equal('U1 and U2 are matched, by names only', (await player1.state()).opponent, 'u2');

  chapter('They play. U1 gives the queen, and mates.');
  const game = await play(player1, player2, gameId, say);
  const tooLate = await refusalOf(player2.move(gameId, 'Ke7'));
  conditions.equal(
    'the game is won by U1, by checkmate',
    [game.outcome?.kind, game.outcome?.winner],
    ['checkmate', 'white'],
  );
  conditions.equal('no move is taken after the mate', tooLate, 'GAME_OVER');

  chapter('U2 congratulates and asks for a rematch; U1 has to run.');
  await send(u2, TO_U1, 'Congratulations, what a combination!');
  await receive(u1, 1);
  await send(u2, TO_U1, 'Will you give me a rematch?');
  const [question] = await receive(u1, 1);
  note(u1, (await question?.reply({ text: 'Sorry, I have to run.' }))?.messageId);
  await receive(u2, 1);
  await send(u1, TO_U2, 'But thank you for an exciting match!');
  await receive(u2, 1);

  chapter('U1 writes twice while A does not look: one GetMessages, one SendMessages.');
  const paused = stage.next(isPaused);
  stage.game.tell({ type: 'pause' });
  await paused;
  await send(u1, TO_U2, 'One more thing: 16. Qb8+ was planned since move 13.');
  await send(u1, TO_U2, 'See you next week.');
  const endRecord = stage.record();
  const acknowledged = stage.next(isAcknowledged);
  stage.game.tell({ type: 'resume' });
  await receive(u2, 2);
  await acknowledged;
  conditions.equal('two messages take exactly one GetMessages and one SendMessages', exchangesOf(endRecord()), [
    'b1.example GetMessages 2',
    'b2.example SendMessages 2',
  ]);

  chapter('U1 mistypes a name.');
  await send(u1, 'wv:u3@chess.b1.example', 'Hello?');
  const [answer] = await receive(u1, 1);
  conditions.equal('an unknown name is answered by the game', answer?.sender, 'wv:chess@b1.example');

  for (const [place, words] of [
    ['before-send', 'between GetMessages and SendMessages'],
    ['before-acknowledge', 'between SendMessages and AcknowledgeMessages'],
  ] as const) {
    chapter(`A is killed ${words}, and started again.`);
    await killAt(stage, place, async () => {
      await send(u1, TO_U2, `Sent before the kill ${words}.`);
    });
    await stage.openGame();
    await send(u1, TO_U2, `Sent after the kill ${words}.`);
    await receive(u2, 2);
  }

  chapter('Everybody looks once more.');
  const left = await undeliveredAtLast(stage, sent);
  const rest = await Promise.all(
    [u1, u2].map(async ({ client }) => (await client.receive({ mode: 'AUTO' })).items.length),
  );
  const state = await player2.state();
  const u2Got = received.get(u2) ?? [];
  conditions.equal(
    'U2 received everything, in order, each exactly once',
    u2Got.map(({ text }) => text),
    [
      'Sorry, I have to run.',
      'But thank you for an exciting match!',
      'One more thing: 16. Qb8+ was planned since move 13.',
      'See you next week.',
      'Sent before the kill between GetMessages and SendMessages.',
      'Sent after the kill between GetMessages and SendMessages.',
      'Sent before the kill between SendMessages and AcknowledgeMessages.',
      'Sent after the kill between SendMessages and AcknowledgeMessages.',
    ],
  );
  conditions.equal('U2 knows U1 by the name in the game only', [...new Set(u2Got.map(({ from }) => from))], [TO_U1]);
  conditions.equal(
    'U1 received the congratulation, the question and the notice',
    (received.get(u1) ?? []).map(({ from }) => from),
    [TO_U2, TO_U2, 'wv:chess@b1.example'],
  );
  conditions.equal('nothing is left in the inboxes of U1 and U2', rest, [0, 0]);
  conditions.equal('A has acknowledged everything at B1 and B2', left, []);
  conditions.equal('the game survived both kills', state.game?.moves.length, OPERA_GAME.length);
}

async function play(
  white: GameClient,
  black: GameClient,
  gameId: string,
  say: (line: string) => void,
): Promise<GameJson> {
  let game: GameJson | undefined;
  for (const [ply, move] of OPERA_GAME.entries()) {
    game = await (ply % 2 === 0 ? white : black).move(gameId, move);
  }
  if (game === undefined) throw new Error('no move was played');
  const score = game.moves.map(({ san }, ply) => (ply % 2 === 0 ? `${ply / 2 + 1}. ${san}` : san));
  say(`${' '.repeat(14)}${score.join(' ')}`);
  say(`${' '.repeat(14)}${game.outcome?.text ?? 'still being played'}`);
  return game;
}

/** Has the game stand still with messages in hand, and ends its process there. */
async function killAt(stage: Stage, place: HoldPlace, cause: () => Promise<void>): Promise<void> {
  const holding = stage.next(isHolding);
  stage.game.tell({ type: 'hold', at: place });
  await cause();
  await holding;
  await stage.game.kill();
}

async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof GameRefusal) return error.code;
    throw error;
  }
}

/** What is not delivered when the game has acknowledged all that it is going to: it is asked anew after each time. */
async function undeliveredAtLast(stage: Stage, sent: ReadonlyMap<Party, readonly string[]>): Promise<string[]> {
  for (;;) {
    const acknowledged = stage.next(isAcknowledged);
    const left = await undelivered(sent);
    if (left.length === 0) return left;
    const waited = new AbortController();
    const patience = pause(5000, 'enough', { signal: waited.signal }).catch(() => 'enough' as const);
    const what = await Promise.race([acknowledged, patience]);
    waited.abort();
    if (what === 'enough') return left;
  }
}

/** Ids of messages that their provider does not call delivered. */
async function undelivered(sent: ReadonlyMap<Party, readonly string[]>): Promise<string[]> {
  const answers = await Promise.all([...sent].map(([{ client }, messageId]) => client.status({ messageId })));
  return answers.flatMap(({ status }) =>
    status.filter(({ state }) => state !== 'DELIVERED').map(({ messageId, state }) => `${messageId ?? '?'} ${state}`),
  );
}

/** `provider operation count` of those that carried messages. */
function exchangesOf(events: ReturnType<ReturnType<Stage['record']>>): string[] {
  return events.flatMap(({ provider, record: { operation, counts } }) => {
    const count = operation === 'GetMessages' ? counts.items : operation === 'SendMessages' ? counts.messages : 0;
    return count === undefined || count === 0 ? [] : [`${provider} ${operation} ${count}`];
  });
}

type EventOf<Type extends GameEvent['type']> = Extract<GameEvent, { type: Type }>;

const isPaused = (event: GameEvent): event is EventOf<'paused'> => event.type === 'paused';
const isHolding = (event: GameEvent): event is EventOf<'holding'> => event.type === 'holding';
const isAcknowledged = (event: GameEvent): event is EventOf<'exchange'> =>
  event.type === 'exchange' && event.record.operation === 'AcknowledgeMessages' && event.record.status === 200;
