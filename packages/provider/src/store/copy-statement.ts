import type pg from 'pg';

/**
 * Runs a COPY on a connection of its own.
 *
 * @throws what the database answers; the connection is closed then, so that nothing still under way on it becomes
 *   somebody else's answer
 */
export async function runCopy(pool: pg.Pool, copy: CopyStatement): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  // The pool listens to idle connections only: unheard, one that breaks now would end the process.
  client.on('error', onError);
  try {
    await new Promise<void>((resolve, reject) => {
      copy.callback = (error) => {
        if (error === null) resolve();
        else reject(error);
      };
      client.query(copy);
    });
  } catch (error) {
    broken ??= error as Error;
    throw error;
  } finally {
    client.release(broken);
    client.off('error', onError);
  }
}

/** What `pg` hands the messages of one statement to. Nothing here may throw: it would end the process. */
export abstract class CopyStatement implements pg.Submittable {
  /** `pg` puts its own around it, which ends the wait for a server that says nothing. */
  callback: (error: Error | null) => void = () => undefined;
  #text: string;
  #failure: Error | undefined;

  /** @param text COPY binds no parameters, so what stands in it must be safe to stand there */
  constructor(text: string) {
    this.#text = text;
  }

  /** Has a statement run before the COPY, in one transaction with it. */
  preceded(statement: string): this {
    this.#text = `${statement}; ${this.#text}`;
    return this;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  /** What was received cannot be what was asked for. */
  protected fail(failure: Error): void {
    this.#failure ??= failure;
  }

  handleCopyInResponse(): void {
    // What is to be copied is under way already.
  }

  handleCopyData(_message: { readonly chunk: Buffer }): void {
    // Nothing is read by a COPY that writes.
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

/** What binary COPY data begins with; flags and an extension, of which it says how long it is, follow. */
export const COPY_SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
