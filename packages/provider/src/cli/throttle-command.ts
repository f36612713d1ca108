import { InvalidArgumentError, type Command } from 'commander';
import { ThrottleStore } from '../store/throttle.js';
import { example, subcommand } from './account-subcommand.js';
import type { CliContext } from './context.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

const MAX_SECONDS = 7 * 86_400;
const MAX_RATE = 1_000_000;

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(most)}.`);
    return value;
  };

/** `throttle on|off|show`: takes fewer messages from everybody for a while. */
export function addThrottleCommands(program: Command, context: CliContext): void {
  const throttle = program.command('throttle').description('take fewer messages from everybody, for a while');
  const { programName: name } = context;

  subcommand(throttle, 'on', 'take fewer messages, or none, until the time is over')
    .requiredOption('--seconds <n>', 'how long, 1 to 604800; after that all is as before', whole(1, MAX_SECONDS))
    .option('--messages-per-second <n>', 'what all accounts together may send; 0 for nothing', whole(0, MAX_RATE), 0)
    .addHelpText(
      'after',
      example(
        `${name} throttle on --seconds 600`,
        `${name} throttle on --seconds 3600 --messages-per-second 200`,
        'Messages that are not taken get result 503 with the time after which to send them again. Reading goes on.',
        'Running providers notice within a second.',
      ),
    )
    .action((options: Options) => {
      const change = {
        what: `throttle on, ${String(options['messagesPerSecond'])} a second for ${String(options['seconds'])} s`,
      };
      return withStore(context, { options, mayCreate: false, change }, async ({ pool }) => {
        const store = new ThrottleStore(pool);
        await store.put({
          messagesPerSecond: options['messagesPerSecond'] as number,
          secondsLeft: options['seconds'] as number,
        });
        await show(context, options, store);
      });
    });

  subcommand(throttle, 'off', 'end it before its time')
    .addHelpText('after', example(`${name} throttle off`))
    .action((options: Options) =>
      withStore(context, { options, mayCreate: false, change: { what: 'throttle off' } }, async ({ pool }) => {
        const store = new ThrottleStore(pool);
        await store.remove();
        await show(context, options, store);
      }),
    );

  subcommand(throttle, 'show', 'tell whether one is on, and until when')
    .addHelpText('after', example(`${name} throttle show --json`))
    .action((options: Options) =>
      withStore(context, { options, mayCreate: false }, ({ pool }) => show(context, options, new ThrottleStore(pool))),
    );
}

async function show(context: CliContext, options: Options, store: ThrottleStore): Promise<void> {
  const found = await store.read();
  const secondsLeft = Math.ceil(found?.secondsLeft ?? 0);
  const { messagesPerSecond } = found ?? {};
  if (options['json'] === true) {
    context.out(`${JSON.stringify({ on: found !== undefined, messagesPerSecond, secondsLeft })}\n`);
    return;
  }
  context.out(
    messagesPerSecond === undefined
      ? 'no throttle is on\n'
      : `${String(messagesPerSecond)} messages a second of all accounts together, for ${String(secondsLeft)} more seconds\n`,
  );
}
