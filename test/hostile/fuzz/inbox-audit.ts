import type { Party } from '../../support/party.js';

const AT_ONCE = 100;

/** Reads inboxes to their end. @returns the ids of all that was there */
export async function drain(readers: readonly Party[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const reader of readers) {
    for (let receipt: string | undefined; ;) {
      const answer = await reader.lease({
        maxMessages: AT_ONCE,
        headersOnly: true,
        ...(receipt === undefined ? {} : { acknowledge: receipt }),
      });
      for (const { messageId } of answer.item) found.add(messageId);
      receipt = answer.receipt;
      if (answer.item.length === 0) break;
    }
  }
  return found;
}

/** Of messages that are in no inbox: those that did not expire either. */
export async function unexplained(sender: Party, missing: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const asked = missing.slice(at, at + AT_ONCE);
    const { status } = await sender.call('GetMessageStatus', { messageId: asked });
    const expired = new Set(status.filter(({ state }) => state === 'EXPIRED').map(({ messageId }) => messageId));
    left.push(...asked.filter((messageId) => !expired.has(messageId)));
  }
  return left;
}
