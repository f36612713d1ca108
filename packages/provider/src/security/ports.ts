import type { AccountPolicy } from '../domain/account-policy.js';

/** What the security stage needs of a store; `store/` implements it, tests stand in for it. */

/** An account with what proves that a caller is its owner. */
export interface AccountCredentials {
  /** A bigint that stays a string in JavaScript. */
  readonly ownerId: string;
  /** Canonical, `wv:alice@b1.example`. */
  readonly address: string;
  readonly kind: 'person' | 'service';
  readonly serviceDomain?: string;
  readonly disabled: boolean;
  /** Persons: PHC-style text as `PasswordHasher` writes it. */
  readonly passwordHash?: string;
  /** Services: sealed by `SecretBox`, bound to the account's address. */
  readonly secretSealed?: Uint8Array;
  /** The secret before the last rotation, accepted until `secretPreviousUntil`. */
  readonly secretPreviousSealed?: Uint8Array;
  readonly secretPreviousUntil?: Date;
  /** What was settled for this account; absent when nothing was. */
  readonly policy?: AccountPolicy;
}

export interface CredentialStore {
  /** The account with one of these canonical addresses; undefined when there is none. Rejects when the store fails. */
  findCredentials(addresses: readonly string[]): Promise<AccountCredentials | undefined>;
}

export interface NonceUse {
  readonly accountId: string;
  /** SHA-256 of what makes the token one of a kind: the decoded nonce and Created as written; or what was signed. */
  readonly nonceDigest: Uint8Array;
  /** Until when a second use must be noticed. */
  readonly expiresAt: Date;
  readonly now: Date;
}

export interface NonceStore {
  /**
   * Records the use of a nonce, for all processes of the provider at once. True for its first use, false for any
   * other before it expired. Rejects with `MessageExpired` when it was created so long ago that its use may have been
   * forgotten, and when the store fails: then the request must not be let in.
   */
  use(use: NonceUse): Promise<boolean>;
}

/** A network, or with an account what that network tries with it; '' is whatever account. */
export interface SignInKey {
  readonly network: string;
  readonly account: string;
}

/** What a failure costs: so many are free, then the time doubles with each. */
export interface SignInFailure extends SignInKey {
  readonly free: number;
  readonly maxDelaySeconds: number;
}

export interface SignInStanding extends SignInKey {
  readonly failures: number;
  /** For so long nothing more is taken from there; 0 when it is. */
  readonly refusedSeconds: number;
  /** Somebody has proved to be the account from there within the last weeks. */
  readonly known: boolean;
}

/** How signing in went lately, for all processes of the provider at once. Each rejects when the store fails. */
export interface SignInStore {
  /** Nothing is answered for what nothing is known of. */
  find(keys: readonly SignInKey[]): Promise<readonly SignInStanding[]>;
  fail(failures: readonly SignInFailure[]): Promise<readonly SignInStanding[]>;
  succeed(keys: readonly SignInKey[]): Promise<void>;
}

/** Small values that all processes of a provider share. */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  /** Sets the value unless there is one; answers the one that holds afterwards. */
  setOnce(name: string, value: string): Promise<string>;
  remove(name: string): Promise<void>;
}

export interface NewSession {
  /** SHA-256 of the token. */
  readonly tokenDigest: Buffer;
  readonly ownerId: string;
  /** What the password was checked against: with another one in place there is no session. */
  readonly passwordHash: string;
  readonly seconds: number;
}

export interface StoredSession {
  readonly ownerId: string;
  readonly address: string;
  /** What was settled for the account; absent when nothing was. */
  readonly policy?: AccountPolicy;
  readonly expiresAt: Date;
  /** Since its last use was noted. */
  readonly idleSeconds: number;
}

/** Who is signed in, for all processes of the provider at once. */
export interface ClientSessionStore {
  /** Answers when it ends; undefined, and nothing is added, when the account was closed or its password changed. */
  add(session: NewSession): Promise<Date | undefined>;
  /** Undefined when there is none, it expired, or its account is closed. */
  find(tokenDigest: Buffer): Promise<StoredSession | undefined>;
  /** Notes a use: the session lives that much longer, counted from now, but no longer than `longestSeconds` in all. */
  touch(tokenDigest: Buffer, seconds: number, longestSeconds: number): Promise<Date | undefined>;
  end(tokenDigest: Buffer): Promise<void>;
}
