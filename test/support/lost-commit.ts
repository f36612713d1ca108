import pg from 'pg';

/** A pool on which the answer to a COMMIT can get lost: it takes effect, and whoever waits for it sees a broken connection. */
export interface ForgetfulPool {
  readonly pool: pg.Pool;
  /** The answer to the next COMMIT gets lost. */
  loseNextCommit(): void;
}

export function forgetfulPool(url: string): ForgetfulPool {
  let lose = false;
  class ForgetfulClient extends pg.Client {
    override query: typeof pg.Client.prototype.query = ((...given: unknown[]): unknown => {
      const run = super.query.bind(this) as (...same: unknown[]) => unknown;
      const answer = run(...given);
      if (!lose || given[0] !== 'COMMIT' || !(answer instanceof Promise)) return answer;
      lose = false;
      return answer.then(() => {
        throw new Error('Connection terminated unexpectedly');
      });
    }) as typeof pg.Client.prototype.query;
  }
  const pool = new pg.Pool({ connectionString: url, max: 2, Client: ForgetfulClient });
  pool.on('error', () => undefined);
  return {
    pool,
    loseNextCommit: () => {
      lose = true;
    },
  };
}
