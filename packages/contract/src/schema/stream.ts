import { SchemaViolation, type XmlPiece, type XmlWriter } from '../xml/index.js';

/** A value, or a function that gives it when the encoder has come to its place. */
export type Later<T> = T | (() => T | Promise<T>);

/** Entries that may still be on their way. */
export type Streamed<T> = Iterable<T> | AsyncIterable<T>;

/** The value of a field behind a streamed one. No field of the contract is itself a function. */
export async function settled<T extends string | number | bigint | boolean | object | undefined>(
  value: Later<T>,
): Promise<T> {
  return typeof value === 'function' ? await (value as () => T | Promise<T>)() : value;
}

/**
 * Writes entries as they come and yields what the writer holds whenever enough is pending. `path` names the entry in
 * errors, whose place the pending text alone no longer tells.
 */
export async function* streamEntries<T>(
  writer: XmlWriter,
  entries: Streamed<T>,
  path: string,
  open: string,
  min: number,
  max: number,
  write: (writer: XmlWriter, entry: T) => void,
): AsyncGenerator<XmlPiece, void, undefined> {
  let count = 0;
  const one = (entry: T): void => {
    if (++count > max) throw new SchemaViolation(path, `at most ${max} entries`, 'one more');
    try {
      write(writer, entry);
    } catch (error) {
      throw error instanceof SchemaViolation ? error.below(`${path}${count > 1 ? `[${count}]` : ''}`, open) : error;
    }
  };
  if (Symbol.asyncIterator in entries) {
    for await (const entry of entries) {
      one(entry);
      if (writer.full) yield* writer.takePieces();
    }
  } else {
    for (const entry of entries) {
      one(entry);
      if (writer.full) yield* writer.takePieces();
    }
  }
  if (count < min) throw new SchemaViolation(path, `at least ${min} entries`, `${count}`);
}
