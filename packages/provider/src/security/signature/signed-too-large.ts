import { WsiError } from '@imps-wsi/contract/errors';

/** A signed request cannot be taken in piece by piece, because nothing of it may be used before all of it was checked. */
export const signedTooLarge = (bound: number): WsiError =>
  new WsiError('RequestTooLarge', {
    reason: `A signed request may have ${String(bound)} characters; send large content in a request that is not signed.`,
  });
