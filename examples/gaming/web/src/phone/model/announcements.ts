import { peerName, unreadIn, type ChatState } from './chat.js';
import { inShort } from './message.js';
import type { Outgoing } from './outbox.js';
import type { PhoneState } from './phone-state.js';
import { tableView, type TableState } from './table.js';
import { moveWords, outcomeWords } from './words.js';

/** So much of a message is read aloud by itself. */
const MOST_CHARACTERS = 300;

/** What has happened between two states that somebody who does not see the page wants to be told. */
export function announcements(before: PhoneState, after: PhoneState): readonly string[] {
  return [
    ...(before.table === after.table ? [] : tableNews(before.table, after.table)),
    ...(before.chat === after.chat ? [] : chatNews(before.chat, after.chat)),
  ];
}

function tableNews(before: TableState, after: TableState): readonly string[] {
  if (before.player === undefined) return [];
  const was = tableView(before);
  const is = tableView(after);
  const news: string[] = [];
  if (is.game !== undefined && is.game.id !== was.game?.id) {
    news.push(`A new game against ${is.opponent}. You play ${is.own ?? 'nothing'}.`);
  } else {
    const newest = is.position.played.at(-1);
    if (newest !== undefined && is.position.played.length > was.position.played.length) news.push(moveWords(newest));
  }
  const outcome = is.game?.outcome ?? undefined;
  if (outcome !== undefined && !was.isOver) {
    const { title, detail } = outcomeWords(outcome, is.own, is.opponent);
    news.push(`Game over. ${title}: ${detail}.`);
  }
  if (is.draw === 'asked' && was.draw !== 'asked') news.push(`${is.opponent} offers a draw.`);
  const challengers =
    after.player?.challengers.filter((name) => before.player?.challengers.includes(name) !== true) ?? [];
  news.push(...challengers.map((name) => `${name} wants to play against you.`));
  if (after.notice !== undefined && after.notice !== before.notice) news.push(after.notice);
  return news;
}

function chatNews(before: ChatState, after: ChatState): readonly string[] {
  const came = [...after.conversations].flatMap(([key, conversation]) => {
    const fresh = unreadIn(after, key) - unreadIn(before, key);
    if (fresh <= 0) return [];
    const newest = conversation.messages.filter(({ direction }) => direction === 'in').slice(-Math.min(fresh, 3));
    return newest.map((message) => `${peerName(conversation)}: ${inShort(message, MOST_CHARACTERS)}`);
  });
  return [...came, ...fileNews(before.outbox, after)];
}

/** How the way of a file out ended; a text is gone in a moment, and is not spoken of. */
function fileNews(before: readonly Outgoing[], { outbox, conversations }: ChatState): readonly string[] {
  return before.flatMap(({ clientMessageId, file, state }) => {
    if (file === undefined || state === 'refused') return [];
    const now = outbox.find((one) => one.clientMessageId === clientMessageId);
    if (now !== undefined) return now.state === 'refused' ? [`${file.name} was not sent. ${now.reason ?? ''}`] : [];
    const messages = [...conversations.values()].flatMap((conversation) => conversation.messages);
    const wasSent = messages.some((message) => message.clientMessageId === clientMessageId);
    return wasSent ? [`${file.name} was sent.`] : [];
  });
}
