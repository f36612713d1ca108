import type { PresenceAttribute, PresenceState, WatcherRule, WatcherState } from './presence.js';

/** Whose presence: of an account itself, or of an address in the domain of a service. */
export interface PresenceKey {
  /** Who owns it; stands in every key and condition. */
  readonly ownerId: string;
  /** '' for the account itself, else canonical. */
  readonly presentity: string;
}

export interface WatcherEntry extends WatcherRule {
  /** Canonical address of an account; '' is everybody without a rule of their own. */
  readonly watcher: string;
  readonly changedAt: Date;
}

export interface NewWatcherRule {
  readonly watcher: string;
  readonly access: Exclude<WatcherState, 'ASKED'> | 'FORGET';
  readonly attributeNames?: readonly string[] | undefined;
}

/** Port: what is published. */
export interface PresenceStore {
  /**
   * Changes the attributes of a presence, one change after the other, whichever process makes it.
   *
   * @param work is told what is there and the time of the store, and may be called again
   */
  change(
    key: PresenceKey,
    work: (attributes: readonly PresenceAttribute[], now: Date) => readonly PresenceAttribute[],
  ): Promise<void>;

  /** One each, in order. */
  find(keys: readonly PresenceKey[]): Promise<PresenceState[]>;

  /** The accounts are in session from now on, for so long. */
  touch(ownerIds: readonly string[], seconds: number): Promise<void>;
}

/** Port: who may see it. */
export interface WatcherStore {
  /** For each key: the watcher's own rule and that for everybody. */
  rulesFor(
    keys: readonly PresenceKey[],
    watcher: string,
  ): Promise<{ own: WatcherRule | undefined; everybody: WatcherRule | undefined }[]>;

  /** Answers for each whether there was room for it. All hold at once, or none when it rejects. */
  set(key: PresenceKey, rules: readonly NewWatcherRule[], maxRules: number): Promise<boolean[]>;

  /** In the order of addresses, those behind `after`. */
  list(key: PresenceKey, after: string | undefined, limit: number): Promise<WatcherEntry[]>;

  /** Notes that the watcher asked in vain, unless there is an entry for it or there are too many of such notes. */
  noteAsked(key: PresenceKey, watcher: string): Promise<void>;
}
