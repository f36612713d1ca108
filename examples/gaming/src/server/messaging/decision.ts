import { usernameFrom } from '@imps-wsi/consumer-sdk';
import type { Player } from '../players.js';
import { notices, type NoticeBudget } from './notices.js';
import type { ProviderAccount, ProviderAccounts } from './provider-accounts.js';

/** What the game does with a message. Kept before it is done, so that a second attempt does the very same. */
export type Decision =
  | {
      readonly kind: 'forward';
      /** Name of the provider that it goes to. */
      readonly target: string;
      /** The recipient's IM address there. */
      readonly to: string;
      /** The sender's name in the game, as an address that the recipient can answer. */
      readonly from: string;
      readonly fromName: string;
      /** The recipient's name in the game. */
      readonly toName: string;
      /** The message it answers, under the id that the recipient knows it by. */
      readonly inReplyTo?: string;
    }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'ignore'; readonly why: string };

/** What is known of a message before its content is looked at. */
export interface Envelope {
  readonly messageId: string;
  readonly kind: string;
  readonly sender: string;
  readonly senderKey: string;
  readonly recipient: string;
  readonly messageClass: string | undefined;
  readonly inReplyTo: string | undefined;
}

/** Who plays, and at which table. */
export interface PlayerDirectory {
  byUsername(username: string): Promise<Player | undefined>;
  byImAddress(imAddress: string): Promise<Player | undefined>;
}

export interface DecisionParts {
  readonly players: PlayerDirectory;
  readonly accounts: ProviderAccounts;
  readonly budget: NoticeBudget;
  /** For people who are not registered. */
  readonly howToRegister: string;
  /** The id under which readers at `target` know the message that somebody at `source` calls `messageId`. */
  readonly counterpart: (source: string, messageId: string, target: string) => Promise<string | undefined>;
}

/** Translates the game's usernames into IM addresses, both of the recipient and of the sender; refuses with a notice. */
export async function decide(message: Envelope, source: ProviderAccount, parts: DecisionParts): Promise<Decision> {
  const { players, accounts, budget } = parts;
  if (message.kind !== 'MESSAGE') return ignore(`it is of kind ${message.kind}`);
  if (accounts.isOwn(message.sender)) return ignore('it comes from the game itself');
  const notice = (text: string): Decision => {
    if (message.messageClass === 'AUTOMATIC') return ignore('a machine wrote it and it can go nowhere');
    if (!budget.spend(message.senderKey)) return ignore('its sender got enough notices for now');
    return { kind: 'notice', text };
  };

  const sender = await players.byImAddress(message.sender);
  if (sender === undefined) return notice(notices.unregistered(parts.howToRegister));
  const { serviceDomain } = source.settings;
  const username = usernameFrom(message.recipient, serviceDomain);
  if (username === undefined) return notice(notices.nameNeeded(serviceDomain));
  const recipient = await players.byUsername(username);
  if (recipient === undefined) return notice(notices.unknownUsername(shown(username)));
  if (recipient.id === sender.id) return notice(notices.yourself());
  if (sender.gameId === undefined) return notice(notices.noGame(recipient.username));
  if (recipient.gameId !== sender.gameId) return notice(notices.otherGame(recipient.username));
  const target = accounts.serving(recipient.imAddress);
  if (target === undefined) return notice(notices.noProvider(recipient.username));

  const inReplyTo =
    message.inReplyTo === undefined ? undefined : await parts.counterpart(source.name, message.inReplyTo, target.name);
  return {
    kind: 'forward',
    target: target.name,
    to: recipient.imAddress,
    from: accounts.addressIn(target, sender.username),
    fromName: sender.username,
    toName: recipient.username,
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  };
}

/** A name that came percent-encoded can hold anything. */
const shown = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd');

const ignore = (why: string): Decision => ({ kind: 'ignore', why });
