import type {
  SignInFailure,
  SignInKey,
  SignInStanding,
  SignInStore,
} from '../../packages/provider/dist/security/ports.js';

/** As the provider's own defaults. */
export const SIGN_IN_LIMITS = { signInFailures: 5, signInSourceFailures: 200, signInMaxDelaySeconds: 900 };

/** What all processes share, as a Map; its clock is the test's. */
export class MemorySignIns implements SignInStore {
  readonly rows = new Map<string, { failures: number; refusedUntil: number; known: boolean }>();
  asked = 0;

  constructor(readonly now: () => number = Date.now) {}

  find(keys: readonly SignInKey[]): Promise<SignInStanding[]> {
    this.asked += 1;
    return Promise.resolve(keys.flatMap((key) => (this.rows.has(textOf(key)) ? [this.#standing(key)] : [])));
  }

  fail(failures: readonly SignInFailure[]): Promise<SignInStanding[]> {
    for (const failure of failures) {
      const row = this.#row(failure);
      row.failures += 1;
      const doublings = row.failures - failure.free;
      if (doublings >= 0) row.refusedUntil = this.now() + Math.min(failure.maxDelaySeconds, 2 ** doublings) * 1000;
    }
    return Promise.resolve(failures.map((failure) => this.#standing(failure)));
  }

  succeed(keys: readonly SignInKey[]): Promise<void> {
    for (const key of keys) this.#row(key).known = true;
    return Promise.resolve();
  }

  #row(key: SignInKey) {
    const row = this.rows.get(textOf(key)) ?? { failures: 0, refusedUntil: 0, known: false };
    this.rows.set(textOf(key), row);
    return row;
  }

  #standing({ network, account }: SignInKey): SignInStanding {
    const { failures, refusedUntil, known } = this.#row({ network, account });
    return { network, account, failures, known, refusedSeconds: Math.max(0, (refusedUntil - this.now()) / 1000) };
  }
}

const textOf = ({ network, account }: SignInKey) => `${network} ${account}`;
