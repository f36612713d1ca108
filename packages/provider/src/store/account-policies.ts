import type pg from 'pg';
import { policyOfStore } from '../accounts/policy-text.js';
import type { AccountPolicy, PolicyName } from '../domain/account-policy.js';
import { transaction } from './database.js';

const FIND = { name: 'account-policy-find', text: 'SELECT policy FROM account_policy WHERE owner_id = $1' };
/** One statement, so that of two operators at once neither undoes what the other settled. */
const CHANGE = {
  name: 'account-policy-change',
  text: `INSERT INTO account_policy AS p (owner_id, policy) VALUES ($1, $2::jsonb)
         ON CONFLICT (owner_id) DO UPDATE SET policy = (p.policy - $3::text[]) || EXCLUDED.policy, changed_at = now()
         RETURNING policy`,
};
const FORGET_EMPTY = {
  name: 'account-policy-forget-empty',
  text: `DELETE FROM account_policy WHERE owner_id = $1 AND policy = '{}'`,
};

interface PolicyRow {
  readonly policy: unknown;
}

/** What was settled for single accounts. */
export class AccountPolicyStore {
  constructor(private readonly pool: pg.Pool) {}

  async find(ownerId: string): Promise<AccountPolicy> {
    const { rows } = await this.pool.query<PolicyRow>({ ...FIND, values: [ownerId] });
    return policyOfStore(rows[0]?.policy) ?? {};
  }

  /** Takes names away and puts values in place; other names stay as they are. Answers what is settled then. */
  change(ownerId: string, set: AccountPolicy, unset: readonly PolicyName[]): Promise<AccountPolicy> {
    return transaction(this.pool, async (client) => {
      const values = [ownerId, JSON.stringify(set), [...unset]];
      const { rows } = await client.query<PolicyRow>({ ...CHANGE, values });
      await client.query({ ...FORGET_EMPTY, values: [ownerId] });
      return policyOfStore(rows[0]?.policy) ?? {};
    });
  }
}
