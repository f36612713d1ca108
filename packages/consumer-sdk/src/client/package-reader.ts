import { parseMediaType } from '@imps-wsi/contract/media-type';
import {
  checkRootPart,
  isRootPart,
  MimeError,
  MultipartReader,
  PartDirectory,
  readPackage,
  type PackageType,
  type PartHeaders,
} from '@imps-wsi/contract/mime';
import { LeafProblem, type Leaves } from '@imps-wsi/contract/xml';

/** An envelope, and where its leaves find what travelled beside it. */
export interface Unpacked {
  readonly root: Uint8Array;
  readonly charset: string | undefined;
  /** Absent when nothing did. */
  readonly leaves?: Leaves;
}

interface ArrivingPart {
  readonly headers: PartHeaders;
  readonly isRoot: boolean;
  readonly chunks: Uint8Array[];
}

export function isPackage(contentType: string): boolean {
  const mediaType = parseMediaType(contentType);
  return mediaType?.type === 'multipart' && mediaType.subtype === 'related';
}

/**
 * Takes a package in memory apart. Its parts share the memory of `bytes` where they can.
 *
 * @throws MimeError
 */
export function unpack(contentType: string, bytes: Uint8Array): Unpacked {
  const pack = readPackage(contentType);
  const parts = new PartDirectory<Uint8Array>();
  let root: Omit<Unpacked, 'leaves'> | undefined;
  for (const { headers, isRoot, chunks } of partsOf(pack, bytes)) {
    const [first] = chunks;
    const content = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    if (isRoot) root = { root: content, charset: headers.mediaType.parameters.get('charset') };
    parts.add(headers.contentId, content);
  }
  if (root === undefined) throw new MimeError('RootMissing', 'no part is the one that the start parameter names');
  const resolve = (reference: string): Uint8Array => {
    try {
      return parts.resolve(reference);
    } catch (error) {
      if (!(error instanceof MimeError)) throw error;
      throw new LeafProblem('the Content-ID of a part of this package', JSON.stringify(reference));
    }
  };
  return { ...root, leaves: { placeholder: () => undefined, include: resolve, attachment: resolve } };
}

/** The parts one by one, each when it is complete. */
function* partsOf(pack: PackageType, bytes: Uint8Array): Generator<ArrivingPart, void, undefined> {
  const reader = new MultipartReader(pack.boundary);
  let part: ArrivingPart | undefined;
  reader.write(bytes);
  for (let ended = false; ;) {
    const event = reader.read();
    if (event === undefined) {
      if (ended) return;
      reader.end();
      ended = true;
    } else if (event.kind === 'part') {
      const isRoot = isRootPart(pack, event);
      if (isRoot) checkRootPart(pack, event.headers);
      part = { headers: event.headers, isRoot, chunks: [] };
    } else if (event.kind === 'body') {
      part?.chunks.push(event.bytes);
    } else if (event.kind === 'end' && part !== undefined) {
      yield part;
    }
  }
}
