import { MimeError, Mtom, Swa, type PartDirectory } from '@imps-wsi/contract/mime';
import { LeafProblem, quoted, type Binary, type DetachedBytes, type Leaves } from '@imps-wsi/contract/xml';
import type { SoapPort } from './port.js';

/** The bytes that a reference (`cid:…`) of an envelope means. */
export type Resolver = (reference: string) => Binary;

/** How the leaves of an envelope refer to bytes that are not in them: by xop:Include (MTOM), by swaRef, or not at all. */
export function leavesOf(
  { profile }: SoapPort,
  resolve: Resolver,
  placeholder: (text: string) => DetachedBytes | undefined = () => undefined,
): Leaves {
  return {
    placeholder,
    ...(profile === Mtom ? { include: resolve } : {}),
    ...(profile === Swa ? { attachment: resolve } : {}),
  };
}

/** Resolves references to the parts of a package, all of which have come. */
export const partsOf =
  (parts: Pick<PartDirectory<Binary>, 'resolve'>): Resolver =>
  (reference) => {
    try {
      return parts.resolve(reference);
    } catch (error) {
      if (!(error instanceof MimeError)) throw error;
      const expected = error.code === 'BadReference' ? 'a cid: reference' : 'the Content-ID of a part of this package';
      throw new LeafProblem(expected, quoted(reference));
    }
  };
