import type pg from 'pg';
import { policyOptions, type DeploymentPolicy } from '../domain/account-policy.js';
import type { SettingStore } from '../security/ports.js';

const READ = { name: 'setting-read', text: 'SELECT value FROM setting WHERE name = $1' };
const SET_ONCE = {
  name: 'setting-set-once',
  text: 'INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
};
const SET = {
  name: 'setting-set',
  text: 'INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value',
};

const REMOVE = { name: 'setting-remove', text: 'DELETE FROM setting WHERE name = $1' };

const DOMAINS = 'domains';
const POLICY = 'deployment-policy';

/** Small values that all processes of a provider share. */
export class PgSettingStore implements SettingStore {
  constructor(private readonly pool: pg.Pool) {}

  async get(name: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ value: string }>({ ...READ, values: [name] });
    return rows[0]?.value;
  }

  async setOnce(name: string, value: string): Promise<string> {
    await this.pool.query({ ...SET_ONCE, values: [name, value] });
    return (await this.get(name)) ?? value;
  }

  async set(name: string, value: string): Promise<void> {
    await this.pool.query({ ...SET, values: [name, value] });
  }

  async remove(name: string): Promise<void> {
    await this.pool.query({ ...REMOVE, values: [name] });
  }

  /** The domains that the provider of this store was last started with; undefined before its first start. */
  async domains(): Promise<readonly string[] | undefined> {
    const text = await this.get(DOMAINS);
    return text === undefined || text === '' ? undefined : text.split(' ');
  }

  /** To be called at start, so that the command line knows the domains without being told. */
  async recordDomains(domains: readonly string[]): Promise<void> {
    await this.set(DOMAINS, domains.join(' '));
  }

  /** What holds for accounts of which nothing was settled, as the provider of this store was last started. */
  async policy(): Promise<Partial<DeploymentPolicy>> {
    const text = await this.get(POLICY);
    return text === undefined ? {} : (JSON.parse(text) as Partial<DeploymentPolicy>);
  }

  /** To be called at start, so that the command line can say what holds. */
  async recordPolicy(policy: DeploymentPolicy): Promise<void> {
    await this.set(POLICY, JSON.stringify(Object.fromEntries(policyOptions.map((name) => [name, policy[name]]))));
  }
}

/** What the message ids of this store begin with. */
export async function storeEpoch(pool: pg.Pool): Promise<string> {
  const epoch = await new PgSettingStore(pool).get('store-epoch');
  if (epoch === undefined) throw new Error('the store has no epoch; its schema is damaged');
  return epoch;
}
