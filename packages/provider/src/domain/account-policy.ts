/**
 * What an operator can settle for one account, as one registry: command line, validation, docs and enforcement read it.
 * What nobody settled for an account is as the deployment has it; what the deployment has is an option each.
 */

export interface PolicyDefinition {
  readonly kind: 'bytes' | 'seconds' | 'count' | 'mediaRanges';
  /** What the value counts; lists of media ranges have none. */
  readonly unit?: 'bytes' | 'seconds';
  readonly minimum?: number;
  readonly maximum?: number;
  /** 0 means that nothing bounds it, and is written so. */
  readonly unlimited?: true;
  /** Whom it binds: who sends a message, who is sent it, or who reads what has come. */
  readonly binds: 'sender' | 'recipient' | 'reader';
  /** The deployment's option, by its name in `Config`, that holds where the account has no value of its own. */
  readonly option: PolicyOption;
  /** The deployment's option that no account's value goes beyond: what is above it counts as it. */
  readonly cap?: PolicyOption;
  /** In the command line's help and in the docs. */
  readonly meaning: string;
}

export type PolicyOption =
  | 'maxContentRequestBytes'
  | 'maxMessageBytes'
  | 'maxPartBytes'
  | 'defaultLifetimeSeconds'
  | 'maxLifetimeSeconds'
  | 'allowedContentTypes'
  | 'refusedContentTypes'
  | 'acceptedContentTypes'
  | 'rejectedContentTypes'
  | 'messagesPerSecond'
  | 'bytesPerDay'
  | 'inboundPerPeriod'
  | 'inboxDepthLimit'
  | 'openLongPolls';

/** Ranges of a list; more is no policy any more. */
export const MAX_MEDIA_RANGES = 100;
/** As the contract bounds media types. */
export const MAX_MEDIA_RANGE_CHARACTERS = 1024;

const KiB = 1024;
const TiB = 1024 ** 4;

const size = <const Option extends PolicyOption>(option: Option, minimum: number, meaning: string) =>
  ({
    kind: 'bytes',
    unit: 'bytes',
    minimum,
    maximum: 16 * TiB,
    binds: 'sender',
    option,
    cap: 'maxContentRequestBytes',
    meaning,
  }) as const;

const lifetime = <const Option extends PolicyOption>(option: Option, meaning: string) =>
  ({ kind: 'seconds', unit: 'seconds', minimum: 0, maximum: 366 * 86_400, binds: 'sender', option, meaning }) as const;

const types = <const Option extends PolicyOption, const Binds extends PolicyDefinition['binds']>(
  option: Option,
  binds: Binds,
  meaning: string,
) => ({ kind: 'mediaRanges', binds, option, meaning }) as const;

const count = <const Option extends PolicyOption, const Binds extends PolicyDefinition['binds']>(
  option: Option,
  binds: Binds,
  maximum: number,
  meaning: string,
) => ({ kind: 'count', minimum: 0, maximum, unlimited: true, binds, option, meaning }) as const;

export const accountPolicies = {
  maxMessageBytes: size('maxMessageBytes', KiB, 'content of one message'),
  maxPartBytes: size('maxPartBytes', KiB, 'content of one part of a message'),
  maxRequestBytes: size('maxContentRequestBytes', 4 * KiB, 'one request with all its content, after decompression'),
  defaultLifetimeSeconds: lifetime(
    'defaultLifetimeSeconds',
    'how long its messages wait when it names no end; 0 for as long as it takes',
  ),
  maxLifetimeSeconds: lifetime('maxLifetimeSeconds', 'how long its messages wait at most; 0 for as long as it asks'),
  allowedContentTypes: types('allowedContentTypes', 'sender', 'media types that the account may send'),
  refusedContentTypes: types('refusedContentTypes', 'sender', 'media types that it may not send, though allowed'),
  acceptedContentTypes: types('acceptedContentTypes', 'recipient', 'media types that the account takes from others'),
  rejectedContentTypes: types(
    'rejectedContentTypes',
    'recipient',
    'media types that it does not take, though accepted',
  ),
  messagesPerSecond: count(
    'messagesPerSecond',
    'sender',
    1_000_000,
    'messages a second, each counted for every recipient',
  ),
  bytesPerDay: {
    kind: 'bytes',
    unit: 'bytes',
    minimum: 0,
    maximum: 1024 * TiB,
    unlimited: true,
    binds: 'sender',
    option: 'bytesPerDay',
    meaning: 'content a day (UTC), likewise',
  },
  inboundPerPeriod: count(
    'inboundPerPeriod',
    'recipient',
    1_000_000_000,
    'messages within the period that `--inbound-period-seconds` names',
  ),
  inboxDepth: {
    kind: 'count',
    minimum: 1,
    maximum: 100_000_000,
    binds: 'recipient',
    option: 'inboxDepthLimit',
    meaning: 'undelivered messages that wait before its inbox is full',
  },
  openLongPolls: count(
    'openLongPolls',
    'reader',
    1_000_000,
    'GetMessages that wait at a time, in each process; the next one is answered at once',
  ),
} as const satisfies Record<string, PolicyDefinition>;

export type PolicyName = keyof typeof accountPolicies;
type ValueOf<Kind> = Kind extends 'mediaRanges' ? readonly string[] : number;

export const policyNames = Object.keys(accountPolicies) as readonly PolicyName[];
export const policyOptions: readonly PolicyOption[] = policyNames.map((name) => accountPolicies[name].option);
export const isPolicyName = (name: string): name is PolicyName => Object.hasOwn(accountPolicies, name);
export const policyDefinition = (name: PolicyName): PolicyDefinition => accountPolicies[name];

export type PolicyValue = number | readonly string[];

/** A value for every policy. Media ranges are canonical. */
export type PolicyValues = { readonly [Name in PolicyName]: ValueOf<(typeof accountPolicies)[Name]['kind']> };
/** What was settled for one account. */
export type AccountPolicy = { readonly [Name in PolicyName]?: PolicyValues[Name] };
/** What the deployment has, by the names of its options. */
export type DeploymentPolicy = {
  readonly [Name in PolicyName as (typeof accountPolicies)[Name]['option']]: PolicyValues[Name];
};

/** What holds for an account: its own values, else the deployment's; none beyond its cap. */
export function policyValues(deployment: DeploymentPolicy, own: AccountPolicy = {}): PolicyValues {
  const values = policyNames.map((name) => {
    const { option, cap } = policyDefinition(name);
    const value = own[name] ?? deployment[option];
    const bound = cap === undefined ? undefined : deployment[cap];
    return [name, typeof value === 'number' && typeof bound === 'number' ? Math.min(value, bound) : value];
  });
  return Object.freeze(Object.fromEntries(values)) as PolicyValues;
}
