import { startTestProvider, type TestProvider, type TestProviderOptions } from '../support/provider.js';
import { envelope, passwordText, request } from './envelope.js';
import { post, valuesOf, type Answer } from './exchange.js';

/** A provider with Alice and Bob, who only ever talks to it over the wire. */
export interface House extends TestProvider {
  /** Posts a Body as Alice. */
  asAlice(body: string): Promise<Answer>;
  asBob(body: string): Promise<Answer>;
  /** How many deliveries the store remembers, waiting or not. */
  deliveries(): Promise<number>;
  /** How many items are leased to somebody. */
  leases(): Promise<number>;
  /** A request that must succeed, whatever came before it. */
  stillAnswers(): Promise<boolean>;
}

export const ALICE = 'wv:alice@b1.example';
export const BOB = 'wv:bob@b1.example';

export async function openHouse(options: TestProviderOptions = {}): Promise<House> {
  const provider = await startTestProvider(options);
  await provider.addPerson('alice');
  await provider.addPerson('bob');
  const as = (who: string) => (body: string) => post(provider.url, envelope(passwordText(who), body));
  const count = async (table: string): Promise<number> => {
    const { rows } = await provider.database.pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(rows[0]?.count);
  };
  const asAlice = as(ALICE);
  // The accessors of the provider stay accessors: its url changes with a restart.
  return Object.defineProperties(
    {
      asAlice,
      asBob: as(BOB),
      deliveries: () => count('delivery'),
      leases: () => count('lease'),
      stillAnswers: async () => {
        const answer = await asAlice(request('GetCapabilities'));
        return answer.status === 200 && valuesOf(answer, 'domain').includes('b1.example');
      },
    },
    Object.getOwnPropertyDescriptors(provider),
  ) as House;
}
