import { describe, expect, test } from '@jest/globals';
import {
  chatAfter,
  conversationList,
  emptyChat,
  openConversation,
  peerName,
  unreadIn,
  unreadInAll,
  type ChatEvent,
  type ChatState,
} from '../../examples/gaming/web/dist/modules/phone/model/chat.js';
import { compareDigits, type Message } from '../../examples/gaming/web/dist/modules/phone/model/message.js';
import type { Outgoing } from '../../examples/gaming/web/dist/modules/phone/model/outbox.js';

const U2 = 'wv:u2@chess.b1.example';
const KEY = 'u2@chess.b1.example';
const GAME = 'wv:chess@b1.example';

const message = (id: string, text: string, change: Partial<Message> = {}): Message => ({
  id,
  cursor: id,
  direction: 'in',
  peer: U2,
  at: '2026-01-01T10:00:00.000Z',
  state: 'received',
  parts: [{ number: 1, contentType: 'text/plain', size: text.length, text }],
  ...change,
});
const written = (clientMessageId: string, text: string): Outgoing => ({
  clientMessageId,
  to: U2,
  text,
  at: '2026-01-01T10:00:00.000Z',
  state: 'queued',
});
const after = (...events: readonly ChatEvent[]): ChatState => events.reduce(chatAfter, emptyChat);
const came = (one: Message): ChatEvent => ({ type: 'message', message: one });
const texts = (chat: ChatState): (string | undefined)[] =>
  openConversation(chat)!.messages.map(({ parts }) => parts[0]?.text);

describe('a conversation', () => {
  const opened: ChatEvent = { type: 'opened', peer: U2, name: 'u2' };

  test('is in the order of its ids, whatever came first, and beyond what a number can hold', () => {
    const chat = after(opened, came(message('10', 'second')), came(message('99999999999999999999', 'last')), {
      type: 'history',
      peer: U2,
      messages: [message('9', 'first')],
      more: false,
    });
    expect(texts(chat)).toEqual(['first', 'second', 'last']);
  });

  test('has each message once, in its latest state', () => {
    const sent = message('5', 'hello', { direction: 'out', state: 'sent', cursor: '5' });
    const delivered: Message = { ...sent, state: 'delivered', cursor: '8' };
    for (const order of [
      [sent, delivered],
      [delivered, sent],
    ]) {
      const chat = after(opened, ...order.map(came));
      expect(openConversation(chat)!.messages).toEqual([delivered]);
    }
  });

  test('is the same in all spellings of the peer’s address', () => {
    const chat = after(opened, came(message('1', 'hello', { peer: 'wv:U2@Chess.B1.example' })));
    expect(texts(chat)).toEqual(['hello']);
  });

  test('keeps its place after a reset, empty, to be loaded anew', () => {
    const chat = after(opened, came(message('1', 'hello')), { type: 'reset' });
    expect(openConversation(chat)).toMatchObject({ peer: U2, messages: [], history: 'unknown' });
  });
});

describe('what the user writes', () => {
  const waiting = after(
    { type: 'opened', peer: U2 },
    { type: 'draft', text: 'hel' },
    { type: 'written', outgoing: written('c1', 'hello') },
  );

  test('is shown while it waits, and the draft is empty', () => {
    expect(openConversation(waiting)).toMatchObject({ outgoing: [{ clientMessageId: 'c1' }], draft: '' });
  });

  test('is there once, whether the answer or the event comes first', () => {
    const sent = message('7', 'hello', { direction: 'out', state: 'sent', clientMessageId: 'c1' });
    const answered: ChatEvent = { type: 'answered', ids: ['c1'], messages: [sent] };
    for (const order of [
      [answered, came(sent)],
      [came(sent), answered],
    ]) {
      const chat = order.reduce(chatAfter, waiting);
      expect(openConversation(chat)).toMatchObject({ outgoing: [], messages: [{ id: '7' }] });
    }
  });

  test('waits again when there was no answer, and says why when it was refused', () => {
    const sending = chatAfter(waiting, { type: 'sending', ids: ['c1'] });
    expect(chatAfter(sending, { type: 'postponed', ids: ['c1'] }).outbox[0]).toMatchObject({ state: 'queued' });
    const refused = chatAfter(sending, { type: 'refused', id: 'c1', reason: 'Too large.' });
    expect(refused.outbox[0]).toMatchObject({ state: 'refused', reason: 'Too large.' });
    expect(chatAfter(refused, { type: 'dropped', id: 'c1' }).outbox).toEqual([]);
  });
});

describe('a file that is attached', () => {
  const file = { bytes: new Blob(['0123456789']), name: 'cat.png', contentType: 'image/png', sent: 0 };
  const attached = after(
    { type: 'opened', peer: U2 },
    { type: 'draft', text: 'look at' },
    { type: 'problem', text: 'Attach files, not folders.' },
    { type: 'attached', outgoing: { ...written('f1', ''), file } },
  );

  test('waits beside what is being written, which stays', () => {
    expect(openConversation(attached)).toMatchObject({ draft: 'look at', outgoing: [{ file: { name: 'cat.png' } }] });
  });

  test('has a preview and gets on; what comes for it once it is gone changes nothing', () => {
    const chat = [
      { type: 'previewed', id: 'f1', preview: 'data:,' } as const,
      { type: 'progress', id: 'f1', sent: 5 } as const,
    ].reduce(chatAfter, attached);
    expect(chat.outbox).toMatchObject([{ file: { preview: 'data:,', sent: 5, bytes: file.bytes } }]);
    const dropped = chatAfter(chat, { type: 'dropped', id: 'f1' });
    expect(chatAfter(dropped, { type: 'progress', id: 'f1', sent: 9 }).outbox).toEqual([]);
  });

  test('what was wrong is forgotten with the next message and in the next conversation', () => {
    expect(chatAfter(attached, { type: 'written', outgoing: written('c1', 'x') }).problem).toBeUndefined();
    expect(chatAfter(attached, { type: 'opened', peer: GAME }).problem).toBeUndefined();
  });
});

describe('unread', () => {
  test('are those that came in since the conversation was seen; one’s own never', () => {
    const chat = after(
      { type: 'opened', peer: U2 },
      came(message('1', 'one')),
      { type: 'seen' },
      came(message('2', 'two')),
      came(message('3', 'mine', { direction: 'out', state: 'sent' })),
      came(message('4', 'four', { peer: GAME })),
    );
    expect([unreadIn(chat, KEY), unreadInAll(chat)]).toEqual([1, 2]);
    expect(unreadInAll(chatAfter(chat, { type: 'seen' }))).toBe(1);
  });

  test('on a device that is new to the user, what is there already is not new', () => {
    const list = [{ peer: U2, lastMessage: message('8', 'from yesterday') }];
    expect(unreadInAll(after({ type: 'conversations', list, asRead: true }))).toBe(0);
    expect(unreadInAll(after({ type: 'conversations', list, asRead: false }))).toBe(1);
  });
});

test('a text that comes back to be edited stands before what is in the field already', () => {
  const opened: ChatEvent = { type: 'opened', peer: U2 };
  const edit: ChatEvent = { type: 'edit', text: 'too long' };
  expect(openConversation(after(opened, edit))?.draft).toBe('too long');
  expect(openConversation(after(opened, { type: 'draft', text: ' ' }, edit))?.draft).toBe('too long');
  expect(openConversation(after(opened, { type: 'draft', text: 'next' }, edit))?.draft).toBe('too long\nnext');
});

test('drafts belong to their conversations', () => {
  const chat = after(
    { type: 'opened', peer: U2 },
    { type: 'draft', text: 'to u2' },
    { type: 'opened', peer: GAME },
    { type: 'draft', text: 'to the game' },
    { type: 'opened', peer: U2 },
  );
  expect(openConversation(chat)?.draft).toBe('to u2');
});

test('conversations are listed with the newest message first, and called by the name that the peer shows', () => {
  const chat = after(came(message('9', 'older')), came(message('10', 'newer', { peer: GAME, peerName: 'Chess' })), {
    type: 'opened',
    peer: 'wv:carol@b1.example',
  });
  expect(conversationList(chat).map(peerName)).toEqual(['Chess', 'u2', 'carol']);
});

test('ids are compared as numbers of any length', () => {
  expect(['10', '9', '100', '9007199254740993', '9007199254740992'].sort(compareDigits)).toEqual([
    '9',
    '10',
    '100',
    '9007199254740992',
    '9007199254740993',
  ]);
});
