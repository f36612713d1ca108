import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Remembers for a short while which password was right, so that a caller who polls does not pay for a memory-hard hash
 * each time. Kept is an HMAC of the password and the hash it was checked against, under a key that never leaves this
 * process: a changed password has another hash and so is checked anew. Wrong passwords are never remembered.
 */
export class PasswordCache {
  readonly #key = randomBytes(32);
  readonly #entries = new Map<string, { readonly mac: Buffer; readonly until: number }>();
  /** Checks under way, by HMAC. */
  readonly #checking = new Map<string, Promise<boolean>>();

  constructor(
    private readonly ttlMilliseconds = 60_000,
    private readonly maxEntries = 10_000,
  ) {}

  /**
   * Whether the password is right: remembered, or found out by `verify`. The same question asked many times at once, as
   * by a consumer who starts with a burst of calls, is found out once for all who ask from one place. What `verify` rejects
   * with passes through.
   */
  async check(
    accountId: string,
    passwordHash: string,
    password: string,
    now: number,
    verify: () => Promise<boolean>,
    from = '',
  ): Promise<boolean> {
    if (this.has(accountId, passwordHash, password, now)) return true;
    const question = `${from}:${accountId}:${this.#mac(passwordHash, password).toString('base64')}`;
    const running = this.#checking.get(question);
    if (running !== undefined) return running;
    const checking = verify().finally(() => this.#checking.delete(question));
    this.#checking.set(question, checking);
    const right = await checking;
    if (right) this.add(accountId, passwordHash, password, now);
    return right;
  }

  /** Whether this password was found right for this account and hash within the time to live. */
  has(accountId: string, passwordHash: string, password: string, now: number): boolean {
    const entry = this.#entries.get(accountId);
    if (entry === undefined) return false;
    if (entry.until <= now) {
      this.#entries.delete(accountId);
      return false;
    }
    return timingSafeEqual(entry.mac, this.#mac(passwordHash, password));
  }

  add(accountId: string, passwordHash: string, password: string, now: number): void {
    this.#entries.delete(accountId);
    if (this.#entries.size >= this.maxEntries) {
      // Insertion order: the first is the oldest.
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    this.#entries.set(accountId, { mac: this.#mac(passwordHash, password), until: now + this.ttlMilliseconds });
  }

  #mac(passwordHash: string, password: string): Buffer {
    // A PHC text holds no NUL, so the two cannot run into one another.
    return createHmac('sha256', this.#key).update(passwordHash).update('\0').update(password).digest();
  }
}
