import { WsiError } from '@imps-wsi/contract/errors';
import type { MediaType } from '@imps-wsi/contract/media-type';
import type { DetachedBytes } from '@imps-wsi/contract/xml';
import type { ContentStore, ContentUpload, StoredContent } from '../domain/content-store.js';
import { ReceivedContent, RefusedContent } from '../operations/received-content.js';
import type { StagedBytes } from './staging.js';

/** Content so small that it need not go to the store is held in memory, of one request up to so much. */
const MEMORY_BYTES = 4 * 1024 * 1024;

/**
 * The contents that one request brings along, on their way into the store. They belong to the request until it is over:
 * then what no delivery came to use is removed, and what is still on its way is given up.
 */
export class RequestContents {
  readonly #store: ContentStore;
  readonly #staged: StagedBytes;
  readonly #open = new Set<ContentUpload>();
  readonly #stored: StoredContent[] = [];
  #memory = MEMORY_BYTES;
  #trusted = false;
  #maxPartBytes: number;

  /** @param maxPartBytes what a part may have as long as nobody knows whose it is; it is looked at again later */
  constructor(store: ContentStore, maxPartBytes: number, staged: StagedBytes) {
    this.#store = store;
    this.#maxPartBytes = maxPartBytes;
    this.#staged = staged;
  }

  /**
   * The sender is known: what comes is no longer counted as a stranger's. A larger part than they may send is passed
   * over, and its message refused.
   */
  trust(maxPartBytes: number): void {
    this.#trusted = true;
    this.#maxPartBytes = maxPartBytes;
    this.#staged.close();
  }

  /** Begins to take in a content, piece by piece. */
  begin(declared?: MediaType): Intake {
    return new Intake(this, declared);
  }

  /** Takes in a content whose pieces come from a source. @throws what the source and the store throw */
  async receive(pieces: AsyncIterable<Uint8Array>, declared?: MediaType): Promise<DetachedBytes> {
    const intake = this.begin(declared);
    for await (const piece of pieces) await intake.write(piece);
    return intake.finish();
  }

  /** The request is over, well or not. Resolves when nothing is left of what nobody needs. Never rejects. */
  async release(): Promise<void> {
    this.#staged.close();
    const uploads = [...this.#open];
    this.#open.clear();
    await Promise.all([...uploads.map((upload) => upload.abort()), this.#store.discard(this.#stored.splice(0))]);
  }

  /** @internal */
  open(): ContentUpload {
    const upload = this.#store.open(this.#maxPartBytes, this.#memory);
    this.#open.add(upload);
    return upload;
  }

  /** @internal */
  count(bytes: number): void {
    if (!this.#trusted) this.#staged.add(bytes);
  }

  /** @internal */
  async finish(upload: ContentUpload): Promise<Buffer | StoredContent> {
    const content = await upload.finish();
    this.#open.delete(upload);
    if (Buffer.isBuffer(content)) this.#memory = Math.max(0, this.#memory - content.length);
    else this.#stored.push(content);
    return content;
  }

  /** @internal */
  async giveUp(upload: ContentUpload): Promise<void> {
    await upload.abort();
    this.#open.delete(upload);
  }

  /** @internal */
  get maxPartBytes(): number {
    return this.#maxPartBytes;
  }
}

/** One content on its way in. What is too large is read to its end all the same: other messages stand behind it. */
export class Intake {
  readonly #contents: RequestContents;
  readonly #declared: MediaType | undefined;
  #upload: ContentUpload | undefined;
  #size = 0;
  #refusal: WsiError | undefined;

  /** @internal */
  constructor(contents: RequestContents, declared: MediaType | undefined) {
    this.#contents = contents;
    this.#declared = declared;
    this.#upload = contents.open();
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#size += piece.length;
    this.#contents.count(piece.length);
    const upload = this.#upload;
    if (upload === undefined) return;
    try {
      await upload.write(piece);
    } catch (error) {
      if (!(error instanceof WsiError) || error.errorName !== 'MessageTooLarge') throw error;
      this.#upload = undefined;
      this.#refusal = new WsiError('MessageTooLarge', {
        reason: `A part of the message is larger than the ${String(this.#contents.maxPartBytes)} bytes that are accepted.`,
      });
      await this.#contents.giveUp(upload);
    }
  }

  async finish(): Promise<DetachedBytes> {
    if (this.#upload === undefined) {
      return new RefusedContent(this.#size, this.#refusal ?? new WsiError('MessageTooLarge'));
    }
    return new ReceivedContent(await this.#contents.finish(this.#upload), this.#declared);
  }
}
