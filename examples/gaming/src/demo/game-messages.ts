import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import type { LoopState } from '../server/messaging/inbox-loop.js';
import type { RelayFacts } from './relay-facts.js';

/** Places where the demonstration holds the game with messages in hand. */
export type HoldPlace = 'before-send' | 'before-acknowledge';

/** What the parent tells the game's process. */
export type GameCommand =
  /** Stop reading the inboxes, once the polls under way have ended. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Stand still the next time messages come to that place: once, until `unhold`. */
  | { readonly type: 'hold'; readonly at: HoldPlace }
  /** Go on where it stands still, and do not stand still any more. */
  | { readonly type: 'unhold' }
  /** See `Bridge.setPace`. */
  | { readonly type: 'pace'; readonly waitSeconds: number; readonly restMs: number }
  /** Seat these players, by their usernames, at a new game; answered by an event of the same type. */
  | { readonly type: 'reset'; readonly white: string; readonly black: string };

/** What the game's process tells its parent. */
export type GameEvent =
  | { readonly type: 'paused' }
  | { readonly type: 'holding'; readonly at: HoldPlace; readonly messages: number }
  | {
      readonly type: 'exchange';
      /** When it ended, in milliseconds since 1970. */
      readonly at: number;
      readonly provider: string;
      /** Its XML is there up to 64 KiB each way. */
      readonly record: ExchangeRecord;
      /** Of the whole XML. */
      readonly facts?: RelayFacts;
      readonly requestXmlCut?: true;
      readonly responseXmlCut?: true;
    }
  /** A poll begins; its end is an `exchange`. */
  | { readonly type: 'polling'; readonly provider: string }
  /** The state of the connection to a provider has changed; all of them, by provider. */
  | { readonly type: 'loops'; readonly states: Readonly<Record<string, LoopState>> }
  /** The new game, or why there is none. */
  | { readonly type: 'reset'; readonly gameId: string }
  | { readonly type: 'reset'; readonly error: string };

const EVENTS: Readonly<Record<GameEvent['type'], true>> = {
  paused: true,
  holding: true,
  exchange: true,
  polling: true,
  loops: true,
  reset: true,
};
const COMMANDS: Readonly<Record<GameCommand['type'], true>> = {
  pause: true,
  resume: true,
  hold: true,
  unhold: true,
  pace: true,
  reset: true,
};

export const isGameEvent = (message: unknown): message is GameEvent => isOneOf(EVENTS, message);

export const isGameCommand = (message: unknown): message is GameCommand => isOneOf(COMMANDS, message);

function isOneOf(types: object, message: unknown): boolean {
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  return typeof type === 'string' && Object.hasOwn(types, type);
}
