import { join, resolve } from 'node:path';
import { reasonOf } from '../server/log.js';
import { accountAt, DemoGame, stopLeftDatabase } from './demo-game.js';
import { exchangeLine } from './exchange-line.js';
import { GameClient, GameRefusal } from './game-client.js';
import type { GameEvent } from './game-messages.js';
import { KeptValues } from './kept-values.js';
import { mustBeFree, portsFrom } from './ports.js';
import { DemoProvider } from './provider-process.js';
import { onStopSignal } from './stop-signals.js';
import { people, tryIt } from './try-it.js';

/**
 * `npm start`: the providers B1 and B2 and the game on fixed ports, with sample accounts, until Ctrl-C. What they keep
 * is below ./data/demo and is there again at the next start.
 */

/** A process of the demonstration. */
interface Running {
  readonly name: string;
  readonly dataDir: string;
  readonly process: DemoProvider | DemoGame;
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const ports = portsFrom(process.env);
  await mustBeFree(ports);
  const directory = resolve('data', 'demo');
  const kept = await KeptValues.open(directory);
  const stop = new AbortController();
  const interrupted = new Promise<void>((done) => {
    onStopSignal((exitCode) => {
      // The second time at once; the children notice and end by themselves.
      if (stop.signal.aborted) process.exit(exitCode);
      say('\nStopping.');
      stop.abort(new Error('interrupted'));
      done();
    });
  });

  const running: Running[] = [];
  try {
    say('Starting B1, B2 and the game ...');
    const starting = (['b1', 'b2'] as const).map(async (name) => {
      const domain = `${name}.example`;
      const dataDir = join(directory, domain);
      const provider = await DemoProvider.start({ domain, port: ports[name], dataDir }, stop.signal);
      running.push({ name: domain, dataDir, process: provider });
      return { provider, account: accountAt(provider, await openAccounts(provider, kept, stop.signal)) };
    });
    // All of them settle before anything is stopped, so that none is forgotten.
    await Promise.allSettled(starting);
    const [b1, b2] = await Promise.all(starting);
    if (b1 === undefined || b2 === undefined) throw new Error('a provider is missing');
    const gameDir = join(directory, 'game');
    const game = await DemoGame.start(
      {
        port: ports.game,
        dataDir: gameDir,
        providers: [b1.account, b2.account],
        onEvent: showExchange,
      },
      stop.signal,
    );
    running.push({ name: 'the game', dataDir: gameDir, process: game });
    const token = await seatPlayers(game.url, kept);
    welcome({ b1: b1.provider.url, b2: b2.provider.url, game: game.url, token });

    const ends = running.map((each) => each.process.exited.then(() => each));
    const ended = await Promise.race([interrupted, ...ends]);
    if (ended === undefined) return 0;
    process.stderr.write(`error: ${ended.name} ended by itself; the others are stopped. Run npm start again.\n`);
    // One that was killed has left its database running.
    await stopLeftDatabase(ended.dataDir).catch(() => undefined);
    return 1;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    throw error;
  } finally {
    // The game first: it has no business without its providers.
    for (const { process: game } of running.splice(2)) await game.stop();
    await Promise.all(running.map(({ process: provider }) => provider.stop()));
  }
}

/** The sample person and the game's account; answers the secret of the latter. */
async function openAccounts(provider: DemoProvider, kept: KeptValues, signal: AbortSignal): Promise<string> {
  const addresses = new Set(await provider.addresses(signal));
  const missing = Object.entries(people).filter(
    ([, { address }]) => address.endsWith(`@${provider.domain}`) && !addresses.has(address),
  );
  const [secret] = await Promise.all([
    gameSecret(provider, addresses.has(`wv:chess@${provider.domain}`), kept, signal),
    ...missing.map(([name, { password }]) => provider.addPerson(name, password, signal)),
  ]);
  return secret;
}

async function gameSecret(
  provider: DemoProvider,
  accountExists: boolean,
  kept: KeptValues,
  signal: AbortSignal,
): Promise<string> {
  const key = `secret of wv:chess@${provider.domain}`;
  const known = kept.get(key);
  if (accountExists && known !== undefined) return known;
  const secret = accountExists
    ? await provider.rotateSecret('chess', signal)
    : await provider.addService('chess', signal);
  await kept.set(key, secret);
  return secret;
}

/** Registers u1 and u2 and seats them at one table, once; answers u1's token if it is known. */
async function seatPlayers(url: string, kept: KeptValues): Promise<string | undefined> {
  const { alice, bob } = people;
  const clients: GameClient[] = [];
  for (const { username, address } of [alice, bob]) {
    const key = `token of ${username}`;
    const token = kept.get(key);
    try {
      const client =
        token === undefined
          ? await GameClient.register(() => url, username, address)
          : new GameClient(() => url, token);
      await client.state();
      await kept.set(key, client.token);
      clients.push(client);
    } catch (error) {
      if (!(error instanceof GameRefusal)) throw error;
      say(`The sample player ${username} cannot be used (${error.message}) Remove data/demo to start afresh.`);
    }
  }
  const [white, black] = clients;
  if (white === undefined || black === undefined) return undefined;
  if ((await white.state()).game === null) {
    await white.match(bob.username);
    await black.match(alice.username);
  }
  return white.token;
}

function welcome(places: Parameters<typeof tryIt>[0]): void {
  say(`
Ready.
  B1    ${places.b1}   (contract: ${places.b1}?wsdl)
  B2    ${places.b2}   (contract: ${places.b2}?wsdl)
  game  ${places.game}
Sample accounts, for trying out only: wv:alice@b1.example with the password alice-secret, wv:bob@b2.example with
bob-secret. In the game alice is u1 and bob is u2. Everything is kept in ./data/demo. Ctrl-C stops.

Try, in another terminal:`);
  for (const { title, command } of tryIt(places)) say(`\n# ${title}\n${command}`);
  say('\nWhat the game exchanges with B1 and B2:');
}

/** Polls that bring nothing are not worth a line. */
function showExchange(event: GameEvent): void {
  if (event.type !== 'exchange') return;
  const { at, provider, record } = event;
  if (record.operation === 'GetMessages' && (record.counts.items ?? 0) === 0 && record.error === undefined) return;
  if (record.error === 'Aborted') return;
  say(exchangeLine(at, 'A', provider.replace('.example', '').toUpperCase(), record));
}

// A reader that went away (`| head`) is no reason to fail.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`error: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}
