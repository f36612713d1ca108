import type { Command } from 'commander';
import { STORE_OPTIONS, addConfigOptions } from './config-flags.js';

/** What all commands about accounts have in common. */
export function subcommand(parent: Command, usage: string, description: string): Command {
  return addConfigOptions(parent.command(usage).description(description), [...STORE_OPTIONS, 'logLevel']).option(
    '--json',
    'answer in JSON on stdout',
  );
}

export const example = (...lines: readonly string[]) => `\nExample:\n${lines.map((line) => `  ${line}\n`).join('')}`;
