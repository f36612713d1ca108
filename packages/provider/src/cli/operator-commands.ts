import type { Command } from 'commander';
import {
  OPERATOR_ROLES,
  isOperatorName,
  newOperatorPassword,
  scramVerifier,
  type OperatorRole,
} from '../accounts/operator.js';
import { PgOperatorStore } from '../store/operators.js';
import { oneLine } from '../thrown.js';
import { example, subcommand } from './account-subcommand.js';
import { CommandError, UsageError, type CliContext } from './context.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

/** `operator grant|revoke|list`: who may do what at the store, as roles of the database. */
export function addOperatorCommands(program: Command, context: CliContext): void {
  const operators = program.command('operator').description('roles of the database for those who operate the provider');
  const name = `${context.programName} operator`;

  subcommand(operators, 'grant <name>', 'give a role of the database the rights of an operator')
    .requiredOption('--role <role>', `one of ${OPERATOR_ROLES.join(', ')}`)
    .addHelpText(
      'after',
      example(
        `${name} grant carol --role auditor`,
        'auditor        reads the audit log, and counts accounts, messages and dead letters',
        'support        reads who sent what to whom and when, dead letters included, but no content',
        'administrator  does what commands do, but changes no audit log and makes no operators',
        'Where the server has no such role it is made, and its password goes to stdout, once. Use it in --database-url.',
      ),
    )
    .action((operator: string, options: Options) => grant(context, checked(operator), roleOf(options), options));

  subcommand(operators, 'revoke <name>', 'take all rights here from an operator; the role itself stays')
    .addHelpText('after', example(`${name} revoke carol`))
    .action((operator: string, options: Options) => {
      const change = { what: `operator revoke ${checked(operator)}` };
      return withStore(context, { options, mayCreate: false, change }, async ({ pool }) => {
        if (!(await new PgOperatorStore(pool).revoke(operator))) {
          throw new CommandError(`${operator} is no operator; see operator list`);
        }
        tell(context, options, `${operator} has no rights any more`, { name: operator, role: null });
      });
    });

  subcommand(operators, 'list', 'list all operators')
    .addHelpText('after', example(`${name} list --json`))
    .action((options: Options) =>
      withStore(context, { options, mayCreate: false }, async ({ pool }) => {
        const all = await new PgOperatorStore(pool).list();
        if (options['json'] === true) {
          context.out(`${JSON.stringify(all)}\n`);
          return;
        }
        for (const { name: each, role, grantedAt } of all)
          context.out(`${each}\t${role}\t${grantedAt.toISOString()}\n`);
        if (all.length === 0) context.err('no operators; who owns the database may do everything\n');
      }),
    );
}

async function grant(context: CliContext, name: string, role: OperatorRole, options: Options): Promise<void> {
  const change = { what: `operator grant ${name} --role ${role}` };
  await withStore(context, { options, mayCreate: false, change }, async ({ pool }) => {
    const operators = new PgOperatorStore(pool);
    if (await operators.ownsAll(name)) {
      throw new CommandError(
        `${name} owns this database, or is a superuser, and may do everything whatever it is granted; choose another name`,
      );
    }
    const password = (await operators.exists(name)) ? undefined : newOperatorPassword();
    await operators.grant(name, role, password === undefined ? undefined : scramVerifier(password));
    if (password === undefined) {
      tell(context, options, `${name} is ${role}`, { name, role });
    } else if (options['json'] === true) {
      context.out(`${JSON.stringify({ name, role, password })}\n`);
    } else {
      context.err(`${name} is ${role}. Its password follows; keep it now, it is not shown again:\n`);
      context.out(`${password}\n`);
    }
  });
}

function checked(name: string): string {
  if (isOperatorName(name)) return name;
  throw new UsageError(
    `${oneLine(name)} is no name for an operator; use lower-case letters, digits, _ and -, beginning with a letter`,
  );
}

function roleOf(options: Options): OperatorRole {
  const role = OPERATOR_ROLES.find((each) => each === options['role']);
  if (role !== undefined) return role;
  throw new UsageError(`--role: ${oneLine(String(options['role']))} is none; use ${OPERATOR_ROLES.join(', ')}`);
}

function tell(context: CliContext, options: Options, sentence: string, json: object): void {
  if (options['json'] === true) context.out(`${JSON.stringify(json)}\n`);
  else context.err(`${sentence}\n`);
}
