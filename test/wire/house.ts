import { startTestProvider, type TestProvider, type TestProviderOptions } from '../support/provider.js';
import { envelope, passwordText, request } from './envelope.js';
import { post, valuesOf, type Answer, type PostOptions } from './exchange.js';

/** A provider with Alice and Bob, who only ever talk to it over the wire. */
export interface House extends TestProvider {
  /** Posts whatever it is given; the answer is remembered for `indiscretions`. */
  post(body: string | Uint8Array, options?: PostOptions): Promise<Answer>;
  /** Posts a Body with Alice's password. */
  asAlice(body: string, options?: PostOptions): Promise<Answer>;
  asBob(body: string, options?: PostOptions): Promise<Answer>;
  /** How many deliveries the store remembers, waiting or not. */
  deliveries(): Promise<number>;
  /** How many items are leased to somebody. */
  leases(): Promise<number>;
  /** Does a request that must succeed do so, whatever came before it? */
  stillAnswers(): Promise<boolean>;
  /** Answers so far that show something of our insides: stacks, SQL, paths, versions. */
  indiscretions(): readonly string[];
}

export const ALICE = 'wv:alice@b1.example';
export const BOB = 'wv:bob@b1.example';

const INSIDES =
  /\n\s+at .+:\d+|\.[cm]?[jt]s:\d|node:internal|node_modules|\/(?:home|tmp|usr|var|work)\/|\b(?:SELECT|INSERT|UPDATE|DELETE) .*\b(?:FROM|INTO|SET)\b|relation "|postgres|express|ECONN|ENOENT|x-powered-by/i;

export async function openHouse(options: TestProviderOptions = {}): Promise<House> {
  const provider = await startTestProvider(options);
  await provider.addPerson('alice');
  await provider.addPerson('bob');
  const answers: Answer[] = [];
  const tell = async (body: string | Uint8Array, how?: PostOptions): Promise<Answer> => {
    const answer = await post(provider.url, body, how);
    answers.push(answer);
    return answer;
  };
  const as = (who: string) => (body: string, how?: PostOptions) => tell(envelope(passwordText(who), body), how);
  const count = async (table: string): Promise<number> => {
    const { rows } = await provider.database.pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(rows[0]?.count);
  };
  const additions: Omit<House, keyof TestProvider> = {
    post: tell,
    asAlice: as(ALICE),
    asBob: as(BOB),
    deliveries: () => count('delivery'),
    // A row stays when a lease is over: it remembers how often the item was handed out.
    leases: () => count('lease WHERE leased_until > now()'),
    stillAnswers: async () => {
      const answer = await as(ALICE)(request('GetCapabilities'));
      return answer.status === 200 && valuesOf(answer, 'domain').includes('b1.example');
    },
    indiscretions: () =>
      answers.map(({ headers, text }) => `${JSON.stringify(headers)}\n${text}`).filter((all) => INSIDES.test(all)),
  };
  // Accessors stay accessors: the url of a provider changes with a restart.
  return Object.defineProperties(additions, Object.getOwnPropertyDescriptors(provider)) as House;
}
