import { parseAddress } from '@imps-wsi/contract/address';
import type { Command } from 'commander';
import type { DeadLetter, DeadLetterStore, LetterFilter } from '../domain/dead-letter.js';
import { MessageIds } from '../domain/message-id.js';
import { AccountStore } from '../store/accounts.js';
import { PostgresContents } from '../store/content.js';
import { PostgresDeadLetters } from '../store/dead-letters.js';
import { storeEpoch } from '../store/settings.js';
import { notifyReaders } from '../store/wake-ups.js';
import { oneLine } from '../thrown.js';
import { STORE_OPTIONS, addConfigOptions } from './config-flags.js';
import { CommandError, UsageError, type CliContext } from './context.js';
import { letterJson, letterLine, letterText, plainText } from './dead-letter-text.js';
import { withStore } from './with-store.js';

/** `dead-letters list|show|redrive|delete`: what operators do with messages that were set aside. */

type Options = Readonly<Record<string, unknown>>;

const DEFAULT_LIMIT = 100;

interface House {
  readonly letters: DeadLetterStore;
  readonly ids: MessageIds;
  /** The inboxes that `--inbox` means; all without it. */
  readonly filter: LetterFilter;
  /** Wakes those who wait for the inbox, in whichever process they do. */
  readonly wake: (ownerId: string) => Promise<void>;
}

export function addDeadLetterCommands(program: Command, context: CliContext): void {
  const letters = program
    .command('dead-letters')
    .description('look at, deliver again and delete messages that were handed out too often');
  const name = `${context.programName} dead-letters`;

  subcommand(letters, 'list', 'list dead letters, the oldest first, without their content')
    .option('--inbox <address>', 'only those of this inbox')
    .option('--limit <number>', `at most so many; default ${DEFAULT_LIMIT}`)
    .addHelpText('after', example(`${name} list --inbox wv:chess@b1.example`))
    .action((options: Options) => {
      const limit = limitOf(options);
      return withLetters(context, options, undefined, (house) => list(context, house, limit, options));
    });

  subcommand(letters, 'show <id>', 'show one dead letter; its content only when asked for')
    .option('--content', 'the text of its text parts too')
    .option('--part <number>', 'nothing but the bytes of this part, as they are')
    .addHelpText('after', example(`${name} show 5f3c9a01d2-2s`, `${name} show 5f3c9a01d2-2s --part 2 > picture.png`))
    .action((id: string, options: Options) => {
      const part = partOf(options);
      const shows = part !== undefined || options['content'] === true;
      const what = shows ? `show ${id} with content` : undefined;
      return withLetters(context, options, what, async (house) => {
        const letter = await find(house, id);
        if (part === undefined) await show(context, house, letter, options);
        else await writePart(context, house, letter, part);
      });
    });

  which(subcommand(letters, 'redrive [ids...]', 'put dead letters back into their inboxes, to be delivered again'))
    .addHelpText('after', example(`${name} redrive 5f3c9a01d2-2s`, `${name} redrive --inbox wv:chess@b1.example`))
    .action((ids: string[], options: Options) => {
      checkWhich(ids, options);
      return withLetters(context, options, `redrive ${whichText(ids, options)}`, (house) =>
        redrive(context, house, ids, options),
      );
    });

  which(subcommand(letters, 'delete [ids...]', 'remove dead letters and their content for good'))
    .option('--yes', 'with --inbox and --all: really do it')
    .addHelpText('after', example(`${name} delete 5f3c9a01d2-2s`, `${name} delete --all --yes`))
    .action((ids: string[], options: Options) => {
      checkWhich(ids, options);
      if (ids.length === 0 && options['yes'] !== true) {
        throw new UsageError('this deletes messages that nobody has got; if they are really to go add --yes');
      }
      return withLetters(context, options, `delete ${whichText(ids, options)}`, (house) =>
        remove(context, house, ids, options),
      );
    });
}

function subcommand(parent: Command, usage: string, description: string): Command {
  return addConfigOptions(parent.command(usage).description(description), [...STORE_OPTIONS, 'logLevel']).option(
    '--json',
    'answer in JSON on stdout',
  );
}

const which = (command: Command): Command =>
  command.option('--inbox <address>', 'all of this inbox').option('--all', 'all of every inbox');

function checkWhich(ids: readonly string[], options: Options): void {
  const ways = [ids.length > 0, options['inbox'] !== undefined, options['all'] === true].filter(Boolean).length;
  if (ways !== 1) throw new UsageError('say which dead letters: either their ids, or --inbox <address>, or --all');
}

const whichText = (ids: readonly string[], options: Options): string =>
  ids.length > 0 ? ids.map(oneLine).join(' ') : options['all'] === true ? '--all' : '--inbox';

async function list(context: CliContext, { letters, ids, filter }: House, limit: number, options: Options) {
  const asJson = options['json'] === true;
  let count = 0;
  let more = false;
  for await (const letter of letters.list(filter, limit + 1)) {
    more = count === limit;
    if (more) break;
    const id = ids.format(letter.seq);
    if (asJson) context.out(`${count === 0 ? '[\n' : ',\n'}  ${JSON.stringify(letterJson(id, letter))}`);
    else context.out(`${letterLine(id, letter)}\n`);
    count += 1;
  }
  if (asJson) context.out(count === 0 ? '[]\n' : '\n]\n');
  else if (count === 0) context.err('no dead letters\n');
  if (more) context.err(`there are more than these ${count}; see them with a higher --limit\n`);
}

async function show(context: CliContext, { letters, ids }: House, letter: DeadLetter, options: Options) {
  const id = ids.format(letter.seq);
  const texts: string[] = [];
  for (const [index, { isText }] of letter.parts.entries()) {
    if (options['content'] !== true || !isText) continue;
    texts[index] = Buffer.concat(await bytesOf(letters, letter, index + 1)).toString('utf8');
  }
  if (options['json'] === true) context.out(`${JSON.stringify(letterJson(id, letter, texts))}\n`);
  else context.out(letterText(id, letter, texts.map(plainText)));
}

async function writePart(context: CliContext, { letters }: House, letter: DeadLetter, number: number): Promise<void> {
  const content = await letters.part(letter, number);
  if (content === undefined) {
    throw new UsageError(`--part: the message has ${letter.parts.length} parts, counted from 1; there is no ${number}`);
  }
  for await (const piece of content.chunks()) await context.write(piece);
}

async function bytesOf(letters: DeadLetterStore, letter: DeadLetter, number: number): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  const content = await letters.part(letter, number);
  if (content !== undefined) for await (const piece of content.chunks()) pieces.push(Buffer.from(piece));
  return pieces;
}

async function redrive(context: CliContext, house: House, given: readonly string[], options: Options): Promise<void> {
  const { letters, filter, wake } = house;
  if (given.length === 0) {
    const owners = new Set<string>();
    const count = await letters.redriveAll(filter, (ownerId) => {
      owners.add(ownerId);
      void wake(ownerId);
    });
    // Once more and waited for: this process ends with it.
    for (const ownerId of owners) await wake(ownerId);
    tell(context, options, count, 'back in the inbox', 'redriven');
    return;
  }
  let count = 0;
  const absent: string[] = [];
  for (const [id, seq] of seqsOf(house, given)) {
    const letter = await letters.find(seq);
    const owners = new Set(letter === undefined ? [] : [letter.ownerId]);
    const outcome = await letters.redrive(seq, (ownerId) => owners.add(ownerId));
    if (outcome === 'absent') absent.push(id);
    else count += 1;
    for (const ownerId of owners) await wake(ownerId);
  }
  tell(context, options, count, 'back in the inbox', 'redriven');
  refuseAbsent(absent);
}

async function remove(context: CliContext, house: House, given: readonly string[], options: Options): Promise<void> {
  const { letters, filter } = house;
  let count = 0;
  const absent: string[] = [];
  if (given.length === 0) count = await letters.removeAll(filter);
  for (const [id, seq] of seqsOf(house, given)) {
    if (await letters.remove(seq)) count += 1;
    else absent.push(id);
  }
  tell(context, options, count, 'deleted', 'deleted');
  refuseAbsent(absent);
}

function tell(context: CliContext, options: Options, count: number, done: string, field: string): void {
  if (options['json'] === true) context.out(`${JSON.stringify({ [field]: count })}\n`);
  else context.err(`${count} ${count === 1 ? 'message is' : 'messages are'} ${done}\n`);
}

function refuseAbsent(ids: readonly string[]): void {
  if (ids.length > 0) throw new CommandError(`not among the dead letters (any more): ${ids.map(oneLine).join(', ')}`);
}

async function find({ letters, ids }: House, id: string): Promise<DeadLetter> {
  const seq = ids.parse(id);
  const letter = seq === undefined ? undefined : await letters.find(seq);
  if (letter === undefined) throw new CommandError(`not among the dead letters (any more): ${oneLine(id)}`);
  return letter;
}

/** Each id once; nothing is done when one of them is none of this store. */
function seqsOf({ ids }: House, given: readonly string[]): Map<string, string> {
  return new Map(
    given.map((id) => {
      const seq = ids.parse(id);
      if (seq === undefined)
        throw new UsageError(`${oneLine(id)} is no message id of this store; see dead-letters list`);
      return [id, seq];
    }),
  );
}

/** The dead letters of the store that is meant, for the length of `work`. */
async function withLetters(
  context: CliContext,
  options: Options,
  /** For the audit log. */
  what: string | undefined,
  work: (house: House) => Promise<void>,
) {
  const inbox = options['inbox'];
  const account = typeof inbox === 'string' ? (parseAddress(inbox)?.canonical ?? inbox) : undefined;
  const change = what === undefined ? {} : { change: { what: `dead-letters ${what}`, account } };
  await withStore(context, { options, mayCreate: false, ...change }, async ({ pool }) => {
    const contents = new PostgresContents(pool);
    try {
      await work({
        letters: new PostgresDeadLetters(pool, contents),
        ids: new MessageIds(await storeEpoch(pool)),
        filter: typeof inbox === 'string' ? { ownerId: await ownerOf(new AccountStore(pool), inbox) } : {},
        // Who is not woken looks by himself after the fallback interval.
        wake: (ownerId) => notifyReaders(pool, ownerId).catch(() => undefined),
      });
      // Contents that nobody needs any more go now; what is left, the sweep of a running provider removes.
      await contents.idle();
    } finally {
      await contents.close();
    }
  });
}

async function ownerOf(accounts: AccountStore, text: string): Promise<string> {
  const address = parseAddress(text);
  if (address === undefined) {
    throw new UsageError(`--inbox: ${oneLine(text)} is no account address; write it like wv:alice@b1.example`);
  }
  const account = await accounts.find(address.canonical);
  if (account === undefined) throw new CommandError(`there is no account ${address.canonical}; see account list`);
  return account.ownerId;
}

const limitOf = (options: Options): number => wholeNumber(options, 'limit', 1_000_000) ?? DEFAULT_LIMIT;
const partOf = (options: Options): number | undefined => wholeNumber(options, 'part', 1_000_000);

function wholeNumber(options: Options, name: string, most: number): number | undefined {
  const text = options[name];
  if (typeof text !== 'string') return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name}: ${oneLine(text)} cannot be used; allowed is a whole number from 1 to ${most}`);
}

const example = (...lines: readonly string[]) => `\nExample:\n${lines.map((line) => `  ${line}\n`).join('')}`;
