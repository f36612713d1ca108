import type { InboxMessage } from '@imps-wsi/consumer-sdk';
import { notice } from './draft.js';
import { notices } from './notices.js';
import type { ProviderAccount } from './provider-accounts.js';
import { sendTogether } from './send-together.js';

/** Tells people once that their message waits for room in the recipient's inbox. */
export class FullInboxNotices {
  readonly #source: ProviderAccount;
  /** By message, the recipient's name in the game. */
  readonly #toTell = new Map<InboxMessage, string>();
  readonly #told = new Set<InboxMessage>();

  /** @param source the provider whose customers are told */
  constructor(source: ProviderAccount) {
    this.#source = source;
  }

  /** The message waits. Machines are not told. */
  add(message: InboxMessage, recipient: string): void {
    if (message.messageClass !== 'AUTOMATIC' && !this.#told.has(message)) this.#toTell.set(message, recipient);
  }

  /** Tells the senders of those that still wait; when it fails, they are told the next time. */
  async tell(isWaiting: (message: InboxMessage) => boolean): Promise<void> {
    const toTell = [...this.#toTell].filter(([message]) => isWaiting(message));
    if (toTell.length === 0) return;
    const drafts = toTell.map(([message, recipient]) =>
      notice(this.#source.name, message, 'full', notices.inboxFull(recipient)),
    );
    const verdicts = await sendTogether(this.#source.client, drafts);
    for (const [index, [message]] of toTell.entries()) {
      if (verdicts[index]?.kind === 'wait') continue;
      this.#toTell.delete(message);
      this.#told.add(message);
    }
  }
}
