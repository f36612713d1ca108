/**
 * Content that is too large for the row of its message lies apart, once, however many have the message. Who uploaded it
 * holds it until its messages were sent; then the messages do.
 */

/** Bytes that lie in the store. */
export interface StoredContent {
  readonly contentId: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, 32 bytes. */
  readonly digest: Buffer;
}

/** One part on its way in. Its methods take turns: each is called when the one before has resolved, but for `abort`. */
export interface ContentUpload {
  /**
   * Takes bytes, which may be overwritten once it resolves; resolves when more may come.
   *
   * @throws WsiError MessageTooLarge beyond the bound of the upload; else what the store throws. Then `abort`.
   */
  write(chunk: Uint8Array): Promise<void>;
  /** The part's bytes when they are few; those never touch the store. @throws what the store throws; then `abort` */
  finish(): Promise<Buffer | StoredContent>;
  /** Removes what was stored, also while a `write` or `finish` is under way, which then rejects. Never rejects. */
  abort(): Promise<void>;
}

/** Port: large content. */
export interface ContentStore {
  /**
   * Begins an upload.
   *
   * @param maxBytes what the part may have at most
   * @param maxInlineBytes what `finish` may answer as a Buffer at most, where that is less than the store would; what
   *   has up to `LITERAL_BYTES` always comes as one
   */
  open(maxBytes: number, maxInlineBytes?: number): ContentUpload;
  /**
   * A range of a content, in pieces of at most 256 KiB, read no faster than it is taken. A piece is overwritten once the
   * next one is asked for: whoever keeps it copies it.
   *
   * @throws ContentGone when the content, or a piece of it, is not there any more
   */
  read(contentId: string, offset: number, length: number): AsyncIterable<Buffer>;
  /**
   * To be called for every content that `finish` answered, once its messages were sent or will not be: the sender holds
   * it no longer. What no delivery came to use is removed; what any uses stays. Never rejects: what cannot be removed
   * now is removed by the sweep.
   */
  discard(contents: readonly StoredContent[]): Promise<void>;
}

/** Content that was there is so no more: its last message was taken from the inbox meanwhile. */
export class ContentGone extends Error {
  constructor(contentId: string) {
    super(`content ${contentId} is not there any more`);
    this.name = 'ContentGone';
  }
}

/** The bytes of a part, where they are kept. */
export interface PartContent {
  /** Bytes. */
  readonly size: number;
  /** A range of them. @throws ContentGone */
  open(offset: number, length: number): AsyncIterable<Buffer>;
  /** All of them. @throws ContentGone */
  chunks(): AsyncIterable<Buffer>;
}

export const partContent = (
  contents: Pick<ContentStore, 'read'>,
  { contentId, size }: Pick<StoredContent, 'contentId' | 'size'>,
): PartContent => ({
  size,
  open: (offset, length) => contents.read(contentId, offset, length),
  chunks: () => contents.read(contentId, 0, size),
});
