import { createHash, timingSafeEqual } from 'node:crypto';
import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError } from '@imps-wsi/contract/errors';
import type { SecurityHeader } from '@imps-wsi/contract/wsse';
import { accountAddresses } from '../accounts/account-key.js';
import type { Caller } from '../domain/caller.js';
import { silentLogger, type Logger } from '../log.js';
import { AccountCache, type AccountCacheOptions, type KnownAccount, type SecretOpener } from './account-cache.js';
import { silentAudit, type AuditSink } from './audit.js';
import type { FreshnessRule } from './freshness.js';
import { PasswordCache } from './password-cache.js';
import { PasswordHasher } from './password.js';
import type { CredentialStore, NonceStore } from './ports.js';
import { readCredential, type DigestCredential, type TextCredential } from './presented.js';
import type { SignInAttempt, SignInGuard } from './sign-in-guard.js';

/**
 * Who is calling? Answers from the WS-Security header of a request (UsernameToken Profile 1.1), or refuses.
 *
 * - A person proves himself by PasswordText against a memory-hard hash.
 * - A service proves itself by PasswordDigest over its generated secret, or by PasswordText with that secret.
 * - A password in clear is taken over TLS only, or from this very machine with no proxy in between.
 * - Every failure of authentication reads the same and takes about the same time, whether the user is unknown, the
 *   password wrong, the account disabled, the nonce used before, or too much guessed from there to look at the password
 *   at all. The log and the audit log know which it was.
 */

export interface RequestContext {
  /** The client's connection is protected by TLS, into this process or to a proxy that the operator trusts. */
  readonly tls: boolean;
  /** The peer is this machine and no header says that it forwards for another. */
  readonly loopback: boolean;
  readonly now: Date;
  /** Peer address for the log. */
  readonly peer?: string;
}

export interface AuthenticatorOptions extends FreshnessRule, AccountCacheOptions {
  readonly accounts: CredentialStore;
  readonly nonces: NonceStore;
  /** Opens sealed service secrets; a `SecretBox`. */
  readonly secrets: SecretOpener;
  /** Domains of people's addresses; what `tel:` user names are looked up in. */
  readonly domains: readonly string[];
  readonly nonceMemorySeconds: number;
  readonly hasher?: PasswordHasher;
  readonly passwords?: PasswordCache;
  readonly guard: SignInGuard;
  readonly audit?: AuditSink;
  readonly log?: Logger;
}

/** A person and the hash that the password was checked against: a session must not outlive the password it came from. */
export interface ProvenPerson {
  readonly caller: Caller;
  readonly passwordHash: string;
}

type Verdict = 'accepted' | 'unknown user' | 'account disabled' | 'wrong password' | 'no password of this kind';

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #accounts: AccountCache;
  readonly #hasher: PasswordHasher;
  readonly #passwords: PasswordCache;
  readonly #guard: SignInGuard;
  readonly #audit: AuditSink;
  readonly #log: Logger;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#accounts = new AccountCache(options.accounts, options.secrets, options);
    this.#hasher = options.hasher ?? new PasswordHasher();
    this.#passwords = options.passwords ?? new PasswordCache();
    this.#guard = options.guard;
    this.#audit = options.audit ?? silentAudit;
    this.#log = options.log ?? silentLogger;
  }

  /**
   * The caller whom the header proves.
   * @throws {WsiError} SecurityHeaderMissing, UnsupportedSecurityToken, InvalidSecurity, InsecureTransport,
   *   MessageExpired, FailedAuthentication (with retryAfterSeconds when nothing from there is looked at until then), or
   *   Overloaded when too many passwords wait to be checked. What the stores throw passes through.
   */
  async authenticate(security: SecurityHeader | undefined, context: RequestContext): Promise<Caller> {
    const credential = readCredential(security, context.now, this.#options);
    const { caller } = await this.#prove(credential, context);
    if (credential.kind === 'digest') await this.#useNonce(caller, credential, context);
    return caller;
  }

  /**
   * The person whom user id and password prove, as an IM user types them: `wv:alice@b1.example`, `alice@b1.example`, or
   * `alice` in the provider's first domain. Everything is as for PasswordText, but services are refused.
   * @throws {WsiError} InsecureTransport, FailedAuthentication, Overloaded. What the stores throw passes through.
   */
  async authenticatePerson(userId: string, password: string, context: RequestContext): Promise<ProvenPerson> {
    const typed = userId.trim();
    const username = /[@:]/.test(typed) ? typed : `${typed}@${this.#options.domains[0] ?? ''}`;
    const { caller, passwordHash } = await this.#prove({ kind: 'text', username, password }, context, typed);
    if (caller.kind !== 'person' || passwordHash === undefined)
      throw this.#failure({ username, account: caller.address }, 'not a person', context);
    return { caller, passwordHash };
  }

  /** Whether a caller who was let in a while ago would still be; as fresh as what is remembered of accounts. */
  stillTakes(caller: Caller, now = new Date()): Promise<boolean> {
    return this.#accounts.stillTakes(caller, now.getTime());
  }

  /** @param typed what stood in the place of the user name, before it was completed */
  async #prove(
    credential: TextCredential | DigestCredential,
    context: RequestContext,
    typed = credential.username,
  ): Promise<KnownAccount> {
    if (credential.kind === 'text' && !context.tls && !context.loopback) throw new WsiError('InsecureTransport');
    // White space that a toolkit put around the name is none of it.
    const username = credential.username.trim();
    const name = parseAddress(username);
    const addresses = name === undefined ? [] : accountAddresses(name, this.#options.domains);
    const attempt = this.#guard.attempt(context.peer, addresses[0] ?? username);
    const now = context.now.getTime();
    let account: KnownAccount | undefined;
    const who = () => tellable(credential.username, typed, account?.caller.address ?? addresses[0], account);
    try {
      const known = this.#accounts.peek(addresses, now);
      // Strangers of whom too much came already are not worth a look into the store.
      if (known === undefined) await this.#guard.admitSource(attempt, now);
      account = known ?? (await this.#lookUp(addresses, context.now));
      let verdict = await this.#judge(account, credential, attempt, context.now);
      if (verdict !== 'accepted' && known !== undefined) {
        // What we remember may be older than the password: a new one works at once.
        account = await this.#lookUp(addresses, context.now);
        if (hasChanged(known, account)) verdict = await this.#judge(account, credential, attempt, context.now);
      }
      if (account !== undefined && verdict === 'accepted') {
        this.#noteSuccess(account, attempt, context);
        return account;
      }
      if (credential.kind === 'digest') {
        // As for an account that is not remembered here: the difference would tell that this one is, and so in use.
        if (known !== undefined) await this.#guard.admitSource(attempt, now);
        this.#guard.failedUnguessably(attempt, now);
      }
      // What was hashed was counted there, once for all who asked the same at once.
      else if (verdict === 'account disabled') await this.#guard.failed(attempt, now);
      throw this.#failure(who(), verdict, context);
    } catch (error) {
      if (
        error instanceof WsiError &&
        error.errorName === 'FailedAuthentication' &&
        error.retryAfterSeconds !== undefined
      ) {
        this.#noteRefusal(who(), context);
      }
      throw error;
    }
  }

  /** Tells so at the first time in an hour, so that a caller who polls costs nothing. */
  #noteSuccess({ caller }: KnownAccount, attempt: SignInAttempt, { now, peer }: RequestContext): void {
    if (!this.#guard.succeeded(attempt, now.getTime())) return;
    this.#audit.note({ kind: 'sign-in', outcome: 'accepted', account: caller.address, source: peer });
    // Nobody waits for it: it is asked for when many have failed from there, and written again within the hour.
    this.#guard.remember(attempt).catch((error: unknown) => {
      this.#log.warn('a success of signing in could not be remembered for other processes', { error });
    });
  }

  #noteRefusal({ username, account }: Who, { peer }: RequestContext): void {
    this.#log.info('sign-in refused after too many failures', {
      username,
      ...(peer === undefined ? {} : { peer }),
    });
    this.#audit.note({ kind: 'sign-in', outcome: 'refused', account, source: peer, detail: 'too many failures' });
  }

  #lookUp(addresses: readonly string[], now: Date): Promise<KnownAccount | undefined> {
    return addresses.length === 0 ? Promise.resolve(undefined) : this.#accounts.load(addresses, now.getTime());
  }

  async #judge(
    account: KnownAccount | undefined,
    credential: TextCredential | DigestCredential,
    attempt: SignInAttempt,
    now: Date,
  ): Promise<Verdict> {
    const right =
      credential.kind === 'digest'
        ? isRightDigest(account, credential, now.getTime())
        : await this.#isRightText(account, credential.password, attempt, now.getTime());
    if (account === undefined) return 'unknown user';
    if (!right) {
      const usable = credential.kind === 'digest' ? account.secrets.length > 0 : hasPassword(account);
      return usable ? 'wrong password' : 'no password of this kind';
    }
    return account.disabled ? 'account disabled' : 'accepted';
  }

  async #isRightText(
    account: KnownAccount | undefined,
    password: string,
    attempt: SignInAttempt,
    now: number,
  ): Promise<boolean> {
    const secrets = account?.secrets ?? [];
    // A secret is too random to guess, so a plain comparison is safe, and no lock-out is needed.
    if (isAnySecret(secrets, password, now)) return true;
    // Before what is remembered is looked at: that, too, would tell who guesses whether he guessed right.
    const admission = this.#guard.admit(attempt, now);
    if (admission !== undefined) await admission;
    const hash = secrets.length > 0 ? undefined : account?.passwordHash;
    // Where there is nothing to compare with, the same is done and takes as long.
    const id = account !== undefined && hash !== undefined ? account.caller.ownerId : `without:${attempt.account}`;
    const guess = () => this.#guard.guess(attempt, now, (place) => this.#hasher.verify(password, hash, place));
    return this.#passwords.check(id, hash ?? '', password, now, guess, attempt.key);
  }

  /** After the digest proved right, so that strangers cannot fill the table (UsernameToken Profile 1.1 §3.1). */
  async #useNonce(caller: Caller, { nonce, created, username }: DigestCredential, context: RequestContext) {
    const first = await this.#options.nonces.use({
      accountId: caller.ownerId,
      // What the password's digest covers: some clients begin with the same nonce whenever they are started (KDSoap).
      // Created beside it is no loophole: another one takes another digest, and so the password.
      nonceDigest: createHash('sha256').update(nonce).update(created.text).digest(),
      // Counted from Created, the longest any process here will take this token for fresh, with its clock's error.
      expiresAt: new Date(created.date.getTime() + this.#options.nonceMemorySeconds * 1000),
      now: context.now,
    });
    if (!first) throw this.#failure({ username, account: caller.address }, 'nonce used before', context);
  }

  #failure(
    { username, account }: Who,
    why: Verdict | 'nonce used before' | 'not a person',
    { peer }: RequestContext,
  ): WsiError {
    this.#log.info('authentication failed', { username, why, ...(peer === undefined ? {} : { peer }) });
    this.#audit.note({ kind: 'sign-in', outcome: 'failed', account, source: peer, detail: why });
    return new WsiError('FailedAuthentication');
  }
}

/** Who somebody said to be, as far as it may be told. */
interface Who {
  readonly username: string;
  /** Canonical. */
  readonly account: string | undefined;
}

/**
 * What was typed as a user name and is neither an address nor completes to an account is in no log: it may be a password
 * in the wrong field.
 */
function tellable(
  username: string,
  typed: string,
  address: string | undefined,
  account: KnownAccount | undefined,
): Who {
  if (account !== undefined || parseAddress(typed.trim()) !== undefined) return { username, account: address };
  return { username: '(no address)', account: undefined };
}

/** Stands in for the secret of an account that has none, so that both take the same path. */
const NO_SECRET = [{ text: 'imps_none', until: 0 }] as const;

/** Base64(SHA-1(nonce + created + password)) over the decoded nonce (Basic Security Profile R4212). */
function isRightDigest(account: KnownAccount | undefined, credential: DigestCredential, now: number): boolean {
  const secrets = account === undefined || account.secrets.length === 0 ? NO_SECRET : account.secrets;
  let right = false;
  for (const { text, until } of secrets) {
    const expected = createHash('sha1').update(credential.nonce).update(credential.created.text).update(text).digest();
    if (sameBytes(expected, credential.digest) && until > now) right = true;
  }
  return right;
}

function isAnySecret(secrets: KnownAccount['secrets'], password: string, now: number): boolean {
  // Hashed first: texts of different length compare in constant time too.
  const presented = createHash('sha256').update(password).digest();
  let right = false;
  for (const { text, until } of secrets) {
    if (timingSafeEqual(createHash('sha256').update(text).digest(), presented) && until > now) right = true;
  }
  return right;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

const hasPassword = (account: KnownAccount) => account.secrets.length > 0 || account.passwordHash !== undefined;

function hasChanged(before: KnownAccount, after: KnownAccount | undefined): boolean {
  if (after === undefined) return true;
  return (
    after.disabled !== before.disabled ||
    after.passwordHash !== before.passwordHash ||
    after.secrets.length !== before.secrets.length ||
    after.secrets.some(({ text }, index) => text !== before.secrets[index]?.text)
  );
}
