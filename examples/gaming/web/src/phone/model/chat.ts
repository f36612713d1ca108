import { addressKey, userPart } from './address.js';
import { compareDigits, type ConversationSummary, type Message } from './message.js';
import type { FileToSend, Outgoing } from './outbox.js';

export interface Conversation {
  readonly peer: string;
  readonly name: string | undefined;
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** `more`: there are older ones that are not loaded. */
  readonly history: 'unknown' | 'loading' | 'failed' | 'more' | 'complete';
}

/** The IM client: conversations, what is open, and what is on its way out. Keys are `addressKey`s of peers. */
export interface ChatState {
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly open: string | undefined;
  /** The list of conversations is shown in place of the open one. */
  readonly listShown: boolean;
  readonly outbox: readonly Outgoing[];
  /** The id of the last message that was seen, by conversation. */
  readonly read: ReadonlyMap<string, string>;
  /** Failed messages that were sent once more. */
  readonly resent: ReadonlySet<string>;
  /** Long messages that are shown whole. */
  readonly expanded: ReadonlySet<string>;
  readonly drafts: ReadonlyMap<string, string>;
  /** The picture that is shown large. */
  readonly picture: ShownPicture | undefined;
  /** What is wrong with what the user wanted to attach. */
  readonly problem: string | undefined;
}

export interface ShownPicture {
  readonly message: Message;
  /** Number of the part. */
  readonly part: number;
}

export const emptyChat: ChatState = {
  conversations: new Map(),
  open: undefined,
  listShown: false,
  outbox: [],
  read: new Map(),
  resent: new Set(),
  expanded: new Set(),
  drafts: new Map(),
  picture: undefined,
  problem: undefined,
};

export type ChatEvent =
  | { readonly type: 'restored'; readonly outbox: readonly Outgoing[]; readonly read: ReadonlyMap<string, string> }
  /** `asRead`: this device sees them for the first time, so nothing of it counts as new. */
  | { readonly type: 'conversations'; readonly list: readonly ConversationSummary[]; readonly asRead: boolean }
  | { readonly type: 'history-loading' | 'history-failed'; readonly peer: string }
  | { readonly type: 'history'; readonly peer: string; readonly messages: readonly Message[]; readonly more: boolean }
  | { readonly type: 'message'; readonly message: Message }
  /** Too much was missed: what is loaded may have gaps and is loaded anew. */
  | { readonly type: 'reset' }
  | { readonly type: 'opened'; readonly peer: string; readonly name?: string }
  | { readonly type: 'list'; readonly shown: boolean }
  | { readonly type: 'draft'; readonly text: string }
  /** A text comes back into the field, before what stands there. */
  | { readonly type: 'edit'; readonly text: string }
  | { readonly type: 'written'; readonly outgoing: Outgoing }
  | { readonly type: 'attached'; readonly outgoing: Outgoing }
  | { readonly type: 'previewed'; readonly id: string; readonly preview: string }
  | { readonly type: 'progress'; readonly id: string; readonly sent: number }
  | { readonly type: 'problem'; readonly text: string | undefined }
  | { readonly type: 'picture'; readonly picture: ShownPicture | undefined }
  | { readonly type: 'sending' | 'postponed'; readonly ids: readonly string[] }
  | { readonly type: 'refused'; readonly id: string; readonly reason: string }
  | { readonly type: 'answered'; readonly ids: readonly string[]; readonly messages: readonly Message[] }
  | { readonly type: 'resent'; readonly id: string }
  | { readonly type: 'dropped'; readonly id: string }
  | { readonly type: 'seen' }
  | { readonly type: 'expanded'; readonly id: string };

export function chatAfter(chat: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'restored':
      return { ...chat, outbox: event.outbox, read: event.read };
    case 'conversations': {
      const all = event.list.reduce((before, { lastMessage }) => withMessage(before, lastMessage), chat);
      return event.asRead ? allRead(all) : all;
    }
    case 'history-loading':
      return withConversation(chat, event.peer, (known) => ({ ...known, history: 'loading' }));
    case 'history-failed':
      return withConversation(chat, event.peer, (known) => ({ ...known, history: 'failed' }));
    case 'history': {
      const history = event.more ? 'more' : 'complete';
      return withConversation(event.messages.reduce(withMessage, chat), event.peer, (known) => ({ ...known, history }));
    }
    case 'message':
      return withMessage(chat, event.message);
    case 'reset':
      return {
        ...chat,
        conversations: mapped(chat.conversations, (known) => ({ ...known, messages: [], history: 'unknown' })),
      };
    case 'opened': {
      const there = withConversation(chat, event.peer, (known) => ({ ...known, name: event.name ?? known.name }));
      return { ...there, open: addressKey(event.peer), listShown: false, problem: undefined };
    }
    case 'list':
      return { ...chat, listShown: event.shown };
    case 'draft':
      return withDraft(chat, () => event.text);
    case 'edit':
      return withDraft(chat, (draft) => (draft.trim() === '' ? event.text : `${event.text}\n${draft}`));
    case 'written': {
      const drafts = new Map(chat.drafts);
      if (chat.open !== undefined) drafts.delete(chat.open);
      return { ...chat, outbox: [...chat.outbox, event.outgoing], drafts, problem: undefined };
    }
    case 'attached':
      return { ...chat, outbox: [...chat.outbox, event.outgoing] };
    case 'previewed':
      return withFile(chat, event.id, (file) => ({ ...file, preview: event.preview }));
    case 'progress':
      return withFile(chat, event.id, (file) => ({ ...file, sent: event.sent }));
    case 'problem':
      return { ...chat, problem: event.text };
    case 'picture':
      return { ...chat, picture: event.picture };
    case 'sending':
      return withOutgoing(chat, event.ids, (outgoing) => ({ ...outgoing, state: 'sending' }));
    case 'postponed':
      return withOutgoing(chat, event.ids, (outgoing) => ({ ...outgoing, state: 'queued' }));
    case 'refused':
      return withOutgoing(chat, [event.id], (outgoing) => ({ ...outgoing, state: 'refused', reason: event.reason }));
    case 'answered': {
      const left = chat.outbox.filter(({ clientMessageId }) => !event.ids.includes(clientMessageId));
      return event.messages.reduce(withMessage, { ...chat, outbox: left });
    }
    case 'resent':
      return { ...chat, resent: new Set(chat.resent).add(event.id) };
    case 'dropped':
      return { ...chat, outbox: chat.outbox.filter(({ clientMessageId }) => clientMessageId !== event.id) };
    case 'seen':
      return chat.open === undefined || unreadIn(chat, chat.open) === 0 ? chat : readUpToLast(chat, chat.open);
    case 'expanded':
      return { ...chat, expanded: new Set(chat.expanded).add(event.id) };
  }
}

/** A message is known once, in its latest state, at its place in the order. */
function withMessage(chat: ChatState, message: Message): ChatState {
  const { clientMessageId } = message;
  const known =
    clientMessageId === undefined ? undefined : chat.outbox.find((one) => one.clientMessageId === clientMessageId);
  const outbox = known === undefined ? chat.outbox : chat.outbox.filter((one) => one !== known);
  return withConversation({ ...chat, outbox }, message.peer, (conversation) => ({
    ...conversation,
    name: message.peerName ?? conversation.name,
    messages: placed(conversation.messages, message),
  }));
}

function placed(messages: readonly Message[], message: Message): readonly Message[] {
  let at = messages.length;
  for (; at > 0; at -= 1) {
    const before = messages[at - 1];
    if (before === undefined) break;
    const order = compareDigits(before.id, message.id);
    if (order < 0) break;
    if (order === 0 && compareDigits(before.cursor, message.cursor) > 0) return messages;
    if (order === 0) return [...messages.slice(0, at - 1), message, ...messages.slice(at)];
  }
  return [...messages.slice(0, at), message, ...messages.slice(at)];
}

function withConversation(chat: ChatState, peer: string, change: (known: Conversation) => Conversation): ChatState {
  const key = addressKey(peer);
  const known = chat.conversations.get(key) ?? { peer, name: undefined, messages: [], history: 'unknown' };
  return { ...chat, conversations: new Map(chat.conversations).set(key, change(known)) };
}

function withOutgoing(chat: ChatState, ids: readonly string[], change: (outgoing: Outgoing) => Outgoing): ChatState {
  return { ...chat, outbox: chat.outbox.map((one) => (ids.includes(one.clientMessageId) ? change(one) : one)) };
}

function withFile(chat: ChatState, id: string, change: (file: FileToSend) => FileToSend): ChatState {
  return withOutgoing(chat, [id], (outgoing) =>
    outgoing.file === undefined ? outgoing : { ...outgoing, file: change(outgoing.file) },
  );
}

function withDraft({ drafts, open, ...rest }: ChatState, change: (draft: string) => string): ChatState {
  if (open === undefined) return { ...rest, drafts, open };
  return { ...rest, open, drafts: new Map(drafts).set(open, change(drafts.get(open) ?? '')) };
}

const mapped = (
  conversations: ReadonlyMap<string, Conversation>,
  change: (known: Conversation) => Conversation,
): ReadonlyMap<string, Conversation> => new Map([...conversations].map(([key, known]) => [key, change(known)]));

function readUpToLast(chat: ChatState, key: string): ChatState {
  const id = chat.conversations.get(key)?.messages.at(-1)?.id;
  return id === undefined ? chat : { ...chat, read: new Map(chat.read).set(key, id) };
}

const allRead = (chat: ChatState): ChatState => [...chat.conversations.keys()].reduce(readUpToLast, chat);

/** How many messages of a conversation came in since it was last seen, as far as they are loaded. */
export function unreadIn(chat: ChatState, key: string): number {
  const read = chat.read.get(key) ?? '0';
  const messages = chat.conversations.get(key)?.messages ?? [];
  return messages.filter(({ direction, id }) => direction === 'in' && compareDigits(id, read) > 0).length;
}

export const unreadInAll = (chat: ChatState): number =>
  [...chat.conversations.keys()].reduce((sum, key) => sum + unreadIn(chat, key), 0);

export interface OpenConversation extends Conversation {
  readonly key: string;
  readonly outgoing: readonly Outgoing[];
  readonly draft: string;
}

export function openConversation(chat: ChatState): OpenConversation | undefined {
  const key = chat.open;
  const conversation = key === undefined ? undefined : chat.conversations.get(key);
  if (key === undefined || conversation === undefined) return undefined;
  const outgoing = chat.outbox.filter(({ to }) => addressKey(to) === key);
  return { ...conversation, key, outgoing, draft: chat.drafts.get(key) ?? '' };
}

/** The newest first; conversations without a message last. */
export function conversationList(chat: ChatState): readonly (Conversation & { readonly key: string })[] {
  return [...chat.conversations]
    .map(([key, conversation]) => ({ ...conversation, key }))
    .sort((one, other) => compareDigits(other.messages.at(-1)?.id ?? '0', one.messages.at(-1)?.id ?? '0'));
}

/** What the peer is called here. */
export const peerName = ({ name, peer }: Pick<Conversation, 'name' | 'peer'>): string =>
  name !== undefined && name.trim() !== '' ? name : userPart(peer);
