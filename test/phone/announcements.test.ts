import { expect, test } from '@jest/globals';
import { announcements } from '../../examples/gaming/web/dist/modules/phone/model/announcements.js';
import { chatAfter, type ChatEvent } from '../../examples/gaming/web/dist/modules/phone/model/chat.js';
import type { GameView, PlayerState } from '../../examples/gaming/web/dist/modules/phone/model/game.js';
import { initialPhone, type PhoneState } from '../../examples/gaming/web/dist/modules/phone/model/phone-state.js';
import { tableAfter, type TableEvent } from '../../examples/gaming/web/dist/modules/phone/model/table.js';

const game: GameView = {
  id: 'g1',
  white: 'u1',
  black: 'u2',
  turn: 'black',
  fen: '',
  check: false,
  moves: [{ san: 'f3', uci: 'f2f3' }],
  outcome: null,
  startedAt: '2026-01-01T10:00:00.000Z',
};
const player = (change: Partial<PlayerState>): PlayerState => ({
  username: 'u1',
  imAddress: 'wv:alice@b1.example',
  waiting: false,
  challengers: [],
  opponent: 'u2',
  opponentAddress: 'wv:u2@chess.b1.example',
  game,
  ...change,
});
const state = (change: Partial<PlayerState>): TableEvent => ({ type: 'state', player: player(change) });
const onTable = (phone: PhoneState, event: TableEvent): PhoneState => ({
  ...phone,
  table: tableAfter(phone.table, event),
});
const inChat = (phone: PhoneState, event: ChatEvent): PhoneState => ({ ...phone, chat: chatAfter(phone.chat, event) });

const begun = onTable(initialPhone, state({}));

test('nothing is said of what was there when the page came', () => {
  expect(announcements(initialPhone, begun)).toEqual([]);
});

test('moves are said, one’s own at once and not again when the game confirms them', () => {
  const white = onTable(initialPhone, state({ game: { ...game, moves: [] } }));
  const played = onTable(white, { type: 'playing', uci: 'f2f3' });
  expect(announcements(white, played)).toEqual(['White: pawn from f2 to f3']);
  expect(announcements(played, onTable(played, { type: 'game', game }))).toEqual([]);
});

test('a draw offer, a challenge and a refusal are said once', () => {
  const offered = onTable(begun, state({ game: { ...game, drawOfferedBy: 'black' } }));
  expect(announcements(begun, offered)).toEqual(['u2 offers a draw.']);
  const challenged = onTable(offered, state({ game: { ...game, drawOfferedBy: 'black' }, challengers: ['u3'] }));
  expect(announcements(offered, challenged)).toEqual(['u3 wants to play against you.']);
  const refused = onTable(challenged, { type: 'refused', reason: 'It is black’s move.' });
  expect(announcements(challenged, refused)).toEqual(['It is black’s move.']);
  expect(announcements(refused, onTable(refused, { type: 'dismissed' }))).toEqual([]);
});

test('the end of a game and the next game are said', () => {
  const over = onTable(begun, state({ game: { ...game, outcome: { kind: 'resignation', winner: 'white' } } }));
  expect(announcements(begun, over)).toEqual(['Game over. You won: u2 resigned.']);
  const next: GameView = {
    ...game,
    id: 'g2',
    white: 'u2',
    black: 'u1',
    moves: [],
    startedAt: '2026-01-01T11:00:00.000Z',
  };
  expect(announcements(over, onTable(over, state({ game: next })))).toEqual(['A new game against u2. You play black.']);
});

test('messages that come are said with who sent them, long ones by their beginning; one’s own are not', () => {
  const message = (id: string, direction: 'in' | 'out', text: string): ChatEvent => ({
    type: 'message',
    message: {
      id,
      cursor: id,
      direction,
      peer: 'wv:u2@chess.b1.example',
      at: '2026-01-01T10:00:00.000Z',
      state: direction === 'in' ? 'received' : 'sent',
      parts: [{ number: 1, contentType: 'text/plain', size: text.length, text }],
    },
  });
  const first = inChat(begun, message('1', 'in', 'good luck'));
  expect(announcements(begun, first)).toEqual(['u2: good luck']);
  const own = inChat(first, message('2', 'out', 'thank you'));
  expect(announcements(first, own)).toEqual([]);
  const [long] = announcements(own, inChat(own, message('3', 'in', 'x'.repeat(100_000))));
  expect(long).toHaveLength('u2: '.length + 300);
});

test('a file says when it has gone, and when it was refused; one that was taken back says nothing', () => {
  const file = { bytes: new Blob(['x']), name: 'cat.png', contentType: 'image/png', sent: 0 };
  const peer = 'wv:u2@chess.b1.example';
  const at = '2026-01-01T10:00:00.000Z';
  const outgoing = { clientMessageId: 'f1', to: peer, text: '', file, at, state: 'queued' } as const;
  const waiting = inChat(begun, { type: 'attached', outgoing });
  const sent = {
    id: '1',
    cursor: '1',
    direction: 'out',
    peer,
    clientMessageId: 'f1',
    at,
    state: 'sent',
    parts: [],
  } as const;
  const gone = inChat(waiting, { type: 'answered', ids: ['f1'], messages: [sent] });
  expect(announcements(waiting, gone)).toEqual(['cat.png was sent.']);
  const refused = inChat(waiting, { type: 'refused', id: 'f1', reason: 'Too large.' });
  expect(announcements(waiting, refused)).toEqual(['cat.png was not sent. Too large.']);
  expect(announcements(refused, inChat(refused, { type: 'dropped', id: 'f1' }))).toEqual([]);
  expect(announcements(waiting, inChat(waiting, { type: 'dropped', id: 'f1' }))).toEqual([]);
});
