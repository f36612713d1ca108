import type { Request, Response } from 'express';
import { WsiError } from '@imps-wsi/contract/errors';
import type { ContentStore, ContentUpload, StoredContent } from '../domain/content-store.js';
import type { Conversations, SentMessage } from '../domain/conversations.js';
import type { MessageIds } from '../domain/message-id.js';
import type { Policies } from '../domain/policies.js';
import type { ClientSession } from '../security/client-sessions.js';
import { readFileQuery, type FileQuery } from './bodies.js';
import { notSignedIn, Refusal } from './refusal.js';
import type { SignedIn } from './signed-in.js';
import { sentView } from './views.js';

/** A file of which nothing comes for so long is given up. */
const STALL_MILLISECONDS = 60_000;
/** Files that an account sends at the same time, in each process. */
const FILES_AN_ACCOUNT = 10;
/** What a body without a type is (RFC 9110 §8.3). */
const UNKNOWN_TYPE = 'application/octet-stream';

export interface FileUploadsParts {
  readonly conversations: Pick<Conversations, 'send' | 'refusalOf'>;
  readonly contents: Pick<ContentStore, 'open' | 'discard'>;
  readonly signedIn: Pick<SignedIn, 'find'>;
  readonly ids: MessageIds;
  /** Told of a request that has no other bound in time from now on than the one between two pieces. */
  readonly trustArrival: (request: Request) => void;
  readonly policies: Policies;
}

/** Takes files as they come, however large: into the store piece by piece, then on as a message of one part. */
export class FileUploads {
  readonly #parts: FileUploadsParts;
  readonly #openOf = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();

  constructor(parts: FileUploadsParts) {
    this.#parts = parts;
  }

  /** Takes the file that is the body of the request, and answers with its message. @throws Refusal */
  async take(session: ClientSession, request: Request, response: Response): Promise<void> {
    const { ownerId } = session.caller;
    const open = this.#openOf.get(ownerId) ?? 0;
    if (open >= FILES_AN_ACCOUNT) {
      throw new Refusal(
        429,
        'TOO_MANY_FILES',
        `Your account sends ${String(FILES_AN_ACCOUNT)} files already; wait until one of them has gone.`,
        { 'Retry-After': '5' },
      );
    }
    this.#openOf.set(ownerId, open + 1);
    const running = this.#take(session, request, response);
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
      const left = (this.#openOf.get(ownerId) ?? 1) - 1;
      if (left > 0) this.#openOf.set(ownerId, left);
      else this.#openOf.delete(ownerId);
    }
  }

  /** Resolves when nothing is on its way, the removal of what broke off included. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #take(session: ClientSession, request: Request, response: Response): Promise<void> {
    const { conversations, contents, ids, trustArrival, policies } = this.#parts;
    const { maxFileBytes } = policies.of(session.caller);
    const draft = { ...readFileQuery(request), contentType: request.get('Content-Type') ?? UNKNOWN_TYPE };
    refuseCoding(request);
    if (Number(request.get('Content-Length') ?? 0) > maxFileBytes) throw tooLarge(maxFileBytes);
    // Before all the bytes have come in vain.
    const refused = conversations.refusalOf(session.caller, draft);
    if (refused !== undefined) {
      response.json({ messages: [sentView({ refused }, draft, ids)] });
      request.resume();
      return;
    }
    trustArrival(request);
    const upload = contents.open(maxFileBytes);
    try {
      for await (const piece of pieces(request)) await upload.write(piece);
      const sent = await this.#send(session, request, draft, upload);
      response.json({ messages: [sentView(sent, draft, ids)] });
    } catch (error) {
      await upload.abort();
      // Who broke off hears nothing any more.
      if (request.destroyed && !request.complete) return;
      throw error instanceof WsiError && error.errorName === 'MessageTooLarge' ? tooLarge(maxFileBytes) : error;
    }
  }

  async #send(
    { caller }: ClientSession,
    request: Request,
    draft: FileQuery & { readonly contentType: string },
    upload: ContentUpload,
  ): Promise<SentMessage> {
    const { conversations, contents, signedIn } = this.#parts;
    const content = await upload.finish();
    const held: readonly StoredContent[] = Buffer.isBuffer(content) ? [] : [content];
    try {
      // A large file takes its time, in which the session may have been ended, or the account closed.
      const present = await signedIn.find(request);
      if (present?.caller.ownerId !== caller.ownerId) throw notSignedIn();
      const [sent] = await conversations.send(caller, [{ ...draft, data: content }]);
      if (sent === undefined) throw new Error('a message that was sent has no outcome');
      return sent;
    } finally {
      await contents.discard(held);
    }
  }
}

/** The bytes of a request as they come; ends it when they stop coming. Leaves the rest to be read when it is left. */
async function* pieces(request: Request): AsyncGenerator<Buffer, void, undefined> {
  const wait = (): NodeJS.Timeout => setTimeout(() => request.destroy(), STALL_MILLISECONDS);
  let waiting = wait();
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      // The store's time is not the sender's.
      clearTimeout(waiting);
      yield piece as Buffer;
      waiting = wait();
    }
  } finally {
    clearTimeout(waiting);
  }
}

function refuseCoding(request: Request): void {
  const coding = (request.get('Content-Encoding') ?? 'identity').toLowerCase();
  if (coding === 'identity' || coding === '') return;
  throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the file as it is, without a Content-Encoding.');
}

const tooLarge = (maxBytes: number): Refusal =>
  new Refusal(413, 'TOO_LARGE', `The file is larger than the ${sizeOf(maxBytes)} that are accepted.`);

function sizeOf(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  let size = bytes;
  while (size >= 1024 && at < units.length - 1) {
    size /= 1024;
    at += 1;
  }
  return `${String(Math.floor(size * 10) / 10)} ${units[at] ?? ''}`;
}
