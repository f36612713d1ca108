import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import type { RelayFacts } from './relay-facts.js';

/** Places where the demonstration holds the game with messages in hand. */
export type HoldPlace = 'before-send' | 'before-acknowledge';

/** What the parent tells the game's process. */
export type GameCommand =
  /** Stop reading the inboxes, once the polls under way have ended. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Stand still, for ever, the next time messages come to that place. */
  | { readonly type: 'hold'; readonly at: HoldPlace }
  /** Takes a `hold` back that has not been met. */
  | { readonly type: 'unhold' }
  /** How the inboxes are read from now on: the length of a poll, and the rest between two. */
  | { readonly type: 'pace'; readonly waitSeconds: number; readonly restMs: number }
  /** A new game of these two players, by username; the one before is abandoned. */
  | { readonly type: 'reset'; readonly white: string; readonly black: string };

/** What the game's process tells its parent. */
export type GameEvent =
  | { readonly type: 'paused' }
  | { readonly type: 'holding'; readonly at: HoldPlace; readonly messages: number }
  | {
      readonly type: 'exchange';
      readonly at: number;
      readonly provider: string;
      /** Its XML is there up to a bound. */
      readonly record: ExchangeRecord;
      readonly requestXmlCut?: true;
      readonly responseXmlCut?: true;
      /** Read from the whole XML; absent when it says nothing of messages. */
      readonly facts?: RelayFacts;
    };

const COMMANDS: ReadonlySet<unknown> = new Set<GameCommand['type']>([
  'pause',
  'resume',
  'hold',
  'unhold',
  'pace',
  'reset',
]);
const EVENTS: ReadonlySet<unknown> = new Set<GameEvent['type']>(['paused', 'holding', 'exchange']);

export const isGameEvent = (message: unknown): message is GameEvent => EVENTS.has(typeOf(message));

export const isGameCommand = (message: unknown): message is GameCommand => COMMANDS.has(typeOf(message));

const typeOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
