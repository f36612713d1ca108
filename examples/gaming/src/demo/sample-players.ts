import { GameClient, GameRefusal } from './game-client.js';
import type { KeptValues } from './kept-values.js';
import type { DemoProvider } from './provider-process.js';
import { people } from './try-it.js';

/** What a phone needs to sign in by itself. These are samples: everybody may know them. */
export interface SamplePhone {
  readonly username: string;
  readonly imAddress: string;
  readonly password: string;
  /** Shows the game who is calling. */
  readonly token: string;
}

/** Opens the sample person's and the game's account where they are missing; answers the secret of the latter. */
export async function openAccounts(provider: DemoProvider, kept: KeptValues, signal: AbortSignal): Promise<string> {
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

/** Registers u1 and u2 and seats them at one table, once; answers those who can be used. */
export async function seatPlayers(
  url: () => string,
  kept: KeptValues,
  say: (line: string) => void,
): Promise<readonly SamplePhone[]> {
  const phones: SamplePhone[] = [];
  for (const { username, address, password } of [people.alice, people.bob]) {
    try {
      const { token } = await registered(url, kept, username, address);
      phones.push({ username, imAddress: address, password, token });
    } catch (error) {
      if (!(error instanceof GameRefusal)) throw error;
      say(`The sample player ${username} cannot be used (${error.message}) Remove data/demo to start afresh.`);
    }
  }
  const [white, black] = phones.map(({ token }) => new GameClient(url, token));
  if (white !== undefined && black !== undefined && (await white.state()).game === null) {
    await white.match(people.bob.username);
    await black.match(people.alice.username);
  }
  return phones;
}

async function registered(url: () => string, kept: KeptValues, username: string, address: string): Promise<GameClient> {
  const key = `token of ${username}`;
  const token = kept.get(key);
  const client = token === undefined ? await GameClient.register(url, username, address) : new GameClient(url, token);
  await client.state();
  await kept.set(key, client.token);
  return client;
}
