/** The presence of one, and what others may see of it: pure rules. */

export interface PresenceProperty {
  readonly name: string;
  readonly value: string;
}

/** As its owner publishes it. */
export interface PresenceAttribute {
  /** Absent: an attribute of the IMPS line. */
  readonly scheme?: string | undefined;
  readonly name: string;
  readonly qualifier: boolean;
  readonly value?: string | undefined;
  readonly property: readonly PresenceProperty[];
  /** Absent: the provider worked it out itself. */
  readonly changedAt?: Date | undefined;
  /** Absent: it stays. */
  readonly expiresAt?: Date | undefined;
}

/** ASKED is no rule: it says that somebody asked, and saw what everybody sees. */
export type WatcherState = 'ALLOW' | 'BLOCK' | 'POLITE_BLOCK' | 'ASKED';

export interface WatcherRule {
  readonly access: WatcherState;
  /** Of ALLOW: the attributes that may be seen; absent: all. */
  readonly attributeNames?: readonly string[] | undefined;
}

/** What is known of a presence at one moment of the store's time. */
export interface PresenceState {
  readonly attributes: readonly PresenceAttribute[];
  /** Whether a session of the account is open, or was a moment ago. */
  readonly inSession: boolean;
  readonly now: Date;
}

const ONLINE_STATUS = 'OnlineStatus';

export const isSame = (a: AttributeKey, b: AttributeKey): boolean => a.name === b.name && a.scheme === b.scheme;

/** The same name under two schemes means two attributes (WSI-4). */
export interface AttributeKey {
  readonly scheme?: string | undefined;
  readonly name: string;
}

/** Those whose time is not over. */
export const lasting = (attributes: readonly PresenceAttribute[], now: Date): readonly PresenceAttribute[] =>
  attributes.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);

/**
 * All of a presence, OnlineStatus first. What was published of OnlineStatus goes before what sessions tell: T says that
 * somebody can be reached in a way that the provider does not see, F that nobody is to know.
 */
export function wholeOf({ attributes, inSession, now }: PresenceState): readonly PresenceAttribute[] {
  const lasts = lasting(attributes, now);
  const own = lasts.find((each) => isSame(each, { name: ONLINE_STATUS }));
  return [own ?? onlineStatus(inSession), ...lasts.filter((each) => each !== own)];
}

/**
 * What a watcher sees; undefined: nothing. Of somebody offline that is OnlineStatus alone, without the moment of it, so
 * that being blocked politely cannot be told from it.
 */
export function seenBy(rule: WatcherRule | undefined, state: PresenceState): readonly PresenceAttribute[] | undefined {
  if (rule?.access === 'POLITE_BLOCK') return OFFLINE;
  if (rule?.access !== 'ALLOW') return undefined;
  const whole = wholeOf(state);
  if (whole[0]?.value !== 'T') return OFFLINE;
  const { attributeNames } = rule;
  return attributeNames === undefined ? whole : named(whole, attributeNames);
}

/** Those of the names, whatever their scheme, and OnlineStatus. */
export const named = (
  attributes: readonly PresenceAttribute[],
  names: readonly string[],
): readonly PresenceAttribute[] =>
  attributes.filter(({ scheme, name }) => names.includes(name) || (name === ONLINE_STATUS && scheme === undefined));

/** The rule that holds for a watcher: its own, or that for everybody. */
export const ruleFor = (own: WatcherRule | undefined, everybody: WatcherRule | undefined): WatcherRule | undefined =>
  own === undefined || own.access === 'ASKED' ? everybody : own;

const onlineStatus = (online: boolean): PresenceAttribute => ({
  name: ONLINE_STATUS,
  qualifier: true,
  value: online ? 'T' : 'F',
  property: [],
});

const OFFLINE: readonly PresenceAttribute[] = [onlineStatus(false)];
