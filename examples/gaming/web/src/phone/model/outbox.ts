/** What the user has written and the provider has not answered yet. */
export interface Outgoing {
  /** The same at every attempt: the provider takes the message once. */
  readonly clientMessageId: string;
  readonly to: string;
  readonly text: string;
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly state: 'queued' | 'sending' | 'refused';
  /** Why it was refused. */
  readonly reason?: string;
}

/** Bounds of one request: a few messages at once, and never more than the provider takes. */
const MOST_MESSAGES = 20;
const MOST_CHARACTERS = 200_000;

/** What to send next, in order; nothing while a request is under way. */
export function nextBatch(outbox: readonly Outgoing[], most = MOST_MESSAGES): readonly Outgoing[] {
  if (outbox.some(({ state }) => state === 'sending')) return [];
  const batch: Outgoing[] = [];
  let characters = 0;
  for (const outgoing of outbox) {
    if (outgoing.state !== 'queued') continue;
    characters += outgoing.text.length;
    if (batch.length === most || (batch.length > 0 && characters > MOST_CHARACTERS)) break;
    batch.push(outgoing);
  }
  return batch;
}

/** What was kept over a reload: all of it is to be sent again. Anything unreadable is dropped. */
export function restoredOutbox(kept: string | null): readonly Outgoing[] {
  if (kept === null) return [];
  try {
    const list = JSON.parse(kept) as unknown;
    return Array.isArray(list) ? list.filter(isOutgoing).map(requeued) : [];
  } catch {
    return [];
  }
}

const requeued = (outgoing: Outgoing): Outgoing =>
  outgoing.state === 'refused' ? outgoing : { ...outgoing, state: 'queued' };

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false;
  const { clientMessageId, to, text, at } = value as Readonly<Record<string, unknown>>;
  return [clientMessageId, to, text, at].every((field) => typeof field === 'string');
}
