import { parseAddress } from '@imps-wsi/contract/address';
import type { Command } from 'commander';
import { AccountAdministration, type NewSecret } from '../accounts/administration.js';
import type { Account } from '../accounts/account.js';
import { PasswordHasher } from '../security/password.js';
import { openSecretBox } from '../security/open-secret-box.js';
import { signInName } from '../security/sign-in-name.js';
import { DEFAULT_SECRET_OVERLAP_SECONDS, MAX_SECRET_OVERLAP_SECONDS } from '../security/service-secret.js';
import { AccountStore } from '../store/accounts.js';
import { PgSettingStore } from '../store/settings.js';
import { PgSignInStore } from '../store/sign-ins.js';
import { example, subcommand } from './account-subcommand.js';
import { UsageError, type CliContext } from './context.js';
import { readPassword } from './password-input.js';
import { addCertificateCommands } from './certificate-commands.js';
import { addPolicyCommand } from './policy-command.js';
import { addUsageCommand } from './usage-command.js';
import { withStore, type StoreQuestion } from './with-store.js';

/** `account add|list|disable|enable|set-password|rotate-secret|certificate|policy|usage`: what operators do with accounts. */

type Options = Readonly<Record<string, unknown>>;

export function addAccountCommands(program: Command, context: CliContext): void {
  const accounts = program.command('account').description('add, list and change accounts');
  const { programName: name } = context;

  const add = subcommand(accounts, 'add <address>', 'add a person, or with --service a service')
    .option('--service', 'the account is a service: it gets a generated secret instead of a password')
    .option('--service-domain <name>', 'domain whose addresses all belong to the service, such as chess.b1.example')
    .addHelpText(
      'after',
      example(
        `${name} account add wv:alice@b1.example`,
        `${name} account add --service wv:chess@b1.example --service-domain chess.b1.example`,
        'A password comes from the prompt, from stdin, or from IMPS_WSI_PASSWORD; a generated secret goes to stdout, once.',
      ),
    );
  add.action((address: string, options: Options) => addAccount(context, address, options));

  subcommand(accounts, 'list', 'list all accounts')
    .addHelpText('after', example(`${name} account list --json`))
    .action((options: Options) =>
      withAccounts(context, { options, mayCreate: false }, (admin) => list(context, admin, options)),
    );

  for (const [word, done] of [
    ['disable', 'disabled'],
    ['enable', 'enabled'],
  ] as const) {
    const about =
      word === 'disable' ? 'refuse all calls of an account; its inbox is kept' : 'let a disabled account in again';
    subcommand(accounts, `${word} <address>`, about)
      .addHelpText('after', example(`${name} account ${word} wv:alice@b1.example`))
      .action((address: string, options: Options) =>
        withAccounts(context, { options, address, mayCreate: false, ...changing(word, address) }, async (admin) => {
          const account = await admin[word](address);
          tell(context, options, `${account.address} is ${done}`, accountJson(account));
        }),
      );
  }

  subcommand(accounts, 'set-password <address>', 'give a person a new password')
    .addHelpText(
      'after',
      example(
        `${name} account set-password wv:alice@b1.example`,
        'The password comes from the prompt, from stdin, or from IMPS_WSI_PASSWORD.',
      ),
    )
    .action((address: string, options: Options) =>
      withAccounts(
        context,
        { options, address, mayCreate: false, ...changing('set-password', address) },
        async (admin) => {
          const person = await admin.findPerson(address);
          const account = await admin.setPassword(address, await readPassword(context, person.address));
          tell(context, options, `${account.address} has its new password`, accountJson(account));
        },
      ),
    );

  subcommand(accounts, 'rotate-secret <address>', 'give a service a new secret')
    .option(
      '--overlap-seconds <number>',
      `how long the old secret stays valid, 0 to ${MAX_SECRET_OVERLAP_SECONDS}; default one day`,
    )
    .addHelpText('after', example(`${name} account rotate-secret wv:chess@b1.example --overlap-seconds 3600`))
    .action((address: string, options: Options) => {
      const overlap = overlapOf(options);
      const change = changing(`rotate-secret, overlap ${overlap} s`, address);
      return withAccounts(context, { options, address, mayCreate: false, ...change }, async (admin) => {
        const until = overlap === 0 ? 'the old one is void' : `the old one stays valid for ${overlap} seconds`;
        tellSecret(context, options, await admin.rotateSecret(address, overlap), `has a new secret; ${until}`);
      });
    });

  addCertificateCommands(accounts, context);
  addPolicyCommand(accounts, context);
  addUsageCommand(accounts, context);
}

async function addAccount(context: CliContext, address: string, options: Options): Promise<void> {
  const isService = options['service'] === true;
  const serviceDomain = options['serviceDomain'];
  if (isService && typeof serviceDomain !== 'string') {
    throw new UsageError(
      '--service-domain is missing; name the domain whose addresses belong to the service, such as chess.b1.example',
    );
  }
  if (!isService && serviceDomain !== undefined)
    throw new UsageError('--service-domain is for services; add --service');
  const change = changing(typeof serviceDomain === 'string' ? `add --service-domain ${serviceDomain}` : 'add', address);
  await withAccounts(context, { options, address, mayCreate: true, ...change }, async (admin) => {
    if (typeof serviceDomain === 'string') {
      const added = await admin.addService(address, serviceDomain);
      tellSecret(context, options, added, `added with the service domain ${added.account.serviceDomain ?? ''}`);
      return;
    }
    const canonical = await admin.checkNewPerson(address);
    const account = await admin.addPerson(canonical, await readPassword(context, canonical));
    tell(context, options, `${account.address} added`, accountJson(account));
  });
}

/** For the audit log. */
const changing = (what: string, address: string) => ({
  change: { what: `account ${what}`, account: parseAddress(address)?.canonical ?? address },
});

async function list(context: CliContext, admin: AccountAdministration, options: Options): Promise<void> {
  const asJson = options['json'] === true;
  let count = 0;
  for await (const account of admin.list()) {
    const { address, kind, serviceDomain, disabledAt } = account;
    if (asJson) context.out(`${count === 0 ? '[\n' : ',\n'}  ${JSON.stringify(accountJson(account))}`);
    else
      context.out(
        `${[address, kind, serviceDomain ?? '-', disabledAt === undefined ? 'active' : 'disabled'].join('\t')}\n`,
      );
    count += 1;
  }
  if (asJson) context.out(count === 0 ? '[]\n' : '\n]\n');
  else if (count === 0) context.err('no accounts yet; add one with: account add\n');
}

/** The accounts of the store that is meant, for the length of `work`. */
async function withAccounts(
  context: CliContext,
  question: StoreQuestion,
  work: (admin: AccountAdministration) => Promise<void>,
): Promise<void> {
  await withStore(context, question, async ({ pool, config, domainsGiven }) => {
    const settings = new PgSettingStore(pool);
    const recorded = (await settings.domains()) ?? [];
    const domains = [...new Set([...(domainsGiven || recorded.length === 0 ? config.domains : []), ...recorded])];
    const admin = new AccountAdministration({
      accounts: new AccountStore(pool),
      domains,
      hasher: new PasswordHasher(),
      secrets: openSecretBox(config, settings),
      onNewPassword: (address) => new PgSignInStore(pool).forget(signInName(address)),
    });
    await work(admin);
  });
}

function overlapOf(options: Options): number {
  const text = options['overlapSeconds'];
  if (typeof text !== 'string') return DEFAULT_SECRET_OVERLAP_SECONDS;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Infinity;
  if (seconds > MAX_SECRET_OVERLAP_SECONDS) {
    throw new UsageError(
      `--overlap-seconds: ${text} cannot be used; allowed is a whole number from 0 to ${MAX_SECRET_OVERLAP_SECONDS}`,
    );
  }
  return seconds;
}

function tell(context: CliContext, options: Options, sentence: string, json: object): void {
  if (options['json'] === true) context.out(`${JSON.stringify(json)}\n`);
  else context.err(`${sentence}\n`);
}

/** stdout gets the secret and nothing else, so that `SECRET=$(…)` does what one hopes. */
function tellSecret(context: CliContext, options: Options, { account, secret }: NewSecret, what: string): void {
  if (options['json'] === true) {
    context.out(`${JSON.stringify({ ...accountJson(account), secret })}\n`);
    return;
  }
  context.err(`${account.address} ${what}. Its secret follows; keep it now, it is not shown again:\n`);
  context.out(`${secret}\n`);
}

function accountJson({ address, kind, serviceDomain, disabledAt, createdAt }: Account) {
  return {
    address,
    kind,
    ...(serviceDomain === undefined ? {} : { serviceDomain }),
    disabled: disabledAt !== undefined,
    createdAt: createdAt.toISOString(),
  };
}
