import { WsiError } from '@imps-wsi/contract/errors';
import { policyValues, type AccountPolicy, type DeploymentPolicy, type PolicyValues } from './account-policy.js';
import { ContentRule } from './media-range.js';
import { byPeriods, steadily, type QuotaTerms } from './quota.js';

/** Whoever has a policy: a caller, an inbox. */
export interface PolicyHolder {
  /** Absent: all is as the deployment has it. */
  readonly policy?: AccountPolicy;
}

/** What all quotas have in common. */
export interface QuotaSettings {
  /** How many seconds' worth of messages may be sent at once. */
  readonly messageBurstSeconds: number;
  readonly inboundPeriodSeconds: number;
}

/** Those that bind an account; absent where nothing does. */
export interface AccountQuotas {
  readonly sent: QuotaTerms | undefined;
  readonly bytesSent: QuotaTerms | undefined;
  readonly received: QuotaTerms | undefined;
}

const DAY_SECONDS = 86_400;

/** What holds for one account, ready to be applied. */
export class AccountRules {
  readonly values: PolicyValues;
  /** Of what it sends. */
  readonly sends: ContentRule;
  /** Of what it is sent. */
  readonly takes: ContentRule;
  readonly quotas: AccountQuotas;

  constructor(values: PolicyValues, { messageBurstSeconds, inboundPeriodSeconds }: QuotaSettings) {
    this.values = values;
    const { messagesPerSecond, bytesPerDay, inboundPerPeriod } = values;
    this.quotas = {
      sent: messagesPerSecond === 0 ? undefined : steadily(messagesPerSecond, messageBurstSeconds),
      bytesSent: bytesPerDay === 0 ? undefined : byPeriods(bytesPerDay, DAY_SECONDS),
      received: inboundPerPeriod === 0 ? undefined : byPeriods(inboundPerPeriod, inboundPeriodSeconds),
    };
    this.sends = new ContentRule(values.allowedContentTypes, values.refusedContentTypes);
    this.takes = new ContentRule(values.acceptedContentTypes, values.rejectedContentTypes);
  }

  /** Bytes of a part beyond which its message is refused, whatever else is in it. */
  get maxContentBytes(): number {
    return Math.min(this.values.maxPartBytes, this.values.maxMessageBytes);
  }

  /** Bytes of a file that is a request and a message of its own. */
  get maxFileBytes(): number {
    return Math.min(this.maxContentBytes, this.values.maxRequestBytes);
  }

  /** @param number from 1 @throws WsiError MediaTypeNotAllowed */
  checkType(contentType: string, number: number): void {
    if (this.sends.permits(contentType)) return;
    throw new WsiError('MediaTypeNotAllowed', {
      reason: `Part ${String(number)} is ${contentType}, which this account may not send; ask the operator what it may.`,
    });
  }

  /** @param number from 1 @throws WsiError MessageTooLarge */
  checkPart(bytes: number, number: number): void {
    const { maxPartBytes } = this.values;
    if (bytes <= maxPartBytes) return;
    throw new WsiError('MessageTooLarge', {
      reason: `Part ${String(number)} of the message is larger than the ${String(maxPartBytes)} bytes that a part may have.`,
    });
  }

  /** @throws WsiError MessageTooLarge */
  checkMessage(bytes: number): void {
    const { maxMessageBytes } = this.values;
    if (bytes <= maxMessageBytes) return;
    throw new WsiError('MessageTooLarge', {
      reason: `The message is larger than the ${String(maxMessageBytes)} bytes that are accepted.`,
    });
  }

  /** @throws WsiError RequestTooLarge */
  checkRequest(bytes: number): void {
    const { maxRequestBytes } = this.values;
    if (bytes > maxRequestBytes) throw requestTooLarge(maxRequestBytes);
  }
}

export const requestTooLarge = (bound: number): WsiError =>
  new WsiError('RequestTooLarge', {
    reason: `The request is larger than the ${String(bound)} bytes that this account may send at once; send it in smaller pieces.`,
  });

/** The rules of all accounts. Those of one policy are worked out once, for as long as whoever has it is remembered. */
export class Policies {
  readonly #deployment: DeploymentPolicy & QuotaSettings;
  readonly #ofAll: AccountRules;
  readonly #known = new WeakMap<AccountPolicy, AccountRules>();

  constructor(deployment: DeploymentPolicy & QuotaSettings) {
    this.#deployment = deployment;
    this.#ofAll = new AccountRules(policyValues(deployment), deployment);
  }

  of({ policy }: PolicyHolder): AccountRules {
    if (policy === undefined) return this.#ofAll;
    let rules = this.#known.get(policy);
    if (rules === undefined) {
      rules = new AccountRules(policyValues(this.#deployment, policy), this.#deployment);
      this.#known.set(policy, rules);
    }
    return rules;
  }
}
