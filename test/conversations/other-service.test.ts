import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  AddressBook,
  InstantInboxClient,
  ProviderDirectory,
  serviceAddress,
  usernameFrom,
} from '@imps-wsi/consumer-sdk';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** Another service with usernames of its own: buyers and sellers of a flea market write to each other. */
let b1: TestProvider;
let b2: TestProvider;
let market: ProviderDirectory;
let buyer: Party;
let seller: Party;
const book = new AddressBook();

beforeAll(async () => {
  [b1, b2] = await Promise.all([
    startTestProvider({ domain: 'b1.example' }),
    startTestProvider({ domain: 'b2.example' }),
  ]);
  market = new ProviderDirectory(
    await Promise.all(
      [b1, b2].map(async (provider) => ({
        domains: [provider.domain],
        client: new InstantInboxClient({
          endpoint: provider.url,
          username: `wv:market@${provider.domain}`,
          secret: await provider.addService('market'),
        }),
      })),
    ),
  );
  buyer = new Party(b1, await b1.addPerson('alice'));
  seller = new Party(b2, await b2.addPerson('bob'));
  await book.set('Looking for lamps', buyer.address);
  await book.set('Attic', seller.address);
});
afterAll(async () => {
  await market.close();
  await Promise.all([b1.drop(), b2.drop()]);
});

test('UC-5.16-d1: any service relays between its own usernames; the SDK knows nothing of what it is about', async () => {
  const ended = new AbortController();
  const relaying = market.process(
    async (message) => {
      const from = await book.usernameOf(message.sender);
      const name = usernameFrom(message.recipient);
      const to = name === undefined ? undefined : await book.addressOf(name);
      if (from === undefined || to === undefined) return message.reject('not known at the market');
      await market.send({
        clientMessageId: message.derivedId('relay'),
        to,
        from: serviceAddress(from, `market.${to.slice(to.lastIndexOf('@') + 1)}`),
        text: message.text ?? '',
      });
    },
    { waitSeconds: 1, signal: ended.signal },
  );
  await buyer.send('wv:attic@market.b1.example', 'Is the lamp still there?');
  const [asked] = await seller.get({ waitSeconds: 20 });
  expect(texts([asked!])).toEqual(['Is the lamp still there?']);
  expect(asked!.sender).toBe('wv:looking%20for%20lamps@market.b2.example');
  await seller.send(asked!.sender, 'It is.');
  expect(texts(await buyer.get({ waitSeconds: 20 }))).toEqual(['It is.']);
  ended.abort();
  await relaying;
});
