import type pg from 'pg';

/** What PostgreSQL begins binary COPY data with; flags and an extension, of which it says how long it is, follow. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;

/** A row of the statement `SELECT bigint, bytea`. */
export interface PlacedBytes {
  readonly position: number;
  readonly bytes: Buffer;
}

/**
 * Reads a bigint and bytes a row by COPY. A SELECT gives bytes as hexadecimal text, twice as long, and `pg` reads what
 * is binary as text and spoils it. Measured for rows of 256 KiB: 850 MB/s this way, 200 by SELECT, and a sixth of the
 * time spent here.
 *
 * @param query a SELECT; COPY binds no parameters, so what stands in it must be safe to stand there
 */
export async function copyOut(pool: pg.Pool, query: string): Promise<PlacedBytes[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  // The pool listens to idle connections only: unheard, one that breaks now would end the process.
  client.on('error', onError);
  try {
    return await new Promise<PlacedBytes[]>((resolve, reject) => {
      const copy = new Copy(`COPY (${query}) TO STDOUT (FORMAT binary)`);
      copy.callback = (error) => {
        if (error === null) resolve(copy.rows);
        else reject(error);
      };
      client.query(copy);
    });
  } catch (error) {
    // Whatever went wrong, what is still under way on this connection shall be nobody's answer.
    broken ??= error as Error;
    throw error;
  } finally {
    client.release(broken);
    client.off('error', onError);
  }
}

/** What `pg` hands the messages of one statement to. Nothing here may throw: it would end the process. */
class Copy implements pg.Submittable {
  readonly rows: PlacedBytes[] = [];
  /** `pg` puts its own around it, which ends the wait for a server that says nothing. */
  callback: (error: Error | null) => void = () => undefined;
  readonly #text: string;
  #failure: Error | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  /** A message is a row; the first begins with the header, the last holds nothing but the end. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    try {
      this.#read(chunk);
    } catch {
      this.#failure ??= new Error('the database sent COPY data that cannot be read');
    }
  }

  #read(chunk: Buffer): void {
    let at = 0;
    if (chunk.subarray(0, SIGNATURE.length).equals(SIGNATURE)) at = HEADER_BYTES + chunk.readInt32BE(HEADER_BYTES - 4);
    while (at < chunk.length) {
      if (chunk.readInt16BE(at) === -1) return;
      const position = Number(chunk.readBigInt64BE(at + 6));
      const length = chunk.readInt32BE(at + 14);
      const end = at + 18 + length;
      if (end > chunk.length) throw new RangeError();
      // What comes next is read into the same memory.
      this.rows.push({ position, bytes: Buffer.from(chunk.subarray(at + 18, end)) });
      at = end;
    }
  }

  handleRowDescription(): void {
    // COPY describes no rows.
  }

  handleDataRow(): void {
    // Nor does it send any.
  }

  handleCommandComplete(): void {
    // The connection is not ready yet.
  }

  handleEmptyQuery(): void {
    // It is never empty.
  }

  handlePortalSuspended(): void {
    // It has no portal.
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure ?? null);
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}
