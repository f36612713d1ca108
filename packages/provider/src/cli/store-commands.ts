import type { Command } from 'commander';
import { openSecretBox } from '../security/open-secret-box.js';
import { AccountStore } from '../store/accounts.js';
import { PgOperatorStore } from '../store/operators.js';
import { PgSettingStore } from '../store/settings.js';
import { STORE_OPTIONS, addConfigOptions } from './config-flags.js';
import { UsageError, type CliContext } from './context.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

/** Commands about the store as a whole. */
export function addStoreCommands(program: Command, context: CliContext): void {
  addMigrate(program, context);
  addResetSecretKey(program, context);
}

/** Brings the tables up to this release; `serve` on a server of your own does not do it unasked. */
function addMigrate(program: Command, context: CliContext): void {
  const command = program.command('migrate').description('bring the tables of the store up to date');
  addConfigOptions(command, [...STORE_OPTIONS, 'logLevel'])
    .addHelpText(
      'after',
      `\nExample:\n  ${context.programName} migrate --database-url postgres://imps@db.example/imps\n`,
    )
    .action(async (options: Options) => {
      const question = { options, mayCreate: true, migrate: true, change: { what: 'migrate' } };
      // Operators have their rights in what is new, too.
      await withStore(context, question, ({ pool }) => new PgOperatorStore(pool).renew());
      context.err('the store is up to date\n');
    });
}

/** The way out when the key of the service secrets is lost: without it a provider with services does not start. */
function addResetSecretKey(program: Command, context: CliContext): void {
  const command = program
    .command('reset-secret-key')
    .description('after the key for service secrets was lost: void all secrets and begin with another key')
    .option('--yes', 'really do it: every service needs a new secret afterwards');
  addConfigOptions(command, [...STORE_OPTIONS, 'logLevel'])
    .addHelpText('after', `\nExample:\n  ${context.programName} reset-secret-key --domain b1.example --yes\n`)
    .action(async (options: Options) => {
      if (options['yes'] !== true) {
        throw new UsageError('this voids the secrets of all services for good; if the key is really lost add --yes');
      }
      const change = { what: 'reset-secret-key' };
      await withStore(context, { options, mayCreate: false, change }, async ({ pool, config }) => {
        const voided = await new AccountStore(pool).voidSecrets();
        await openSecretBox(config, new PgSettingStore(pool)).forgetKey();
        const next = voided.length === 0 ? '' : '; give each service a new one:';
        context.err(`the key is given up and ${voided.length} secrets are void${next}\n`);
        for (const address of voided) context.err(`  account rotate-secret ${address}\n`);
      });
    });
}
