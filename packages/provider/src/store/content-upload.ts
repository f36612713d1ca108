import { createHash, randomUUID, type Hash } from 'node:crypto';
import { WsiError } from '@imps-wsi/contract/errors';
import type { ContentUpload, StoredContent } from '../domain/content-store.js';
import { CHUNK_BYTES, ROW_BYTES } from './chunk-memory.js';

/** Chunks of one upload that are being stored at once: one is on its way while the next one fills. */
const MAX_IN_FLIGHT = 2;
/** Chunks are not made smaller than this, however short memory is. */
const LEAST_CHUNK_BYTES = 2 * ROW_BYTES;

/** What an upload needs of the store that it belongs to. */
export interface UploadStore {
  /** Makes the content, held by this process until it is removed or discarded. */
  begin(contentId: string): Promise<void>;
  /** Stores a row when its turn comes, if it is still wanted then. */
  insert(contentId: string, position: number, bytes: Buffer, isWanted: () => boolean): Promise<void>;
  /** The upload is no more: removes what it stored. Never rejects. */
  remove(contentId: string): Promise<void>;
  readonly memory: UploadMemory;
}

/** Memory that all uploads share. */
export interface UploadMemory {
  /** They hold more than they should. */
  readonly isShort: boolean;
  take(bytes: number): Buffer;
  /** @param clean whether nobody can still read from it */
  giveBack(memory: Buffer, clean: boolean): void;
}

export interface UploadBounds {
  readonly maxBytes: number;
  readonly maxInlineBytes: number;
}

const NOTHING = Buffer.alloc(0);

/** Collects the bytes of one part; those of a large one go to the store a row at a time. */
export class PostgresUpload implements ContentUpload {
  readonly #store: UploadStore;
  readonly #bounds: UploadBounds;
  readonly #inFlight = new Set<Promise<void>>();
  /** Set as soon as the store may know of the upload. */
  #contentId: string | undefined;
  #hash: Hash | undefined;
  /** Grows with what comes, so that many uploads that have sent little hold little. */
  #held: Buffer = NOTHING;
  #filled = 0;
  /** Bytes that came. */
  #size = 0;
  /** Bytes that were sent on their way to the store. */
  #sent = 0;
  #failure: { readonly error: unknown } | undefined;
  #finished = false;
  #removed: Promise<void> | undefined;

  constructor(store: UploadStore, bounds: UploadBounds) {
    this.#store = store;
    this.#bounds = bounds;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#check();
    this.#size += chunk.length;
    if (this.#size > this.#bounds.maxBytes) {
      this.#failure = { error: new WsiError('MessageTooLarge') };
      this.#check();
    }
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + CHUNK_BYTES - this.#filled);
      this.#take(taken);
      at += taken.length;
      if (this.#filled === CHUNK_BYTES) await this.#flush();
    }
    // A smaller row, and waiting for it: slower, but with hundreds of uploads at once that is what there is room for.
    if (this.#filled >= LEAST_CHUNK_BYTES && this.#store.memory.isShort) {
      await this.#flush();
      await this.#settled();
    }
  }

  async finish(): Promise<Buffer | StoredContent> {
    this.#check();
    if (this.#contentId === undefined && this.#size <= this.#bounds.maxInlineBytes) {
      this.#finished = true;
      const bytes = Buffer.from(this.#held.subarray(0, this.#filled));
      this.#freeMemory();
      return bytes;
    }
    if (this.#filled > 0) await this.#flush();
    await this.#settled();
    this.#finished = true;
    return { contentId: this.#contentId ?? '', size: this.#size, digest: this.#hashing().digest() };
  }

  abort(): Promise<void> {
    this.#failure ??= { error: new Error('the upload was given up') };
    this.#removed ??= this.#remove();
    return this.#removed;
  }

  async #remove(): Promise<void> {
    this.#freeMemory();
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    if (this.#contentId !== undefined) await this.#store.remove(this.#contentId);
  }

  #take(bytes: Uint8Array): void {
    const needed = this.#filled + bytes.length;
    if (needed > this.#held.length) {
      const { memory } = this.#store;
      // What is large already is likely to go on.
      const wanted = this.#contentId === undefined || memory.isShort ? this.#held.length * 2 : CHUNK_BYTES;
      const wider = memory.take(Math.min(CHUNK_BYTES, Math.max(needed, wanted)));
      wider.set(this.#held.subarray(0, this.#filled));
      memory.giveBack(this.#held, true);
      this.#held = wider;
    }
    this.#held.set(bytes, this.#filled);
    this.#filled = needed;
  }

  /** Sends the row on its way, as soon as there is room for it, and begins the next one. */
  async #flush(): Promise<void> {
    const contentId = this.#contentId ?? (await this.#begin());
    const memory = this.#held;
    const bytes = memory.subarray(0, this.#filled);
    this.#hashing().update(bytes);
    while (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight);
    this.#check();
    const position = this.#sent;
    this.#sent += bytes.length;
    this.#held = NOTHING;
    this.#filled = 0;
    const isWanted = (): boolean => this.#failure === undefined;
    void this.#track(this.#store.insert(contentId, position, bytes, isWanted), (done) => {
      this.#store.memory.giveBack(memory, done);
    });
  }

  async #begin(): Promise<string> {
    const contentId = randomUUID();
    this.#contentId = contentId;
    await this.#track(this.#store.begin(contentId), () => undefined);
    this.#check();
    return contentId;
  }

  /** Keeps the work among what is under way; its failure is met by whoever calls next. */
  #track(work: Promise<void>, ended: (done: boolean) => void): Promise<void> {
    const tracked = work
      .then(
        () => {
          ended(true);
        },
        (error: unknown) => {
          this.#failure ??= { error };
          ended(false);
        },
      )
      .finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
    return tracked;
  }

  #hashing(): Hash {
    this.#hash ??= createHash('sha256');
    return this.#hash;
  }

  async #settled(): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#check();
  }

  #freeMemory(): void {
    this.#store.memory.giveBack(this.#held, true);
    this.#held = NOTHING;
    this.#filled = 0;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#finished) throw new Error('the upload has ended');
  }
}
