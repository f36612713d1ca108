import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseAddress } from '@imps-wsi/contract/address';
import { AccountPolicyStore } from '../../packages/provider/dist/store/account-policies.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PgRecipientDirectory } from '../../packages/provider/dist/store/recipients.js';
import { AccountCache } from '../../packages/provider/dist/security/account-cache.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** What an operator settled for single accounts: sizes, and media types, of what they send and of what they are sent. */

const KiB = 1024;
let b1: TestProvider;
let count = 0;
let alice: Party;
let bob: Party;

beforeAll(async () => {
  b1 = await startTestProvider({
    settings: { maxMessageBytes: 20 * KiB, maxContentRequestBytes: 1024 * KiB, refusedContentTypes: 'audio/*' },
  });
});
afterAll(() => b1.drop());
/** Nobody here has been seen by the provider when a policy is settled for them. */
beforeEach(async () => {
  count += 1;
  alice = new Party(b1, await b1.addPerson(`alice${String(count)}`));
  bob = new Party(b1, await b1.addPerson(`bob${String(count)}`));
});

interface Part {
  readonly contentType: string;
  readonly text?: string;
  readonly data?: Uint8Array;
}
const plain = (length: number): Part => ({ contentType: 'text/plain', text: 'x'.repeat(length) });
const typed = (contentType: string): Part => ({ contentType, data: Buffer.from('bytes') });

/** Sends messages of these parts in one request; a code and a reason for each. */
async function send(from: Party, ...messages: (readonly Part[])[]) {
  const { result } = await from.call('SendMessages', {
    message: messages.map((part) => ({ clientMessageId: from.nextId(), recipient: [bob.address], part })),
  });
  return result;
}
const codes = async (results: ReturnType<typeof send>): Promise<number[]> => (await results).map(({ code }) => code);

const stored = async (address: string): Promise<unknown> => {
  const { rows } = await b1.database.pool.query<{ policy: unknown }>(
    'SELECT policy FROM account_policy JOIN account USING (owner_id) WHERE address = $1',
    [address],
  );
  return rows[0]?.policy;
};

/** What another release, or somebody with psql, left behind. */
const leave = (address: string, policy: object) =>
  b1.database.pool.query(
    'INSERT INTO account_policy (owner_id, policy) SELECT owner_id, $2 FROM account WHERE address = $1',
    [address, policy],
  );

describe('sizes', () => {
  test('bound what one account sends; over it is that message alone refused, with 432', async () => {
    await b1.settle(alice.address, 'maxMessageBytes=4KiB', 'maxPartBytes=3KiB');
    const results = await send(
      alice,
      [plain(3 * KiB)],
      [plain(3 * KiB + 1)],
      [plain(2 * KiB), plain(2 * KiB)],
      [plain(2 * KiB), plain(2 * KiB), plain(1)],
    );
    expect(results.map(({ code }) => code)).toEqual([200, 432, 200, 432]);
    expect(results[1]!.reason).toBe('Part 1 of the message is larger than the 3072 bytes that a part may have.');
    expect(results[3]!.reason).toBe('The message is larger than the 4096 bytes that are accepted.');
    expect((await bob.get()).map(({ content }) => content!.part.length)).toEqual([1, 2]);
    expect(await codes(send(bob, [plain(20 * KiB)]))).toEqual([200]);
  });

  test('may be larger than what the deployment has for everybody, up to its largest request', async () => {
    expect(await codes(send(bob, [plain(20 * KiB + 1)]))).toEqual([432]);
    await b1.settle(alice.address, 'maxMessageBytes=1MiB', 'maxPartBytes=1MiB');
    expect(await codes(send(alice, [plain(300 * KiB), plain(300 * KiB)]))).toEqual([200]);
    await expect(b1.settle(alice.address, 'maxMessageBytes=2MiB')).rejects.toThrow(
      'maxMessageBytes: 2MiB is more than the 1MiB of maxContentRequestBytes that no account goes beyond',
    );
  });

  test('of a whole request: one that is larger is refused, and nothing of it is stored', async () => {
    await b1.settle(alice.address, 'maxRequestBytes=8KiB');
    await expect(send(alice, [plain(10)], [plain(9 * KiB)])).rejects.toThrow(
      'HTTP 413: The request is larger than the 8192 bytes that this account may send at once',
    );
    expect(await codes(send(alice, [plain(10)], [plain(4 * KiB)]))).toEqual([200, 200]);
    expect(await bob.get()).toHaveLength(2);
  });

  test('are told by GetCapabilities to whom they bind', async () => {
    await b1.settle(alice.address, 'maxMessageBytes=4KiB', 'maxRequestBytes=64KiB');
    expect(await alice.call('GetCapabilities', {})).toMatchObject({
      maxMessageBytes: 4 * KiB,
      maxRequestBytes: 64 * KiB,
    });
    expect(await bob.call('GetCapabilities', {})).toMatchObject({
      maxMessageBytes: 20 * KiB,
      maxRequestBytes: 1024 * KiB,
    });
  });
});

describe('media types', () => {
  test('that an account may send are looked at part by part, whatever case and parameters', async () => {
    await b1.settle(alice.address, 'allowedContentTypes=text/plain,image/*', 'refusedContentTypes=image/svg+xml');
    const results = await send(
      alice,
      [plain(1)],
      [typed('IMAGE/Png; name=x')],
      [plain(1), typed('image/svg+xml')],
      [typed('Image/SVG+xml;charset=utf-8')],
      [{ contentType: 'text/html', text: '<p>' }],
      [typed('multipart/mixed; boundary=image')],
      [typed('application/octet-stream')],
    );
    expect(results.map(({ code }) => code)).toEqual([200, 200, 415, 415, 415, 415, 415]);
    expect(results[2]!.reason).toBe(
      'Part 2 is image/svg+xml, which this account may not send; ask the operator what it may.',
    );
    expect(await bob.get()).toHaveLength(2);
  });

  test('may be all but some, or none', async () => {
    await b1.settle(alice.address, 'allowedContentTypes=none');
    expect(await codes(send(alice, [plain(1)], [typed('image/png')]))).toEqual([415, 415]);
    const carol = new Party(b1, await b1.addPerson(`carol${String(count)}`));
    await b1.settle(carol.address, 'refusedContentTypes=*/*', 'allowedContentTypes=text/plain');
    expect(await codes(send(carol, [plain(1)]))).toEqual([415]);
  });

  test('are as the deployment has them where nothing was settled for the account', async () => {
    await b1.settle(alice.address, 'refusedContentTypes=none');
    expect(await codes(send(bob, [typed('audio/ogg')], [typed('video/ogg')]))).toEqual([415, 200]);
    expect(await codes(send(alice, [typed('audio/ogg')], [typed('video/ogg')]))).toEqual([200, 200]);
  });

  test('that are none at all are told as such, not as refused', async () => {
    await b1.settle(alice.address, 'allowedContentTypes=text/plain');
    const [result] = await send(alice, [typed('no media type')]);
    expect(result).toMatchObject({
      code: 415,
      reason: expect.stringContaining('is not a valid media type') as unknown,
    });
  });

  test('that a recipient does not take are its result alone; the others get the message', async () => {
    const names = ['carol', 'dave'].map((name) => `${name}${String(count)}`);
    const [carol, dave] = (await Promise.all(names.map((name) => b1.addPerson(name)))) as [string, string];
    const domain = `shop${String(count)}.b1.example`;
    await b1.addService(`shop${String(count)}`);
    await b1.settle(carol, 'rejectedContentTypes=image/*');
    await b1.settle(`wv:shop${String(count)}@b1.example`, 'acceptedContentTypes=text/*');
    const recipient = [bob.address, carol, dave, `wv:anybody@${domain}`];
    const { code, result } = await alice.call('SendMessages', {
      message: [
        { clientMessageId: alice.nextId(), recipient, part: [plain(1), typed('image/png')] },
        { clientMessageId: alice.nextId(), recipient, part: [plain(2)] },
      ],
    });
    expect([code, ...result.map((each) => each.code)]).toEqual([201, 200, 415, 200, 415, 200, 200, 200, 200]);
    expect(result[1]).toMatchObject({
      reason: 'The recipient takes no content of type image/png; send it as another type, or without it.',
      retryable: false,
    });
    expect(await new Party(b1, carol).get()).toHaveLength(1);
    expect(texts(await new Party(b1, dave).get())).toEqual(['x', 'xx']);
    // What it may not be sent it may send.
    const carolToBob = await send(new Party(b1, carol), [typed('image/png')]);
    expect(carolToBob[0]).toMatchObject({ code: 200 });
  });

  test('refused by a recipient after the message was delivered: sent again, it is answered as the first time', async () => {
    const message = { clientMessageId: alice.nextId(), recipient: [bob.address], part: [typed('image/png')] };
    const first = await alice.call('SendMessages', { message: [message] });
    await b1.settle(bob.address, 'rejectedContentTypes=image/*');
    await b1.restart();
    expect((await alice.call('SendMessages', { message: [message] })).result).toEqual(first.result);
    expect(await codes(send(alice, [typed('image/png')]))).toEqual([415]);
    expect(await bob.get()).toHaveLength(1);
  });
});

describe('what was settled', () => {
  const noSecrets = { unseal: () => Promise.reject(new Error('nobody here has a secret')) };

  test('is noticed within five seconds, by those who remember an account, sender or recipient', async () => {
    const cache = new AccountCache(new AccountStore(b1.database.pool), noSecrets);
    const clock = { now: 1_000_000 };
    const directory = new PgRecipientDirectory(b1.database.pool, ['b1.example'], { now: () => clock.now });
    const address = parseAddress(alice.address)!;
    const asSender = async () =>
      cache.peek([alice.address], clock.now) ?? (await cache.load([alice.address], clock.now))!;
    const seen = async () => {
      const [inbox] = await directory.find([address]);
      return [(await asSender()).caller.policy, typeof inbox === 'object' ? inbox.policy : 'none'];
    };
    expect(await seen()).toEqual([undefined, undefined]);
    await b1.settle(alice.address, 'maxPartBytes=2KiB');
    expect(await seen()).toEqual([undefined, undefined]);
    clock.now += 5_000;
    expect(await seen()).toEqual([{ maxPartBytes: 2 * KiB }, { maxPartBytes: 2 * KiB }]);
  });

  test('by several operators at once is all settled', async () => {
    const store = new AccountPolicyStore(b1.database.pool);
    const { ownerId } = (await new AccountStore(b1.database.pool).find(alice.address))!;
    await Promise.all([
      store.change(ownerId, { maxPartBytes: 2048 }, []),
      store.change(ownerId, { maxMessageBytes: 4096 }, []),
      store.change(ownerId, { allowedContentTypes: ['image/*'] }, []),
      store.change(ownerId, { rejectedContentTypes: [] }, ['maxRequestBytes']),
    ]);
    const all = {
      maxPartBytes: 2048,
      maxMessageBytes: 4096,
      allowedContentTypes: ['image/*'],
      rejectedContentTypes: [],
    };
    expect(await store.find(ownerId)).toEqual(all);
    expect(await stored(alice.address)).toEqual(all);
    const names = ['maxPartBytes', 'maxMessageBytes', 'allowedContentTypes', 'rejectedContentTypes'] as const;
    await Promise.all(names.map((name) => store.change(ownerId, {}, [name])));
    expect(await stored(alice.address)).toBeUndefined();
  });

  test('by another release, or by hand, counts as far as it can be used', async () => {
    await leave(alice.address, {
      maxMessageBytes: 'lots',
      maxPartBytes: 1,
      refusedContentTypes: ['IMAGE/png', 7],
      messagesPerFortnight: 3,
      allowedContentTypes: ['text/plain'],
    });
    await leave(bob.address, { rejectedContentTypes: 'all', maxMessageBytes: 2 ** 44 });
    expect(await codes(send(alice, [plain(20 * KiB)], [typed('image/png')]))).toEqual([200, 415]);
    // More than the deployment lets anybody have counts as what it lets them have.
    expect(await bob.call('GetCapabilities', {})).toMatchObject({ maxMessageBytes: 1024 * KiB });
    // What this release does not know is not lost by changing something else.
    await b1.settle(alice.address, 'maxPartBytes=2KiB');
    expect(await stored(alice.address)).toMatchObject({ messagesPerFortnight: 3, maxPartBytes: 2 * KiB });
  });
});
