import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../domain/caller.js';
import type { ProvenPerson } from './authenticate.js';
import type { ClientSessionStore } from './ports.js';

/** Sign-ins of IM users. Of a session's token only the digest is stored: who reads the database cannot use it. */
export interface ClientSession {
  readonly token: string;
  readonly caller: Caller;
  /** What a page must show with each change it asks for; worked out from the token, so nothing of it is stored. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** A use is noted at most this often, so that a busy client costs no writes. */
const NOTED_SECONDS = 60;
/** A session ends then, however busy it is. */
export const LONGEST_SESSION_SECONDS = 30 * 86_400;

export class ClientSessions {
  readonly #store: ClientSessionStore;
  readonly #seconds: number;

  /** @param seconds how long a session lives without being used */
  constructor(store: ClientSessionStore, seconds: number) {
    this.#store = store;
    this.#seconds = Math.min(seconds, LONGEST_SESSION_SECONDS);
  }

  /** Undefined when the password was changed, or the account closed, since it was checked. */
  async begin({ caller, passwordHash }: ProvenPerson): Promise<ClientSession | undefined> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const { ownerId } = caller;
    const expiresAt = await this.#store.add({
      tokenDigest: digestOf(token),
      ownerId,
      passwordHash,
      seconds: this.#seconds,
    });
    return expiresAt === undefined ? undefined : { token, caller, csrfToken: csrfTokenOf(token), expiresAt };
  }

  /** The session of a token, which lives on by being used; undefined when there is none (any more). */
  async find(token: string | undefined): Promise<ClientSession | undefined> {
    if (token === undefined || !TOKEN.test(token)) return undefined;
    const tokenDigest = digestOf(token);
    const found = await this.#store.find(tokenDigest);
    if (found === undefined) return undefined;
    const expiresAt =
      found.idleSeconds < NOTED_SECONDS
        ? found.expiresAt
        : await this.#store.touch(tokenDigest, this.#seconds, LONGEST_SESSION_SECONDS);
    if (expiresAt === undefined) return undefined;
    const { ownerId, address, policy } = found;
    const caller: Caller = { ownerId, address, kind: 'person', ...(policy === undefined ? {} : { policy }) };
    return { token, caller, csrfToken: csrfTokenOf(token), expiresAt };
  }

  async end(session: ClientSession): Promise<void> {
    await this.#store.end(digestOf(session.token));
  }
}

/** Whether the text is the session's CSRF token; takes the same time whatever it is. */
export function isCsrfToken(session: ClientSession, presented: string | undefined): boolean {
  // Hashed first: texts of different length compare in constant time too.
  const digests = [session.csrfToken, presented ?? ''].map((text) => createHash('sha256').update(text).digest());
  const [expected, given] = digests;
  return expected !== undefined && given !== undefined && timingSafeEqual(expected, given);
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
const csrfTokenOf = (token: string): string => createHmac('sha256', token).update('csrf').digest('base64url');
