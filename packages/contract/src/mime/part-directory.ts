import { quoted } from '../xml/index.js';
import { cidOf } from './content-id.js';
import { MimeError } from './mime-error.js';

/**
 * Which part has which Content-ID, and what of them is referred to. Parts may come before the references to them and
 * after; parts that nobody refers to are fine (R2923). Ids are compared exactly, as RFC 2392 asks.
 */
export class PartDirectory<T> {
  readonly #parts = new Map<string, T>();

  get size(): number {
    return this.#parts.size;
  }

  /**
   * Notes a part, if it has an id.
   *
   * @param part what a reference to it shall give
   * @throws MimeError `DuplicateContentId`
   */
  add(contentId: string | undefined, part: T): void {
    if (contentId === undefined) return;
    if (this.#parts.has(contentId)) {
      throw new MimeError('DuplicateContentId', `an earlier part has ${quoted(contentId)} too`, {
        header: 'Content-ID',
      });
    }
    // The text may be a slice of a long header, which the slice would keep in memory; its bytes are its own.
    this.#parts.set(Buffer.from(contentId, 'latin1').toString('latin1'), part);
  }

  /** What has come under this id so far. */
  get(contentId: string): T | undefined {
    return this.#parts.get(contentId);
  }

  /**
   * What a `cid:` reference means, when all parts have come.
   *
   * @throws MimeError `BadReference`, `PartNotFound`
   */
  resolve(uri: string): T {
    const part = this.#parts.get(cidOf(uri));
    if (part !== undefined) return part;
    throw new MimeError('PartNotFound', `no part has the Content-ID that ${quoted(uri)} refers to`);
  }
}
