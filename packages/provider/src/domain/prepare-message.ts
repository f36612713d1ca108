import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError } from '@imps-wsi/contract/errors';
import type { Caller, SenderRule } from './caller.js';
import { digestOf, packParts } from './content.js';
import type { NewDelivery, Priority } from './delivery.js';
import { packHeader } from './header.js';
import { lifetimeOf } from './lifetime.js';
import type { MessageDraft } from './message-draft.js';
import type { Policies } from './policies.js';
import { reportWish } from './reports.js';

export interface PreparedMessage {
  /** What all deliveries of a message share. */
  readonly shared: Pick<
    NewDelivery,
    'sender' | 'digest' | 'header' | 'parts' | 'content' | 'large' | 'expiry' | 'priority' | 'report'
  >;
  /** Its time was over when it came. */
  readonly over: boolean;
  /** The bound that cut its time, in seconds. */
  readonly shortenedTo: number | undefined;
}

export interface PreparationParts {
  readonly mayUseSender: SenderRule;
  readonly policies: Policies;
}

/**
 * The work that all recipients of a message share, or why none of them can have it. When a message expires is no part of
 * its digest: a sender who counts anew when sending again means the same message, and the first answer holds.
 *
 * @param now by the clock of the store; needed where the message names an instant
 */
export function prepareMessage(
  parts: PreparationParts,
  caller: Caller,
  message: MessageDraft,
  now: Date | undefined,
): PreparedMessage | WsiError {
  try {
    refuseWhatIsNotOffered(message);
    const sender = senderOf(parts, caller, message);
    if (message.replyTo !== undefined && parseAddress(message.replyTo) === undefined) {
      throw new WsiError('BadParameter', { reason: 'replyTo is not an address that can be used.' });
    }
    const rules = parts.policies.of(caller);
    const { expiry, over, shortenedTo } = lifetimeOf(message, rules.values, now);
    const packed = packParts(message.part, rules);
    const header = packHeader(message);
    const digest = digestOf([sender, header ?? '', ...packed.fingerprint]);
    const { parts: description, bytes: content, large } = packed;
    const priority = priorityOf(message);
    const shared = { sender, digest, header, parts: description, content, large, expiry, priority };
    const report = message.report.length === 0 ? undefined : reportWish(message.report, message.conversationId);
    return { shared: report === undefined ? shared : { ...shared, report }, over, shortenedTo };
  } catch (error) {
    if (error instanceof WsiError) return error;
    throw error;
  }
}

/** The contract's decoder knows no others. */
const priorityOf = ({ priority }: MessageDraft): Priority | undefined =>
  priority === 'LOW' || priority === 'HIGH' ? priority : undefined;

function senderOf({ mayUseSender }: PreparationParts, caller: Caller, message: MessageDraft): string {
  if (message.sender === undefined) return caller.address;
  const address = parseAddress(message.sender);
  if (address === undefined) throw new WsiError('MalformedAddress', { reason: 'The sender is not a valid address.' });
  if (!mayUseSender(caller, address)) throw new WsiError('SenderNotOwned');
  return address.canonical;
}

/** Fields that the contract has and later releases build: refused, never ignored; their default values are welcome. */
function refuseWhatIsNotOffered(message: MessageDraft): void {
  const asked: string[] = [];
  if (message.report.includes('READ')) asked.push('report READ');
  if (message.anonymous === true) asked.push('anonymous');
  if (message.keepCopy === true) asked.push('keepCopy');
  if (asked.length > 0) {
    throw new WsiError('NotOffered', {
      reason: `Not offered by this provider yet: ${asked.join(', ')}. Leave it out and send again.`,
    });
  }
}
