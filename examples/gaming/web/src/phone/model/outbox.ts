/**
 * A file on its way out. Its bytes are in memory only, or where the browser's user chose them: they may be more than a
 * page can keep, and are gone when it is left.
 */
export interface FileToSend {
  readonly bytes: Blob;
  readonly name: string;
  readonly contentType: string;
  /** How many bytes have left. */
  readonly sent: number;
  /** A small picture of it, as a data URL. */
  readonly preview?: string;
}

/** What the user has written and the provider has not answered yet. */
export interface Outgoing {
  /** The same at every attempt: the provider takes the message once. */
  readonly clientMessageId: string;
  readonly to: string;
  /** Empty when it is a file. */
  readonly text: string;
  readonly file?: FileToSend;
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly state: 'queued' | 'sending' | 'refused';
  /** Why it was refused. */
  readonly reason?: string;
}

/** Bounds of one request: a few messages at once, and never more than the provider takes. */
const MOST_MESSAGES = 20;
const MOST_CHARACTERS = 200_000;

/** What to send next, in order; nothing while a request is under way. Files go by themselves: texts do not wait for them. */
export function nextBatch(outbox: readonly Outgoing[], most = MOST_MESSAGES): readonly Outgoing[] {
  const texts = outbox.filter(({ file }) => file === undefined);
  if (texts.some(({ state }) => state === 'sending')) return [];
  const batch: Outgoing[] = [];
  let characters = 0;
  for (const outgoing of texts) {
    if (outgoing.state !== 'queued') continue;
    characters += outgoing.text.length;
    if (batch.length === most || (batch.length > 0 && characters > MOST_CHARACTERS)) break;
    batch.push(outgoing);
  }
  return batch;
}

export type OutgoingFile = Outgoing & { readonly file: FileToSend };

const isFile = (outgoing: Outgoing): outgoing is OutgoingFile => outgoing.file !== undefined;

/** The file to send next, one at a time, in order. */
export function nextFile(outbox: readonly Outgoing[]): OutgoingFile | undefined {
  const files = outbox.filter(isFile);
  return files.some(({ state }) => state === 'sending') ? undefined : files.find(({ state }) => state === 'queued');
}

/** Whether something would be lost if the page were left now. */
export const wouldLoseFiles = (outbox: readonly Outgoing[]): boolean =>
  outbox.some((outgoing) => isFile(outgoing) && outgoing.state !== 'refused');

/** What can be kept over a reload. */
export const keepable = (outbox: readonly Outgoing[]): readonly Outgoing[] =>
  outbox.filter((outgoing) => !isFile(outgoing));

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
