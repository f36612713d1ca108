import type { ByteSource } from './byte-source.js';
import type { MultipartLimits } from './limits.js';
import { MimeError } from './mime-error.js';
import { checkRootPart, isRootPart, type PackageType } from './package-type.js';
import { PartDirectory } from './part-directory.js';
import { readMultipart, type MultipartPart } from './read-multipart.js';

export interface PackagePart extends MultipartPart {
  /** The part with the envelope; it may come anywhere (R2921). */
  readonly isRoot: boolean;
}

/**
 * The parts of a package as they come, each checked before it is given: Content-IDs differ, the root is of the type
 * that the package announces, and there is one. References are for the reader of the envelope: {@link PartDirectory}.
 *
 * @throws MimeError as {@link readMultipart}, and `DuplicateContentId`, `WrongRootType`, `RootMissing`
 */
export async function* readPackageParts(
  source: ByteSource,
  pack: PackageType,
  limits: Partial<MultipartLimits> = {},
): AsyncGenerator<PackagePart, void, undefined> {
  const seen = new PartDirectory<true>();
  let hasRoot = false;
  for await (const part of readMultipart(source, { ...limits, boundary: pack.boundary })) {
    const isRoot = isRootPart(pack, part);
    try {
      seen.add(part.headers.contentId, true);
      if (isRoot) checkRootPart(pack, part.headers);
    } catch (error) {
      throw error instanceof MimeError ? error.inPart(part.number) : error;
    }
    hasRoot ||= isRoot;
    yield { ...part, isRoot };
  }
  if (!hasRoot) {
    throw new MimeError(
      'RootMissing',
      `no part has the Content-ID <${pack.start ?? ''}> that the start parameter names`,
    );
  }
}
