import { parseAddress } from '@imps-wsi/contract/address';
import type { Command } from 'commander';
import { AccountPolicies } from '../accounts/account-policies.js';
import { policyText } from '../accounts/policy-text.js';
import type { PolicyName } from '../domain/account-policy.js';
import type { QuotaName } from '../domain/quota.js';
import { AccountPolicyStore } from '../store/account-policies.js';
import { AccountStore } from '../store/accounts.js';
import { PostgresInboxes } from '../store/inbox.js';
import { quotaUsage } from '../store/quota-usage.js';
import { PgSettingStore } from '../store/settings.js';
import { example, subcommand } from './account-subcommand.js';
import type { CliContext } from './context.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

interface Usage {
  readonly name: PolicyName;
  readonly used: number;
  readonly limit: number;
  /** Until it all comes back; 0 where it does not come back by periods. */
  readonly secondsLeft: number;
}

const QUOTA_OF = {
  messagesPerSecond: 'messagesSent',
  bytesPerDay: 'bytesSent',
  inboundPerPeriod: 'messagesReceived',
} as const satisfies Partial<Record<PolicyName, QuotaName>>;

/** `account usage`: what an account has used of what it may. */
export function addUsageCommand(accounts: Command, context: CliContext): void {
  const { programName: name } = context;
  subcommand(accounts, 'usage <address>', 'show what an account has used of its quotas')
    .addHelpText(
      'after',
      example(
        `${name} account usage wv:alice@b1.example`,
        'Quotas that bind the account, what is used, the limit, and in how many seconds it begins anew. Of messages a',
        'second that is how many of the burst are spent. What processes have taken ahead counts as used.',
      ),
    )
    .action((address: string, options: Options) => usage(context, address, options));
}

async function usage(context: CliContext, address: string, options: Options): Promise<void> {
  await withStore(context, { options, address, mayCreate: false }, async ({ pool, config }) => {
    const policies = new AccountPolicies({
      accounts: new AccountStore(pool),
      policies: new AccountPolicyStore(pool),
      deployment: { ...config, ...(await new PgSettingStore(pool).policy()) },
    });
    const { account, policies: shown } = await policies.show(parseAddress(address)?.canonical ?? address);
    const used = await quotaUsage(pool, account.ownerId);
    const limitOf = (name: PolicyName): number => Number(shown.find((each) => each.name === name)?.value);
    const usages: Usage[] = [];
    for (const [name, quota] of Object.entries(QUOTA_OF) as [keyof typeof QUOTA_OF, QuotaName][]) {
      const limit = limitOf(name);
      if (limit === 0) continue;
      const found = used.find((each) => each.quota === quota);
      usages.push({ name, used: Math.ceil(found?.used ?? 0), limit, secondsLeft: Math.ceil(found?.secondsLeft ?? 0) });
    }
    const depth = limitOf('inboxDepth');
    const waiting = await new PostgresInboxes(pool, 1).countUpTo(account.ownerId, depth);
    usages.push({ name: 'inboxDepth', used: waiting, limit: depth, secondsLeft: 0 });
    if (options['json'] === true) {
      const byName = usages.map(({ name, ...each }) => [name, each]);
      context.out(`${JSON.stringify({ address: account.address, usage: Object.fromEntries(byName) as object })}\n`);
      return;
    }
    for (const { name, used: amount, limit, secondsLeft } of usages) {
      const until = secondsLeft === 0 ? '' : `\t${String(secondsLeft)} s`;
      context.out(`${name}\t${String(amount)}\t${policyText(name, limit)}${until}\n`);
    }
  });
}
