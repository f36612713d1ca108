import { Command, CommanderError } from 'commander';
import { oneLine } from '../thrown.js';
import { addAccountCommands } from './account-commands.js';
import { addAuditCommands } from './audit-command.js';
import { addDeadLetterCommands } from './dead-letter-commands.js';
import { EXIT_OK, EXIT_USAGE, type CliContext } from './context.js';
import { exitCodeOf, failureText } from './failure-text.js';
import { addOperatorCommands } from './operator-commands.js';
import { addServeCommand } from './serve-command.js';
import { addStoreCommands } from './store-commands.js';
import { addThrottleCommands } from './throttle-command.js';

/** The command line as a whole. */
export function createProgram(context: CliContext): Command {
  const program = new Command(context.programName)
    .description('Instant messaging provider with a SOAP web services interface')
    .version(context.version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: context.out,
      writeErr: context.err,
      outputError: (text, write) => write(`${oneLine(text)}; see --help\n`),
    })
    .addHelpText('after', `\nExample:\n  ${context.programName} serve --port 8080 --domain b1.example\n`);
  addServeCommand(program, context);
  addStoreCommands(program, context);
  addAccountCommands(program, context);
  addThrottleCommands(program, context);
  addDeadLetterCommands(program, context);
  addAuditCommands(program, context);
  addOperatorCommands(program, context);
  return program;
}

/**
 * Runs one command.
 * @param args the arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrongly called. Every failure has been told in one line.
 */
export async function runCommand(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return EXIT_OK;
  } catch (error) {
    // Commander has told what it found wrong; help and version asked for are no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    context.err(`error: ${failureText(error)}\n`);
    return exitCodeOf(error);
  }
}
