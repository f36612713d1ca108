import type { Command } from 'commander';
import { commandLog } from './account-commands.js';
import { STORE_OPTIONS, addConfigOptions } from './config-flags.js';
import type { CliContext } from './context.js';
import { findStore } from './store-target.js';

/** `migrate`: brings the tables of a store up to this release. `serve` on a server of your own does not do it unasked. */
export function addMigrateCommand(program: Command, context: CliContext): void {
  const command = program.command('migrate').description('bring the tables of the store up to date');
  addConfigOptions(command, [...STORE_OPTIONS, 'logLevel'])
    .addHelpText(
      'after',
      `\nExample:\n  ${context.programName} migrate --database-url postgres://imps@db.example/imps\n`,
    )
    .action(async (options: Readonly<Record<string, unknown>>) => {
      const { config } = findStore(context, { options, mayCreate: true });
      const store = await context.openStore(config, {
        migrate: true,
        join: true,
        log: commandLog(context, config, options),
      });
      await store.close();
      context.err('the store is up to date\n');
    });
}
