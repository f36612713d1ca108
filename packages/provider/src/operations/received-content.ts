import type { WsiError } from '@imps-wsi/contract/errors';
import type { MediaType } from '@imps-wsi/contract/media-type';
import { DetachedBytes } from '@imps-wsi/contract/xml';
import type { StoredContent } from '../domain/content-store.js';

/** Content that did not stay in its envelope, or was never there: where its bytes are now. */
export class ReceivedContent extends DetachedBytes {
  constructor(
    readonly content: Buffer | StoredContent,
    /** What the MIME part says of itself; undefined where it says nothing. */
    readonly declared?: MediaType,
  ) {
    super();
  }

  get size(): number {
    return Buffer.isBuffer(this.content) ? this.content.length : this.content.size;
  }
}

/** Content that was passed over: the message it is a part of is refused with this, the others are not. */
export class RefusedContent extends DetachedBytes {
  constructor(
    readonly size: number,
    readonly refusal: WsiError,
  ) {
    super();
  }
}
