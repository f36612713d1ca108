import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { WsiError } from '@imps-wsi/contract/errors';
import { HashLine, type Place } from './hash-line.js';

/**
 * Hashes of people's passwords: scrypt (RFC 7914), memory-hard, salted, written in the PHC string format
 * `$scrypt$ln=15,r=8,p=1$salt$hash`, so that the costs can be raised later and old hashes stay valid.
 *
 * A hash takes 128 · r · 2^ln bytes (32 MiB) and some ten milliseconds of one thread. So only a few run at once and only
 * so many wait, network by network: a flood of wrong passwords costs the flooder his answers, not the provider its
 * memory and not its neighbours their turn.
 */

export interface PasswordCosts {
  /** log2 of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

export interface PasswordHasherOptions {
  readonly costs?: PasswordCosts;
  /** Hashes computed at the same time; default 2, of the four threads that Node shares with file and name lookups. */
  readonly concurrency?: number;
  /** Hashes waiting for their turn, of callers known and unknown each, before some are turned away; default 200. */
  readonly maxWaiting?: number;
}

const DEFAULT_COSTS: PasswordCosts = { ln: 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** In UTF-16 units, well above what an account can have: megabytes in place of a password are not worth normalising. */
const MAX_PASSWORD_LENGTH = 4_096;
/** A hash from a store is data too: what would take more than this is not computed. */
const MAX_HASH_MEMORY = 256 * 1024 * 1024;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** An operator's, or whoever does not come from a network. */
const OWN_PLACE: Place = { from: '', known: true };

interface ParsedHash {
  readonly costs: PasswordCosts;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

export class PasswordHasher {
  readonly #costs: PasswordCosts;
  readonly #concurrency: number;
  readonly #line: HashLine;
  readonly #dummy: ParsedHash;
  #running = 0;
  /** What the last one took. */
  #milliseconds = 0;

  constructor(options: PasswordHasherOptions = {}) {
    this.#costs = options.costs ?? DEFAULT_COSTS;
    this.#concurrency = options.concurrency ?? 2;
    this.#line = new HashLine(options.maxWaiting ?? 200);
    this.#dummy = { costs: this.#costs, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  }

  /** A fresh salted hash of the password. Rejects with `Overloaded` when too many wait. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const key = await this.#derive(password, this.#costs, salt, HASH_BYTES, OWN_PLACE);
    const { ln, r, p } = this.#costs;
    return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`;
  }

  /**
   * Whether the password is the one that was hashed; compared in constant time. Without a hash (no such user, an
   * account without a password) the same work is done and the answer is false, so that time tells nothing. Rejects with
   * `Overloaded` when too many wait.
   */
  async verify(password: string, hash: string | undefined, place: Place = OWN_PLACE): Promise<boolean> {
    if (password.length > MAX_PASSWORD_LENGTH) return this.verify('', undefined, place);
    const parsed = hash === undefined ? undefined : parse(hash);
    const { costs, salt, hash: expected } = parsed ?? this.#dummy;
    const key = await this.#derive(password, costs, salt, expected.length, place);
    return timingSafeEqual(key, expected) && parsed !== undefined;
  }

  async #derive(password: string, costs: PasswordCosts, salt: Buffer, length: number, place: Place): Promise<Buffer> {
    await this.#enter(place);
    const start = performance.now();
    try {
      return await derive(password, costs, salt, length);
    } finally {
      this.#milliseconds = performance.now() - start;
      // The place goes straight to the next in line, so that a newcomer cannot take it in between.
      if (!this.#line.next()) this.#running -= 1;
    }
  }

  async #enter(place: Place): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running += 1;
      return;
    }
    if (await this.#line.join(place)) return;
    // When those who wait now have had their turn.
    const milliseconds = (this.#line.length / this.#concurrency) * this.#milliseconds;
    throw new WsiError('Overloaded', { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) });
  }
}

/** Passwords are compared as people see them: composed and decomposed accents are one (RFC 8265 §4.2, NFC). */
function derive(password: string, { ln, r, p }: PasswordCosts, salt: Buffer, length: number): Promise<Buffer> {
  const N = 2 ** ln;
  const options = { N, r, p, maxmem: 128 * r * (N + p + 2) + 1024 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function parse(text: string): ParsedHash {
  const found = PHC.exec(text);
  const costs = { ln: Number(found?.[1]), r: Number(found?.[2]), p: Number(found?.[3]) };
  const memory = 128 * costs.r * 2 ** costs.ln;
  if (found === null || costs.ln < 1 || costs.r < 1 || costs.p < 1 || memory > MAX_HASH_MEMORY) {
    throw new Error('The stored password hash is not one this release can read; set the password anew.');
  }
  return { costs, salt: Buffer.from(found[4] ?? '', 'base64'), hash: Buffer.from(found[5] ?? '', 'base64') };
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
