// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

import type { Later, Streamed } from '../schema/index.js';
import type { ContractVersion, ImAddress, PositiveCount, ResultCode, Seconds, ShortText } from './common-types.js';

/**
 * The name of a presence attribute, 1 to 255 characters. Without a scheme one of OnlineStatus, Registration,
 * ClientInfo, TimeZone, Location, Address, FreeTextLocation, PLMN, CommCap, UserAvailability, PreferredContacts,
 * PreferredLanguage, StatusText, StatusMood, Alias, StatusContent, ContactInfo, InfoLink, Activity; under a scheme,
 * whatever that says.
 *
 * 1 to 255 characters.
 */
export type PresenceName = string;

/**
 * The value of a presence attribute or property: any text that XML can carry, at most 4096 characters.
 *
 * At most 4096 characters.
 */
export type PresenceValue = string;

/**
 * What a watcher may see. Answers give it as a string.
 *
 * - ALLOW: The watcher sees the attributes that the rule names, or all.
 *
 * - BLOCK: The watcher sees nothing, and is told so in the words that are used for users that do not exist.
 *
 * - POLITE_BLOCK: The watcher sees somebody who is offline, and cannot tell the difference.
 *
 * - FORGET: What was said of the watcher is forgotten: nothing is seen unless a rule for everybody says otherwise.
 */
export type WatcherAccess = 'ALLOW' | 'BLOCK' | 'POLITE_BLOCK' | 'FORGET';

/**
 * The form in which a presence is given.
 *
 * - ATTRIBUTES: As attribute elements of this contract.
 *
 * - PRESENCE_SUB_LIST: As an IMPS document, PresenceSubList, in namespace
 * http://www.openmobilealliance.org/DTD/WV-PA1.2; attributes without a scheme only.
 *
 * - PIDF: As a document of RFC 3863: open or closed, and StatusText as its note.
 */
export type PresenceFormat = 'ATTRIBUTES' | 'PRESENCE_SUB_LIST' | 'PIDF';

/** One piece of an attribute that is made of several, such as ClientType of ClientInfo. */
export interface PresenceProperty {
  /** Its name within the attribute, such as ClientType, Longitude or Language. */
  readonly name: PresenceName;
  /** Its value; kept as it is. */
  readonly value: PresenceValue;
}

/**
 * An attribute to be set. The same name under two schemes means two attributes. It takes the place of the one that was
 * there, properties included.
 *
 * As encoders take it.
 */
export interface PublishedAttributeInput {
  /**
   * Who gave the name its meaning, such as a URI of an application; at most 1024 characters. Absent: the attributes of
   * the IMPS line.
   */
  readonly scheme?: ShortText | undefined;
  /** Which attribute it is, within its scheme. */
  readonly name: PresenceName;
  /** False: the value is not to be relied upon (Qualifier F of IMPS). Absent means true. */
  readonly qualifier?: boolean | undefined;
  /**
   * The value. Of OnlineStatus and Registration T or F; of UserAvailability AVAILABLE, NOT_AVAILABLE or DISCREET; of
   * the others any text. Attributes made of properties have none.
   */
  readonly value?: PresenceValue | undefined;
  /**
   * The pieces of ClientInfo, Location, Address, PLMN, CommCap, PreferredContacts, ContactInfo and StatusContent, or of
   * an attribute under a scheme.
   *
   * At most 20.
   */
  readonly property?: readonly PresenceProperty[] | undefined;
  /** After how long it is gone by itself, from 1 second; absent: it stays until it is set again or withdrawn. */
  readonly lifetimeSeconds?: Seconds | undefined;
}

/**
 * An attribute to be set. The same name under two schemes means two attributes. It takes the place of the one that was
 * there, properties included.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface PublishedAttribute extends PublishedAttributeInput {
  /**
   * The pieces of ClientInfo, Location, Address, PLMN, CommCap, PreferredContacts, ContactInfo and StatusContent, or of
   * an attribute under a scheme.
   *
   * At most 20.
   */
  readonly property: readonly PresenceProperty[];
}

/** An attribute to be withdrawn. One that is not there counts as withdrawn. */
export interface WithdrawnAttribute {
  /**
   * Who gave the name its meaning, such as a URI of an application; at most 1024 characters. Absent: the attributes of
   * the IMPS line.
   */
  readonly scheme?: ShortText | undefined;
  /** Which attribute it is, within its scheme. */
  readonly name: PresenceName;
}

/**
 * An attribute as it may be seen.
 *
 * As encoders take it.
 */
export interface SeenAttributeInput {
  /** Who gave the name its meaning; absent: an attribute of the IMPS line. */
  readonly scheme?: ShortText | undefined;
  /** Which attribute. OnlineStatus is always there. */
  readonly name: string;
  /** False: the value is not to be relied upon. */
  readonly qualifier: boolean;
  /** The value; absent where there are properties instead. */
  readonly value?: string | undefined;
  /**
   * Its pieces, in the order in which they were published.
   *
   * At most 20.
   */
  readonly property?: readonly PresenceProperty[] | undefined;
  /** When it was published; absent of what the provider worked out itself. */
  readonly changedAt?: Date | undefined;
  /** When it will be gone by itself; absent: it stays. */
  readonly expiresAt?: Date | undefined;
}

/**
 * An attribute as it may be seen.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface SeenAttribute extends SeenAttributeInput {
  /**
   * Its pieces, in the order in which they were published.
   *
   * At most 20.
   */
  readonly property: readonly PresenceProperty[];
}

/**
 * Sets and withdraws attributes of one presence. What is neither set nor withdrawn stays.
 *
 * As encoders take it.
 */
export interface PublishPresenceRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /**
   * Whose presence; absent: the caller's own. Else it must be an address that the caller owns, such as one in its
   * service domain.
   */
  readonly presentity?: ImAddress | undefined;
  /**
   * To be set; a presence has 100 attributes at most.
   *
   * At most 100.
   */
  readonly attribute?: readonly PublishedAttributeInput[] | undefined;
  /**
   * To be withdrawn.
   *
   * At most 100.
   */
  readonly withdraw?: readonly WithdrawnAttribute[] | undefined;
}

/**
 * Sets and withdraws attributes of one presence. What is neither set nor withdrawn stays.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface PublishPresenceRequest extends PublishPresenceRequestInput {
  /**
   * To be set; a presence has 100 attributes at most.
   *
   * At most 100.
   */
  readonly attribute: readonly PublishedAttribute[];
  /**
   * To be withdrawn.
   *
   * At most 100.
   */
  readonly withdraw: readonly WithdrawnAttribute[];
}

/** What became of one attribute. */
export interface PublishResult {
  /** As in the request. */
  readonly scheme?: ShortText | undefined;
  /** As in the request. */
  readonly name: string;
  /** 200 set or withdrawn, 402 it cannot be used as given, 432 the presence has as many attributes as it may. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** When it will be gone by itself. */
  readonly expiresAt?: Date | undefined;
}

/**
 * What became of each attribute.
 *
 * As encoders take it.
 */
export interface PublishPresenceResponseInput {
  /** 200 all, 201 some, 900 none. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** Whose presence it is. */
  readonly presentity: string;
  /** One for each attribute, in the order of the request: those set, then those withdrawn. */
  readonly result?: readonly PublishResult[] | undefined;
}

/**
 * What became of each attribute.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface PublishPresenceResponse extends PublishPresenceResponseInput {
  /** One for each attribute, in the order of the request: those set, then those withdrawn. */
  readonly result: readonly PublishResult[];
}

/**
 * What became of each attribute.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface PublishPresenceResponseStream {
  /** 200 all, 201 some, 900 none. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** Whose presence it is. */
  readonly presentity: string;
  /** One for each attribute, in the order of the request: those set, then those withdrawn. */
  readonly result?: Streamed<PublishResult> | undefined;
}

/**
 * Asks for the presence of one or many.
 *
 * As encoders take it.
 */
export interface GetPresenceRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /**
   * Whose presence. Judged each on its own: a malformed address is a result.
   *
   * At least one. At most 100.
   */
  readonly presentity: readonly ImAddress[];
  /**
   * Only attributes of these names, whatever their scheme; absent: all that may be seen.
   *
   * At most 100.
   */
  readonly attributeName?: readonly PresenceName[] | undefined;
  /** The form of the answer; absent means ATTRIBUTES. */
  readonly format?: PresenceFormat | undefined;
}

/**
 * Asks for the presence of one or many.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetPresenceRequest extends GetPresenceRequestInput {
  /**
   * Only attributes of these names, whatever their scheme; absent: all that may be seen.
   *
   * At most 100.
   */
  readonly attributeName: readonly PresenceName[];
}

/**
 * The presence of one, as far as the caller may see it.
 *
 * As encoders take it.
 */
export interface PresenceResultInput {
  /** As in the request. */
  readonly presentity: string;
  /** 200 it is given, 534 it may not be seen or there is no such user, 516 unknown domain, 901 malformed address. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** The attributes. Of somebody offline OnlineStatus alone. */
  readonly attribute?: readonly SeenAttributeInput[] | undefined;
  /** The document, as text, where format asks for one; attribute is then absent. */
  readonly document?: string | undefined;
}

/**
 * The presence of one, as far as the caller may see it.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface PresenceResult extends PresenceResultInput {
  /** The attributes. Of somebody offline OnlineStatus alone. */
  readonly attribute: readonly SeenAttribute[];
}

/**
 * The presence of each that was asked for.
 *
 * As encoders take it.
 */
export interface GetPresenceResponseInput {
  /** 200 all, 201 some, 900 none. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** One for each presentity, in the order of the request. */
  readonly presence?: readonly PresenceResultInput[] | undefined;
}

/**
 * The presence of each that was asked for.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetPresenceResponse extends GetPresenceResponseInput {
  /** One for each presentity, in the order of the request. */
  readonly presence: readonly PresenceResult[];
}

/**
 * The presence of each that was asked for.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetPresenceResponseStream {
  /** 200 all, 201 some, 900 none. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** One for each presentity, in the order of the request. */
  readonly presence?: Streamed<PresenceResultInput> | undefined;
}

/**
 * What one watcher may see, or everybody who has no rule of their own.
 *
 * As encoders take it.
 */
export interface WatcherRuleInput {
  /**
   * An account of this provider; a service is named by its account, which its consent at registration is for. Absent:
   * everybody without a rule of their own.
   */
  readonly watcher?: ImAddress | undefined;
  /** What it may see. */
  readonly access: WatcherAccess;
  /**
   * With ALLOW: only attributes of these names, whatever their scheme, and OnlineStatus; absent: all.
   *
   * At most 100.
   */
  readonly attributeName?: readonly PresenceName[] | undefined;
}

/**
 * What one watcher may see, or everybody who has no rule of their own.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface WatcherRule extends WatcherRuleInput {
  /**
   * With ALLOW: only attributes of these names, whatever their scheme, and OnlineStatus; absent: all.
   *
   * At most 100.
   */
  readonly attributeName: readonly PresenceName[];
}

/**
 * Sets rules. Those for watchers that are not named stay as they are.
 *
 * As encoders take it.
 */
export interface SetWatcherPolicyRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /**
   * Whose presence; absent: the caller's own. Else it must be an address that the caller owns, such as one in its
   * service domain.
   */
  readonly presentity?: ImAddress | undefined;
  /**
   * The rules; each watcher once.
   *
   * At least one. At most 100.
   */
  readonly rule: readonly WatcherRuleInput[];
}

/**
 * Sets rules. Those for watchers that are not named stay as they are.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface SetWatcherPolicyRequest extends SetWatcherPolicyRequestInput {
  /**
   * The rules; each watcher once.
   *
   * At least one. At most 100.
   */
  readonly rule: readonly WatcherRule[];
}

/** What became of one rule. */
export interface WatcherRuleResult {
  /** As in the request; absent: everybody. */
  readonly watcher?: string | undefined;
  /**
   * 200 it holds from now on, 402 it cannot be used as given, 432 there are as many rules as there may be, 516 not an
   * account here, 901 malformed address.
   */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
}

/**
 * What became of each rule.
 *
 * As encoders take it.
 */
export interface SetWatcherPolicyResponseInput {
  /** 200 all, 201 some, 900 none. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** Whose presence the rules are about. */
  readonly presentity: string;
  /** One for each rule, in the order of the request. */
  readonly result?: readonly WatcherRuleResult[] | undefined;
}

/**
 * What became of each rule.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface SetWatcherPolicyResponse extends SetWatcherPolicyResponseInput {
  /** One for each rule, in the order of the request. */
  readonly result: readonly WatcherRuleResult[];
}

/**
 * What became of each rule.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface SetWatcherPolicyResponseStream {
  /** 200 all, 201 some, 900 none. */
  readonly code: ResultCode;
  /** The same in words; for people. */
  readonly reason: string;
  /** Whose presence the rules are about. */
  readonly presentity: string;
  /** One for each rule, in the order of the request. */
  readonly result?: Streamed<WatcherRuleResult> | undefined;
}

/** Asks who may see a presence, who may not, and who asked. */
export interface ListWatchersRequest {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /**
   * Whose presence; absent: the caller's own. Else it must be an address that the caller owns, such as one in its
   * service domain.
   */
  readonly presentity?: ImAddress | undefined;
  /** The watcher that the last page ended with; absent: from the beginning. */
  readonly after?: ShortText | undefined;
  /** How many at most; absent, or more than that, means 1000. */
  readonly maxWatchers?: PositiveCount | undefined;
}

/**
 * Somebody of whom something was said, or who asked.
 *
 * As encoders take it.
 */
export interface KnownWatcherInput {
  /** The address of the account; absent: everybody without a rule of their own. */
  readonly watcher?: string | undefined;
  /**
   * ALLOW, BLOCK or POLITE_BLOCK, as it was set; ASKED: asked for the presence, could not see it, and waits for a rule.
   * There may be more in later versions.
   */
  readonly access: string;
  /**
   * The attributes that the rule names; absent: all.
   *
   * At most 100.
   */
  readonly attributeName?: readonly string[] | undefined;
  /** When the rule was set, or when it was asked for the first time. */
  readonly changedAt: Date;
}

/**
 * Somebody of whom something was said, or who asked.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface KnownWatcher extends KnownWatcherInput {
  /**
   * The attributes that the rule names; absent: all.
   *
   * At most 100.
   */
  readonly attributeName: readonly string[];
}

/**
 * A page of the list, in the order of addresses; the rule for everybody comes first.
 *
 * As encoders take it.
 */
export interface ListWatchersResponseInput {
  /** Whose presence it is about. */
  readonly presentity: string;
  /** Those of this page. */
  readonly watcher?: readonly KnownWatcherInput[] | undefined;
  /** Whether more follow; ask again with after. */
  readonly moreAvailable: boolean;
}

/**
 * A page of the list, in the order of addresses; the rule for everybody comes first.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface ListWatchersResponse extends ListWatchersResponseInput {
  /** Those of this page. */
  readonly watcher: readonly KnownWatcher[];
}

/**
 * A page of the list, in the order of addresses; the rule for everybody comes first.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface ListWatchersResponseStream {
  /** Whose presence it is about. */
  readonly presentity: string;
  /** Those of this page. */
  readonly watcher?: Streamed<KnownWatcherInput> | undefined;
  /** Whether more follow; ask again with after. */
  readonly moreAvailable: Later<boolean>;
}

