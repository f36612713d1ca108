import type pg from 'pg';
import { LITERAL_BYTES } from '../domain/content.js';
import type { ContentStore, ContentUpload, StoredContent } from '../domain/content-store.js';
import { CHUNK_BYTES, SpareChunks } from './chunk-memory.js';
import { insertChunk, readChunks, removeContents } from './content-chunks.js';
import { takeOutOfUse, type Reason } from './content-removal.js';
import { PostgresUpload, type UploadMemory, type UploadStore } from './content-upload.js';
import { untilItHolds } from './database.js';
import { Lanes } from './lanes.js';

/**
 * A part of at most so many bytes lies in the row of its message. Measured (docs/architecture.md): up to here the row is
 * cheaper.
 */
export const INLINE_BYTES = 128 * 1024;
/** Statements at once, of all uploads together: two keep the database busy, one more evens it out. As many that read. */
const LANES = 3;
/** The connections that this comes to: one more removes, so that removing something huge is in nobody's way. */
export const CONTENT_CONNECTIONS = LANES * 2 + 1;
/** What all uploads together hold before they make smaller rows and wait for each. */
const UPLOAD_MEMORY_BYTES = 32 * 1024 * 1024;
/** Kept for the next uploads, and as many for the next readers. */
const SPARE_CHUNKS = 8;
const TOUCH_MILLISECONDS = 60_000;
/** An upload that nobody has touched for so long is dead: many times the interval, for a process can be held up. */
export const STALE_SECONDS = 900;

/** Large content on PostgreSQL: stored once, in rows of its own, read by ranges, removed when nobody needs it. */
export class PostgresContents implements ContentStore {
  readonly #pool: pg.Pool;
  readonly #onFailure: (error: unknown) => void;
  readonly #writing = new Lanes(LANES);
  readonly #reading = new Lanes(LANES);
  readonly #removing = new Lanes(1);
  readonly #readMemory = new SpareChunks(SPARE_CHUNKS);
  readonly #uploads: UploadStore;
  /** Contents that somebody here uploads or sends: touched now and then, so that no sweep takes them for dead. */
  readonly #held = new Set<string>();
  readonly #toLookAt = new Set<string>();
  #looking: Promise<void> | undefined;
  /** Removals under way. */
  readonly #removals = new Set<Promise<void>>();
  #touching: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param pool at most `CONTENT_CONNECTIONS` are used of it; best one of its own, with `lazyCommits`
   * @param onFailure hears why something could not be removed or touched; the sweep, or the next touch, tries again
   */
  constructor(pool: pg.Pool, onFailure: (error: unknown) => void = () => undefined) {
    this.#pool = pool;
    this.#onFailure = onFailure;
    this.#uploads = {
      begin: (contentId) => this.#begin(contentId),
      insert: (contentId, position, bytes, isWanted) =>
        this.#writing.run(async () => {
          if (isWanted()) await insertChunk(pool, contentId, position, bytes);
        }),
      remove: (contentId) => this.#release([contentId]),
      memory: new SharedMemory(),
    };
  }

  open(maxBytes: number, maxInlineBytes = INLINE_BYTES): ContentUpload {
    const bounds = { maxBytes, maxInlineBytes: Math.max(LITERAL_BYTES, Math.min(maxInlineBytes, INLINE_BYTES)) };
    return new PostgresUpload(this.#uploads, bounds);
  }

  read(contentId: string, offset: number, length: number): AsyncIterable<Buffer> {
    return readChunks(this.#pool, { lanes: this.#reading, memory: this.#readMemory }, contentId, offset, length);
  }

  discard(contents: readonly StoredContent[]): Promise<void> {
    return this.#release(contents.map(({ contentId }) => contentId));
  }

  /** Items that needed these contents are gone, and that is committed: those that nobody needs are removed soon. */
  lookAt(contentIds: Iterable<string>): void {
    for (const contentId of contentIds) this.#toLookAt.add(contentId);
    if (this.#toLookAt.size > 0 && !this.#closed) this.#looking ??= this.#look();
  }

  /** Resolves when nothing is left to be looked at or removed. */
  async idle(): Promise<void> {
    while (this.#looking !== undefined || this.#removals.size > 0) {
      await this.#looking;
      await Promise.all(this.#removals);
    }
  }

  /** Ends what runs by itself; what is left to be looked at or removed is left to the sweep. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTouching();
    await this.idle();
  }

  async #begin(contentId: string): Promise<void> {
    this.#held.add(contentId);
    this.#startTouching();
    await this.#writing.run(() =>
      untilItHolds(() =>
        this.#pool.query({
          name: 'insert-content',
          text: 'INSERT INTO content (content_id) VALUES ($1) ON CONFLICT (content_id) DO NOTHING',
          values: [contentId],
        }),
      ),
    );
  }

  async #release(contentIds: readonly string[]): Promise<void> {
    for (const contentId of contentIds) this.#held.delete(contentId);
    if (this.#held.size === 0) this.#stopTouching();
    await this.#remove(contentIds, { kind: 'sender' });
  }

  async #look(): Promise<void> {
    // What comes within this turn is looked at together.
    await Promise.resolve();
    while (this.#toLookAt.size > 0 && !this.#closed) {
      const contentIds = [...this.#toLookAt];
      this.#toLookAt.clear();
      await this.#remove(contentIds, { kind: 'items' });
    }
    this.#looking = undefined;
  }

  async #remove(contentIds: readonly string[], reason: Reason): Promise<void> {
    if (contentIds.length === 0) return;
    const removal = this.#removeUnneeded(contentIds, reason).catch(this.#onFailure);
    this.#removals.add(removal);
    await removal;
    this.#removals.delete(removal);
  }

  async #removeUnneeded(contentIds: readonly string[], reason: Reason): Promise<void> {
    const unneeded = await this.#writing.run(() => takeOutOfUse(this.#pool, contentIds, reason));
    if (unneeded.length === 0) return;
    await this.#removing.run(() => removeContents(this.#pool, unneeded, () => this.#closed));
  }

  #startTouching(): void {
    if (this.#touching !== undefined || this.#closed) return;
    this.#touching = setInterval(() => {
      this.touch().catch(this.#onFailure);
    }, TOUCH_MILLISECONDS);
    this.#touching.unref();
  }

  #stopTouching(): void {
    clearInterval(this.#touching);
    this.#touching = undefined;
  }

  /** Says that what is held here is alive. Runs by itself now and then. */
  async touch(): Promise<void> {
    await this.#writing.run(() =>
      this.#pool.query({
        name: 'touch-contents',
        text: 'UPDATE content SET touched_at = now() WHERE content_id = ANY ($1::uuid[]) AND usable',
        values: [[...this.#held]],
      }),
    );
  }
}

/** Memory of all uploads: counted, and that of whole chunks used again. */
class SharedMemory implements UploadMemory {
  readonly #spare = new SpareChunks(SPARE_CHUNKS);
  #taken = 0;

  get isShort(): boolean {
    return this.#taken > UPLOAD_MEMORY_BYTES;
  }

  take(bytes: number): Buffer {
    this.#taken += bytes;
    return bytes === CHUNK_BYTES ? this.#spare.take() : Buffer.allocUnsafeSlow(bytes);
  }

  giveBack(memory: Buffer, clean: boolean): void {
    this.#taken -= memory.length;
    if (clean && memory.length === CHUNK_BYTES) this.#spare.giveBack(memory);
  }
}
