import { parseAddress } from '@imps-wsi/contract/address';
import { errors, WsiError, type ResultErrorName } from '@imps-wsi/contract/errors';
import { accountAddresses, meansAccount } from '../accounts/account-key.js';
import type { Caller, SenderRule } from './caller.js';
import { faultOf, MAX_ATTRIBUTES } from './presence-attributes.js';
import type { NewWatcherRule, PresenceKey, PresenceStore, WatcherEntry, WatcherStore } from './presence-store.js';
import {
  isSame,
  lasting,
  named,
  ruleFor,
  seenBy,
  wholeOf,
  type AttributeKey,
  type PresenceAttribute,
} from './presence.js';
import { resolveRecipients, type RecipientDirectory } from './recipients.js';

/** Rules about one presence. */
export const MAX_WATCHER_RULES = 10_000;
const PAGE = 1_000;
/** Who asks for more at once is a nuisance, and is not noted. */
const MAX_NOTES = 1_000;

export interface PresencesParts {
  readonly store: PresenceStore;
  readonly watchers: WatcherStore;
  readonly directory: RecipientDirectory;
  /** Whether the caller may speak for the address. */
  readonly mayUse: SenderRule;
  /** A note of who asked in vain could not be kept. */
  readonly onFailure: (error: unknown) => void;
}

export interface AttributeWish extends PresenceAttribute {
  readonly lifetimeSeconds?: number | undefined;
}

export interface Verdict {
  readonly code: number;
  readonly reason: string;
}

export interface AttributeVerdict extends Verdict, AttributeKey {
  readonly expiresAt?: Date | undefined;
}

export interface SeenPresence extends Verdict {
  readonly presentity: string;
  /** Absent where nothing may be seen. */
  readonly attributes?: readonly PresenceAttribute[];
}

export interface RuleWish {
  readonly watcher?: string | undefined;
  readonly access: NewWatcherRule['access'];
  readonly attributeNames: readonly string[];
}

export interface RuleVerdict extends Verdict {
  readonly watcher?: string | undefined;
}

/** Publishing presence, saying who may see it, and seeing that of others. Nobody sees more than its owner allows (GU-5). */
export class Presences {
  readonly #parts: PresencesParts;
  /** Notes for the store: answers do not wait for them, and so do not tell whether there are any. */
  readonly #notes: (readonly [key: PresenceKey, watcher: string])[] = [];
  #noting: Promise<void> | undefined;

  constructor(parts: PresencesParts) {
    this.#parts = parts;
  }

  /** Sets and withdraws attributes; each gets its own verdict. @throws WsiError PresentityNotOwned, BadRequestParameter */
  async publish(
    caller: Caller,
    presentity: string | undefined,
    wishes: readonly AttributeWish[],
    withdrawn: readonly AttributeKey[],
  ): Promise<readonly AttributeVerdict[]> {
    const key = this.keyOf(caller, presentity);
    refuseTwice(
      [...wishes, ...withdrawn].map(({ scheme, name }) => JSON.stringify([scheme, name])),
      'attribute',
    );
    let verdicts: AttributeVerdict[] = [];
    await this.#parts.store.change(key, (before, now) => {
      const gone = (each: AttributeKey): boolean => withdrawn.some((other) => isSame(each, other));
      let after = lasting(before, now).filter((each) => !gone(each));
      verdicts = wishes.map(({ lifetimeSeconds, ...attribute }) => {
        const { scheme, name } = attribute;
        const reason = lifetimeSeconds === 0 ? 'A lifetime is one second at least.' : faultOf(attribute);
        if (reason !== undefined) return { scheme, name, code: errors.BadParameter.code, reason };
        const others = after.filter((each) => !isSame(each, attribute));
        if (others.length >= MAX_ATTRIBUTES) return { scheme, name, ...verdictOf('PresenceFull') };
        const expiresAt = lifetimeSeconds === undefined ? undefined : new Date(now.getTime() + lifetimeSeconds * 1000);
        after = [...others, { ...attribute, changedAt: now, expiresAt }];
        return { scheme, name, code: 200, reason: 'Published.', expiresAt };
      });
      return after;
    });
    return [...verdicts, ...withdrawn.map(({ scheme, name }) => ({ scheme, name, code: 200, reason: 'Withdrawn.' }))];
  }

  /** The presence of each, as far as the caller may see it. */
  async see(
    caller: Caller,
    presentities: readonly string[],
    names: readonly string[],
  ): Promise<readonly SeenPresence[]> {
    const { store, watchers, directory } = this.#parts;
    const resolved = await resolveRecipients(directory, presentities);
    const found = new Map<string, PresenceKey>();
    for (const [text, resolution] of resolved) {
      if (!resolution.ok) continue;
      const { address, inbox } = resolution;
      const isAccount = address.domain === undefined || directory.domains.has(address.domain);
      found.set(text, { ownerId: inbox.ownerId, presentity: isAccount ? '' : inDomain(address.user, address.domain) });
    }
    const keys = [...found.values()];
    const rules = keys.length === 0 ? [] : await watchers.rulesFor(keys, caller.address);
    const states = keys.length === 0 ? [] : await store.find(keys);
    const seen = new Map<string, readonly PresenceAttribute[] | undefined>();
    for (const [index, [text, key]] of [...found].entries()) {
      const { own, everybody } = rules[index] ?? {};
      const state = states[index];
      if (state === undefined) continue;
      const rule = ruleFor(own, everybody);
      seen.set(text, key.ownerId === caller.ownerId ? wholeOf(state) : seenBy(rule, state));
      if (key.ownerId !== caller.ownerId && rule === undefined && own === undefined) this.#note(key, caller.address);
    }
    return presentities.map((presentity) => {
      const attributes = seen.get(presentity);
      if (attributes !== undefined) {
        const shown = names.length === 0 ? attributes : named(attributes, names);
        return { presentity, code: 200, reason: 'Given as far as it may be seen.', attributes: shown };
      }
      const resolution = resolved.get(presentity);
      // Who does not exist must look like who shows nothing, or asking would tell who has an account.
      const error =
        resolution === undefined || resolution.ok || resolution.error === 'UnknownUser'
          ? 'PresenceNotVisible'
          : resolution.error;
      return { presentity, ...verdictOf(error) };
    });
  }

  /** Each rule gets its own verdict. @throws WsiError PresentityNotOwned, BadRequestParameter */
  async setRules(
    caller: Caller,
    presentity: string | undefined,
    wishes: readonly RuleWish[],
  ): Promise<readonly RuleVerdict[]> {
    const key = this.keyOf(caller, presentity);
    const judged = wishes.map((wish) => ({ wish, ...this.#ruleOf(wish) }));
    const rules = judged.flatMap(({ rule }) => rule ?? []);
    refuseTwice(
      rules.map(({ watcher }) => watcher),
      'watcher',
    );
    const room = rules.length === 0 ? [] : await this.#parts.watchers.set(key, rules, MAX_WATCHER_RULES);
    let at = 0;
    return judged.map(({ wish: { watcher }, rule, verdict }) => {
      if (rule === undefined) return { watcher, ...verdict };
      const held = room[at++] === true;
      return { watcher, ...(held ? { code: 200, reason: 'Holds from now on.' } : verdictOf('PresenceFull')) };
    });
  }

  /** A page of those of whom something was said, or who asked. @throws WsiError PresentityNotOwned */
  async watchers(
    caller: Caller,
    presentity: string | undefined,
    after: string | undefined,
    max = PAGE,
  ): Promise<{ readonly entries: readonly WatcherEntry[]; readonly more: boolean }> {
    const key = this.keyOf(caller, presentity);
    const limit = Math.min(max, PAGE);
    const entries = await this.#parts.watchers.list(key, after, limit + 1);
    return { entries: entries.slice(0, limit), more: entries.length > limit };
  }

  /** Resolves when no note is on its way to the store any more. */
  async close(): Promise<void> {
    await this.#noting;
  }

  /** @throws WsiError PresentityNotOwned: whose presence a request is about */
  keyOf(caller: Caller, presentity: string | undefined): PresenceKey {
    const { ownerId } = caller;
    if (presentity === undefined) return { ownerId, presentity: '' };
    const address = parseAddress(presentity);
    if (address === undefined || !this.#parts.mayUse(caller, address)) throw new WsiError('PresentityNotOwned');
    const isAccount = meansAccount(caller.address, address);
    return { ownerId, presentity: isAccount ? '' : inDomain(address.user, address.domain ?? '') };
  }

  #ruleOf({ watcher: text, access, attributeNames }: RuleWish): {
    readonly rule?: NewWatcherRule;
    readonly verdict: Verdict;
  } {
    const names = attributeNames.length === 0 ? undefined : attributeNames;
    if (names !== undefined && access !== 'ALLOW') {
      const reason = `attributeName says what an allowed watcher sees; leave it out with ${access}.`;
      return { verdict: { code: errors.BadParameter.code, reason } };
    }
    const verdict = { code: 200, reason: '' };
    if (text === undefined) return { rule: { watcher: '', access, attributeNames: names }, verdict };
    const address = parseAddress(text);
    if (address === undefined) return { verdict: verdictOf('MalformedAddress') };
    const { domains } = this.#parts.directory;
    const [watcher] = accountAddresses(address, domains);
    if (watcher === undefined || (address.domain !== undefined && !domains.has(address.domain))) {
      const reason = 'Watchers are accounts of this provider; a service is named by its account.';
      return { verdict: { code: errors.UnknownDomain.code, reason } };
    }
    return { rule: { watcher, access, attributeNames: names }, verdict };
  }

  #note(key: PresenceKey, watcher: string): void {
    if (this.#notes.length >= MAX_NOTES) return;
    this.#notes.push([key, watcher]);
    this.#noting ??= this.#writeNotes();
  }

  /** One after the other: each looks how many there are, and those beside it would not be counted. */
  async #writeNotes(): Promise<void> {
    for (let next = this.#notes.shift(); next !== undefined; next = this.#notes.shift()) {
      try {
        await this.#parts.watchers.noteAsked(...next);
      } catch (error) {
        this.#parts.onFailure(error);
      }
    }
    this.#noting = undefined;
  }
}

const verdictOf = (name: ResultErrorName): Verdict => ({ code: errors[name].code, reason: errors[name].text });

const inDomain = (user: string, domain: string): string => `wv:${user.toLowerCase()}@${domain}`;

function refuseTwice(names: readonly string[], what: string): void {
  if (new Set(names).size === names.length) return;
  throw new WsiError('BadRequestParameter', { reason: `The same ${what} is named twice; name each once.` });
}
