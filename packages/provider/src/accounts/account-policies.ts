import { parseAddress } from '@imps-wsi/contract/address';
import {
  policyDefinition,
  policyNames,
  policyValues,
  type AccountPolicy,
  type DeploymentPolicy,
  type PolicyName,
  type PolicyValue,
} from '../domain/account-policy.js';
import { AccountError, noSuchAccount, type Account } from './account.js';
import { policyNameOf, policyOfText, policyText } from './policy-text.js';

/** Port: where policies are kept. */
export interface PolicyRepository {
  find(ownerId: string): Promise<AccountPolicy>;
  change(ownerId: string, set: AccountPolicy, unset: readonly PolicyName[]): Promise<AccountPolicy>;
}

export interface AccountPoliciesParts {
  readonly accounts: { find(address: string): Promise<Account | undefined> };
  readonly policies: PolicyRepository;
  readonly deployment: DeploymentPolicy;
}

/** A policy as it holds for one account, and who says so. */
export interface ShownPolicy {
  readonly name: PolicyName;
  readonly value: PolicyValue;
  /** `cap`: the account has a larger value than the deployment lets anybody have. */
  readonly source: 'account' | 'default' | 'cap';
}

export interface ShownPolicies {
  readonly account: Account;
  /** In the order of the registry. */
  readonly policies: readonly ShownPolicy[];
}

/** What an operator settles for single accounts. Rejects with {@link AccountError} for what the operator can mend. */
export class AccountPolicies {
  constructor(private readonly parts: AccountPoliciesParts) {}

  async show(address: string): Promise<ShownPolicies> {
    const account = await this.#find(address);
    return this.#shown(account, await this.parts.policies.find(account.ownerId));
  }

  /**
   * Running processes notice in 5 s.
   *
   * @param set texts such as `maxPartBytes=10MiB`
   * @param unset names, which are as the deployment has them again
   */
  async change(address: string, set: readonly string[], unset: readonly string[]): Promise<ShownPolicies> {
    const names = unset.map(policyNameOf);
    const settled = new Map<PolicyName, PolicyValue>();
    for (const [name, value] of set.map(policyOfText)) {
      if (settled.has(name) || names.includes(name)) {
        throw new AccountError('BAD_POLICY', `${name} is named more than once; say it once`);
      }
      this.#checkCap(name, value);
      settled.set(name, value);
    }
    const account = await this.#find(address);
    return this.#shown(account, await this.parts.policies.change(account.ownerId, Object.fromEntries(settled), names));
  }

  #checkCap(name: PolicyName, value: PolicyValue): void {
    const { cap } = policyDefinition(name);
    const bound = cap === undefined ? undefined : this.parts.deployment[cap];
    if (cap === undefined || typeof value !== 'number' || typeof bound !== 'number' || value <= bound) return;
    throw new AccountError(
      'BAD_POLICY',
      `${name}: ${policyText(name, value)} is more than the ${policyText(name, bound)} of ${cap} that no account goes beyond; lower it, or raise ${cap} of the provider first`,
    );
  }

  #shown(account: Account, own: AccountPolicy): ShownPolicies {
    const values = policyValues(this.parts.deployment, own);
    const policies = policyNames.map((name): ShownPolicy => {
      const value = values[name];
      if (own[name] === undefined) return { name, value, source: 'default' };
      return { name, value, source: typeof value === 'number' && value !== own[name] ? 'cap' : 'account' };
    });
    return { account, policies };
  }

  async #find(text: string): Promise<Account> {
    const address = parseAddress(text);
    const account = address === undefined ? undefined : await this.parts.accounts.find(address.canonical);
    if (account === undefined) throw noSuchAccount(text);
    return account;
  }
}
