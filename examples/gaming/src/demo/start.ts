import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../server/log.js';
import { DemoParties, domainOf } from './demo-parties.js';
import { exchangeLine, NewsFilter } from './exchange-line.js';
import { FrontDoor } from './front-door/front-door.js';
import type { GameEvent } from './game-messages.js';
import { KeptValues } from './kept-values.js';
import { demoHostFrom, localNameOf, networkAddresses, usableHost } from './network.js';
import { mustBeFree, portsFrom } from './ports.js';
import { seatPlayers, type SamplePhone } from './sample-players.js';
import { StageFeed } from './stage-feed.js';
import type { KeptXml } from './stage-log.js';
import { onStopSignal } from './stop-signals.js';
import { Switches } from './switches.js';
import { people, tryIt } from './try-it.js';

/**
 * `npm start`: the providers B1 and B2 and the game, with sample accounts, and the page that shows them, until Ctrl-C.
 * What they keep is below ./data/demo and is there again at the next start.
 */

const SITE = fileURLToPath(new URL('../../web/dist/site', import.meta.url));

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const ports = portsFrom(process.env);
  const host = await usableHost(demoHostFrom(process.env));
  await mustBeFree(ports, host);
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

  const page = `http://${localNameOf(host)}:${ports.game}`;
  const network = networkAddresses(host).map((address) => `http://${address}:${ports.game}`);
  const feed = new StageFeed(network);
  const listeners = new Set<(event: GameEvent) => void>();
  const parties = new DemoParties({
    directory,
    ports,
    publicUrl: page,
    kept,
    signal: stop.signal,
    onState: (name, state) => {
      feed.setProcess(name, state);
      if (name === 'a' && state === 'running') switches.gameStarted();
    },
    onGameEvent: (event) => {
      show(event, feed);
      for (const listener of listeners) listener(event);
    },
    onMishap: (what) => {
      feed.note(what, 'bad');
      say(what);
    },
  });
  const switches = new Switches({
    parties,
    feed,
    onGameEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  let phones: readonly SamplePhone[] = [];
  let door: FrontDoor | undefined;
  try {
    say('Starting B1, B2 and the game ...');
    await parties.start();
    phones = await seatPlayers(() => parties.game.running?.url ?? '', kept, say);
    door = await FrontDoor.open(
      { host, port: ports.game },
      {
        site: SITE,
        gameUrl: () => parties.game.running?.url,
        providers: (['b1', 'b2'] as const).map((name) => ({
          domain: domainOf(name),
          name: name.toUpperCase(),
          origin: () => (parties.provider(name).running === undefined ? undefined : parties.originOf(name)),
        })),
        phones: () => phones,
        stage: {
          feed,
          press: (name, press) => switches.press(name, press),
          credential: (provider) => {
            const account = parties.account(provider);
            return account && { endpoint: account.endpoint, username: account.account, secret: account.secret };
          },
        },
      },
    );
    welcome({ page, network, parties, token: phones.find(({ username }) => username === 'u1')?.token });
    await Promise.race([interrupted, parties.failed]);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    throw error;
  } finally {
    await door?.close();
    await parties.close();
  }
}

interface Welcome {
  readonly page: string;
  readonly network: readonly string[];
  readonly parties: DemoParties;
  readonly token: string | undefined;
}

function welcome({ page, network, parties, token }: Welcome): void {
  const soap = (name: 'b1' | 'b2'): string => `${parties.originOf(name)}/soap/im`;
  const places = { b1: soap('b1'), b2: soap('b2'), game: page, token };
  const phones = network.flatMap((address) => [`${address}/phone/u1`, `${address}/phone/u2`]);
  const others = phones.length === 0 ? '' : `\nOn a phone in the same network:\n${lines(phones)}`;
  const { alice, bob } = people;
  say(`
Ready. Open ${page}
${others}
  B1    ${places.b1}   (contract: ${places.b1}?wsdl)
  B2    ${places.b2}   (contract: ${places.b2}?wsdl)
  game  ${page}/api
Sample accounts, for trying out only: ${alice.address} with the password ${alice.password}, ${bob.address} with
${bob.password}. In the game alice is ${alice.username} and bob is ${bob.username}. Everything is kept in ./data/demo. Ctrl-C stops.

Try, in another terminal:`);
  for (const { title, command } of tryIt(places)) say(`\n# ${title}\n${command}`);
  say('\nWhat the game exchanges with B1 and B2:');
}

const lines = (items: readonly string[]): string => items.map((item) => `  ${item}\n`).join('');

const terminal = new NewsFilter();

/** Tells the page of an exchange, and the terminal if it is worth a line. */
function show(event: GameEvent, feed: StageFeed): void {
  if (event.type === 'polling') feed.setPoll(shortName(event.provider), true);
  if (event.type !== 'exchange' || event.record.error === 'Aborted') return;
  const { at, record } = event;
  const provider = shortName(event.provider);
  const { operation, counts, status, milliseconds, attempt, error } = record;
  feed.addExchange(
    {
      at,
      provider,
      operation,
      counts,
      status,
      milliseconds,
      attempt,
      ...(error === undefined ? {} : { error }),
      ...(event.facts?.extendsLease === true ? { extendsLease: true } : {}),
    },
    xmlOf(event),
    event.facts,
  );
  if (!terminal.isNews(event.provider, record) || event.facts?.extendsLease === true) return;
  say(exchangeLine(at, 'A', provider.toUpperCase(), record));
}

const shortName = (domain: string): 'b1' | 'b2' => (domain === domainOf('b1') ? 'b1' : 'b2');

function xmlOf({ record, requestXmlCut, responseXmlCut }: Extract<GameEvent, { type: 'exchange' }>): KeptXml {
  const { requestXml, responseXml } = record;
  return {
    ...(requestXml === undefined ? {} : { requestXml }),
    ...(responseXml === undefined ? {} : { responseXml }),
    requestXmlCut: requestXmlCut === true,
    responseXmlCut: responseXmlCut === true,
  };
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
