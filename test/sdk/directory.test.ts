import { describe, expect, test } from '@jest/globals';
import {
  AddressBook,
  MemoryAddressBookStore,
  ProviderDirectory,
  serviceAddress,
  usernameFrom,
  type AddressBookStore,
} from '@imps-wsi/consumer-sdk';
import { FakeProvider, settle } from '@imps-wsi/consumer-sdk/testing';

/** The game with an account at two providers. */
function twoProviders() {
  const retry = { maxAttempts: 1, baseDelayMs: 0 };
  const b1 = new FakeProvider({ domain: 'b1.example' });
  const b2 = new FakeProvider({ domain: 'b2.example' });
  b1.addAccount({ address: 'wv:u1@b1.example' });
  b2.addAccount({ address: 'wv:u2@b2.example' });
  b2.addAccount({ address: 'wv:+4917612345@b2.example' });
  const at1 = b1.connect({ address: 'wv:chess@b1.example', serviceDomain: 'chess.b1.example' }, { retry });
  const at2 = b2.connect({ address: 'wv:chess@b2.example', serviceDomain: 'chess.b2.example' }, { retry });
  const directory = new ProviderDirectory(
    [
      { domains: ['b1.example', '*.b1.example'], client: at1 },
      { domains: ['B2.example'], client: at2 },
    ],
    { resolve: (address) => (address.scheme === 'tel' ? at2 : undefined) },
  );
  return { b1, b2, at1, at2, directory };
}

describe('ProviderDirectory', () => {
  test('UC-5.16-d3 finds the client by the domain of the recipient', async () => {
    const { at1, at2, directory } = twoProviders();
    expect(await directory.clientFor('wv:U1@B1.Example')).toBe(at1);
    expect(await directory.clientFor('wv:u2@chess.b1.example')).toBe(at1);
    expect(await directory.clientFor('u2@b2.example')).toBe(at2);
    expect(await directory.clientFor('tel:+49 176 12345')).toBe(at2);
    await expect(directory.clientFor('wv:x@b3.example')).rejects.toMatchObject({ code: 'NoRoute', impsCode: 516 });
    await expect(directory.clientFor('nonsense')).rejects.toMatchObject({ code: 'MalformedAddress', impsCode: 901 });
  });

  test('a default client takes the rest; a domain cannot stand twice', async () => {
    const { at1, at2 } = twoProviders();
    const directory = new ProviderDirectory([{ domains: ['b1.example'], client: at1 }], { default: at2 });
    expect(await directory.clientFor('wv:x@elsewhere.example')).toBe(at2);
    expect(directory.clients).toEqual([at1, at2]);
    expect(
      () =>
        new ProviderDirectory([
          { domains: ['b1.example'], client: at1 },
          { domains: ['B1.EXAMPLE'], client: at2 },
        ]),
    ).toThrow(expect.objectContaining({ code: 'InvalidOptions' }));
  });

  test('UC-B.7-alt2 one draft for many: each provider gets one request, results in order, failures kept apart', async () => {
    const { b1, b2, directory } = twoProviders();
    const to = ['wv:u1@b1.example', 'wv:u2@b2.example', 'wv:x@b3.example', 'wv:no@b1.example'];
    const results = await directory.send({ to, text: 'hi' });
    expect(results.map(({ recipient, code }) => [recipient, code])).toEqual([
      ['wv:u1@b1.example', 200],
      ['wv:u2@b2.example', 200],
      ['wv:x@b3.example', 516],
      ['wv:no@b1.example', 531],
    ]);
    expect([b1.requests.length, b2.requests.length]).toEqual([1, 1]);
    b2.down = true;
    const [here, there] = await directory.send({ to: to.slice(0, 2), text: 'again' });
    expect(here).toMatchObject({ ok: true });
    expect(there).toMatchObject({ ok: false, retryable: true, error: { code: 'NetworkError' } });
  });

  test('one recipient: as the client, throwing when refused', async () => {
    const { b2, directory } = twoProviders();
    await directory.send({ to: 'wv:u2@b2.example', text: 'hi' });
    expect(b2.textsTo('wv:u2@b2.example')).toEqual(['hi']);
    await expect(directory.send({ to: 'wv:no@b2.example', text: 'hi' })).rejects.toMatchObject({ code: 'UnknownUser' });
  });

  test('messages of all accounts in one loop', async () => {
    const { b1, b2, directory } = twoProviders();
    b1.deliver({ from: 'wv:u1@b1.example', to: 'wv:chess@b1.example', text: 'from b1' });
    b2.deliver({ from: 'wv:u2@b2.example', to: 'wv:chess@b2.example', text: 'from b2' });
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const message of directory.messages({ signal: stop.signal })) {
      seen.push(`${message.account}: ${message.text}`);
      await message.acknowledge();
      if (seen.length === 2) stop.abort();
    }
    expect(seen.sort()).toEqual(['wv:chess@b1.example: from b1', 'wv:chess@b2.example: from b2']);
    expect(b1.deliveriesTo('wv:chess@b1.example')[0]?.state).toBe('DELIVERED');
    expect(b2.deliveriesTo('wv:chess@b2.example')[0]?.state).toBe('DELIVERED');
  });

  test('processing all accounts: a failure at one ends all', async () => {
    const { b1, b2, directory } = twoProviders();
    b1.deliver({ from: 'wv:u1@b1.example', to: 'wv:chess@b1.example', text: 'hi' });
    const handled: (string | undefined)[] = [];
    const processing = expect(directory.process((message) => void handled.push(message.text))).rejects.toMatchObject({
      code: 'FailedAuthentication',
    });
    await settle();
    b2.script.next({ kind: 'fault', error: 'FailedAuthentication' });
    b2.down = true;
    b2.down = false;
    await processing;
    expect(handled).toEqual(['hi']);
    await directory.close();
  });
});

describe('AddressBook', () => {
  test('UC-5.16 translates usernames to addresses and back, whatever their spelling', async () => {
    const book = new AddressBook();
    await book.set('Knight_Rider', 'wv:u2@b2.example');
    await book.set('zoë', 'tel:+49 176 12345');
    expect(await book.addressOf('knight_rider')).toBe('wv:u2@b2.example');
    expect(await book.usernameOf('im:U2@B2.EXAMPLE')).toBe('Knight_Rider');
    expect(await book.usernameOf('tel:+4917612345')).toBe('zoë');
    expect(await book.addressOf('zoe\u0308')).toBe('tel:+49 176 12345');
    expect(await book.addressOf('nobody')).toBeUndefined();
    expect(await book.usernameOf('no address')).toBeUndefined();
  });

  test('an address belongs to one username; a username can move', async () => {
    const book = new AddressBook();
    await book.set('u2', 'wv:u2@b2.example');
    await expect(book.set('thief', 'u2@b2.example')).rejects.toMatchObject({ code: 'AddressInUse' });
    await expect(book.set('u3', 'nonsense')).rejects.toMatchObject({ code: 'MalformedAddress' });
    await book.set('U2', 'wv:u2@b1.example');
    expect(await book.usernameOf('wv:u2@b2.example')).toBeUndefined();
    await book.set('heir', 'wv:u2@b2.example');
    expect(await book.remove('u2')).toBe(true);
    expect(await book.remove('u2')).toBe(false);
    expect(await book.usernameOf('wv:u2@b1.example')).toBeUndefined();
  });

  test('keeps its entries where the application wants them', async () => {
    const kept = new MemoryAddressBookStore();
    const keys: string[] = [];
    const store: AddressBookStore = {
      byUsername: (key) => kept.byUsername(key),
      byAddress: (key) => kept.byAddress(key),
      remove: (key) => kept.remove(key),
      put: (usernameKey, addressKey, entry) => {
        keys.push(usernameKey, addressKey);
        return kept.put(usernameKey, addressKey, entry);
      },
    };
    await new AddressBook(store).set('U2', 'IM:U2@B2.example');
    expect(keys).toEqual(['u2', 'wv:u2@b2.example']);
    expect(await new AddressBook(store).entryOf('u2')).toEqual({ username: 'U2', address: 'IM:U2@B2.example' });
  });

  test('a username becomes an address in the service domain, and comes out of it again', () => {
    expect(serviceAddress('u2', 'chess.b1.example')).toBe('wv:u2@chess.b1.example');
    expect(usernameFrom('wv:u2@chess.b1.example')).toBe('u2');
    expect(usernameFrom('wv:u2@Chess.B1.example', 'chess.b1.example')).toBe('u2');
    expect(usernameFrom('wv:u2@other.example', 'chess.b1.example')).toBeUndefined();
    for (const username of ['Ann Lee', 'a@b', '100%', '+1', '<x>', 'Zoë', '日本', 'a/b;c?d#e', '"q"', '💡', '.']) {
      const address = serviceAddress(username, 'chess.b1.example');
      expect(usernameFrom(address, 'chess.b1.example')).toBe(username);
    }
    for (const bad of ['', 'x'.repeat(256), ' '.repeat(100), '\ud800']) {
      expect(() => serviceAddress(bad, 'chess.b1.example')).toThrow(
        expect.objectContaining({ code: 'InvalidUsername' }),
      );
    }
    for (const none of ['nonsense', 'tel:+4917612345', 'wv:%zz@chess.b1.example', 'wv:u2/list@chess.b1.example']) {
      expect(usernameFrom(none)).toBeUndefined();
    }
  });
});
