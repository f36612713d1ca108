import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';

/** Places where the demonstration holds the game with messages in hand. */
export type HoldPlace = 'before-send' | 'before-acknowledge';

/** What the parent tells the game's process. */
export type GameCommand =
  /** Stop reading the inboxes, once the polls under way have ended. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Stand still, for ever, the next time messages come to that place. */
  | { readonly type: 'hold'; readonly at: HoldPlace };

/** What the game's process tells its parent. */
export type GameEvent =
  | { readonly type: 'paused' }
  | { readonly type: 'holding'; readonly at: HoldPlace; readonly messages: number }
  | { readonly type: 'exchange'; readonly at: number; readonly provider: string; readonly record: ExchangeRecord };

export function isGameEvent(message: unknown): message is GameEvent {
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  return type === 'paused' || type === 'holding' || type === 'exchange';
}

export function isGameCommand(message: unknown): message is GameCommand {
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  return type === 'pause' || type === 'resume' || type === 'hold';
}
