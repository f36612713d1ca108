import { parseAddress } from '@imps-wsi/contract/address';
import type { Command } from 'commander';
import { AccountPolicies, type ShownPolicies } from '../accounts/account-policies.js';
import { policyText } from '../accounts/policy-text.js';
import { policyDefinition, policyNames } from '../domain/account-policy.js';
import { AccountPolicyStore } from '../store/account-policies.js';
import { AccountStore } from '../store/accounts.js';
import { PgSettingStore } from '../store/settings.js';
import { example, subcommand } from './account-subcommand.js';
import type { CliContext } from './context.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

const several = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];
const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** `account policy`: what one account may send and is sent. */
export function addPolicyCommand(accounts: Command, context: CliContext): void {
  const { programName: name } = context;
  subcommand(accounts, 'policy <address>', 'show or change what one account may send and is sent')
    .option('--set <name=value>', 'settle a policy for this account; repeat for several', several)
    .option('--unset <name>', 'leave a policy to the deployment again; repeat for several', several)
    .addHelpText(
      'after',
      `\nPolicies:\n${policyNames.map((each) => `  ${each.padEnd(22)} ${meaningOf(each)}\n`).join('')}` +
        example(
          `${name} account policy wv:alice@b1.example`,
          `${name} account policy wv:alice@b1.example --set maxMessageBytes=10MiB --set maxPartBytes=5MiB`,
          `${name} account policy wv:alice@b1.example --set 'allowedContentTypes=text/plain,image/*'`,
          `${name} account policy wv:alice@b1.example --set rejectedContentTypes=video/* --unset maxPartBytes`,
          'Sizes may be written like 16MiB. Lists are separated by commas, and none is an empty one; refused and rejected',
          'types win over allowed and accepted ones. Running providers notice within 5 seconds.',
        ),
    )
    .action((address: string, options: Options) => policy(context, address, options));
}

async function policy(context: CliContext, address: string, options: Options): Promise<void> {
  const set = listOf(options['set']);
  const unset = listOf(options['unset']);
  const changes = set.length > 0 || unset.length > 0;
  const what = ['account policy', ...set.map((each) => `--set ${each}`), ...unset.map((each) => `--unset ${each}`)];
  const change = { what: what.join(' '), account: parseAddress(address)?.canonical ?? address };
  const question = { options, address, mayCreate: false, ...(changes ? { change } : {}) };
  await withStore(context, question, async ({ pool, config }) => {
    const policies = new AccountPolicies({
      accounts: new AccountStore(pool),
      policies: new AccountPolicyStore(pool),
      // What the provider was started with goes before what this command would start it with.
      deployment: { ...config, ...(await new PgSettingStore(pool).policy()) },
    });
    tell(context, options, await (changes ? policies.change(address, set, unset) : policies.show(address)));
  });
}

function tell(context: CliContext, options: Options, { account, policies }: ShownPolicies): void {
  if (options['json'] === true) {
    const byName = policies.map(({ name, value, source }) => [name, { value, source }]);
    context.out(`${JSON.stringify({ address: account.address, policy: Object.fromEntries(byName) as object })}\n`);
    return;
  }
  for (const { name, value, source } of policies)
    context.out(`${[name, policyText(name, value), source].join('\t')}\n`);
}

function meaningOf(name: (typeof policyNames)[number]): string {
  const { meaning, option } = policyDefinition(name);
  return option === name ? meaning : `${meaning} (default: ${option})`;
}
