import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Auditor } from './audit.js';
import { Journal, readJournal } from './journal.js';
import { urgencyOf } from './message.js';
import { RawClient } from './raw-client.js';
import type { Stage } from './stage.js';

const ASKED_AT_ONCE = 100;
/** A process may just be coming up. */
const ATTEMPTS = 50;

/** An auditor who has read all journals. */
export function auditOf(journals: readonly string[]): Auditor {
  const auditor = new Auditor();
  for (const journal of journals) for (const words of readJournal(journal)) auditor.take(words);
  return auditor;
}

/**
 * Asks what became of messages that had a lifetime, as their senders would, by GetMessageStatus: those may have expired,
 * and no others. What was answered is one more journal.
 *
 * @returns its path
 */
export async function noteExpired({ directory, senders, endpoint, journals }: Stage, seed: number): Promise<string> {
  const open = new Map<string, { readonly stream: string; readonly n: number; readonly messageId: string }[]>();
  for (const each of auditOf(journals).accepted()) {
    const [sender = ''] = each.stream.split('>');
    if (urgencyOf(seed, sender, each.n).lifetime === undefined) continue;
    const ofSender = open.get(sender);
    if (ofSender === undefined) open.set(sender, [each]);
    else ofSender.push(each);
  }
  const path = join(directory, 'expired.journal');
  const journal = new Journal(path);
  for (const { name, credentials } of senders) {
    const client = new RawClient(endpoint, credentials);
    const asked = open.get(name) ?? [];
    for (let at = 0; at < asked.length; at += ASKED_AT_ONCE) {
      const page = asked.slice(at, at + ASKED_AT_ONCE);
      const expired = await expiredOf(
        client,
        page.map(({ messageId }) => messageId),
      );
      for (const { stream, n, messageId } of page) if (expired.has(messageId)) journal.expired(stream, n);
    }
    client.close();
  }
  journal.close();
  return path;
}

async function expiredOf(client: RawClient, messageId: string[]): Promise<ReadonlySet<string>> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      const { status } = await client.call('GetMessageStatus', { messageId });
      return new Set(status.flatMap((each) => (each.state === 'EXPIRED' ? (each.messageId ?? []) : [])));
    } catch (error) {
      if (left === 0) throw error;
      await sleep(200);
    }
  }
}
