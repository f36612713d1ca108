import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ImOperations } from '@imps-wsi/contract/im';
import { stopDatabaseClock, type DatabaseClock } from '../support/database-clock.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** Messages that are worth delivering for a while only, told by a clock that stands still until the test moves it. */

let database: TestDatabase;
let clock: DatabaseClock;
let b1: TestProvider;
let alice: Party;
let carol: Party;
let bob: Party;
let count = 0;

beforeAll(async () => {
  database = await freshDatabase();
  clock = await stopDatabaseClock(database);
  b1 = await startTestProvider({ database, settings: { inboxDepthLimit: 5 } });
  alice = new Party(b1, await b1.addPerson('alice'));
  carol = new Party(b1, await b1.addPerson('carol'));
});
afterAll(async () => {
  await b1.drop();
  await database.drop();
});
beforeEach(async () => {
  count += 1;
  bob = new Party(b1, await b1.addPerson(`bob${String(count)}`));
});

type Draft = ImOperations['SendMessages']['requestInput']['message'][number];

async function send(text: string, options: Partial<Draft> = {}, from = alice) {
  const { result } = await from.call('SendMessages', {
    message: [
      {
        clientMessageId: from.nextId(),
        recipient: [bob.address],
        part: [{ contentType: 'text/plain', text }],
        ...options,
      },
    ],
  });
  return result[0]!;
}

const inSeconds = async (seconds: number) => new Date((await clock.now()).getTime() + seconds * 1000);

async function statusOf({ messageId }: { readonly messageId?: string | undefined }) {
  const { status } = await alice.call('GetMessageStatus', { messageId: [messageId!] });
  return status[0]!;
}

/** Waits for the provider's own sweep, which runs in real time. */
async function swept(sent: { readonly messageId?: string | undefined }) {
  for (;;) {
    const status = await statusOf(sent);
    if (status.state !== 'WAITING' && status.state !== 'DELIVERING') return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What bob would be given now; it stays where it is. */
async function peek(): Promise<string[]> {
  const { item, receipt } = await bob.lease();
  if (receipt !== undefined) {
    await bob.call('AcknowledgeMessages', {
      receipt,
      entry: item.map(({ messageId }) => ({ messageId, outcome: 'RELEASED' as const })),
    });
  }
  return texts(item);
}

describe('a message that expires', () => {
  test.each([
    ['timeToLive', () => Promise.resolve({ timeToLive: 60 })],
    ['expiresAt', async () => ({ expiresAt: await inSeconds(60) })],
  ])('PP2-33, PP2-34: by %s is there a second before, over a restart too, and gone a second after', async (_, wish) => {
    const sent = await send('worth a minute', await wish());
    expect(sent).toMatchObject({ code: 200, reason: 'Delivered to the inbox.' });
    await clock.advance(59);
    await b1.restart();
    expect(await peek()).toEqual(['worth a minute']);
    expect(await statusOf(sent)).toMatchObject({ state: 'WAITING', code: 200 });
    await clock.advance(2);
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
    expect(await swept(sent)).toMatchObject({ state: 'EXPIRED', code: 542 });
    const { rows } = await database.pool.query('SELECT 1 FROM inbox WHERE expires_at IS NOT NULL');
    expect(rows).toEqual([]);
  });

  test('tells its reader when, and is gone at that very second', async () => {
    const expiresAt = await inSeconds(10);
    await send('until then', { expiresAt });
    await clock.advance(9);
    const { item } = await bob.lease({ leaseSeconds: 1 });
    expect(item[0]).toMatchObject({ expiresAt });
    await clock.advance(1);
    expect(await peek()).toEqual([]);
  });

  test('MU-3: one that names no end waits for as long as it takes', async () => {
    const sent = await send('patient');
    await clock.advance(400 * 86_400);
    expect(await peek()).toEqual(['patient']);
    const { item } = await bob.lease();
    expect(item[0]!.expiresAt).toBeUndefined();
    expect(await statusOf(sent)).toMatchObject({ state: 'DELIVERING' });
  });

  test('does not hold up what its sender and others sent after it', async () => {
    await send('short', { timeToLive: 1 });
    await send('from alice');
    await send('from carol', {}, carol);
    await clock.advance(1);
    expect(await bob.lease({ maxMessages: 1 })).toMatchObject({
      item: [{ sender: alice.address }],
      moreAvailable: true,
    });
    expect(texts((await bob.lease()).item)).toEqual(['from carol']);
  });

  test('takes no room in a full inbox from the second it expires', async () => {
    for (let place = 0; place < 5; place += 1) await send(String(place), { timeToLive: 30 });
    expect(await send('one too many')).toMatchObject({ code: 507 });
    await clock.advance(30);
    expect(await send('now there is room')).toMatchObject({ code: 200 });
    expect(texts(await bob.get())).toEqual(['now there is room']);
  });
});

describe('a wish that cannot be met', () => {
  test('an expiresAt that has passed is refused for that message alone, with 542', async () => {
    const { result } = await alice.call('SendMessages', {
      message: await Promise.all(
        [-1, 0, 1].map(async (seconds) => ({
          clientMessageId: alice.nextId(),
          recipient: [bob.address],
          part: [{ contentType: 'text/plain', text: String(seconds) }],
          expiresAt: await inSeconds(seconds),
        })),
      ),
    });
    expect(result.map(({ code, retryable }) => [code, retryable])).toEqual([
      [542, false],
      [542, false],
      [200, false],
    ]);
    expect(result[0]!.reason).toContain('expiresAt');
    expect(await peek()).toEqual(['1']);
  });

  test('expiresAt and timeToLive together are refused with 402', async () => {
    const refused = await send('two ends', { timeToLive: 60, expiresAt: await inSeconds(60) });
    expect(refused).toMatchObject({ code: 402, retryable: false });
    expect(refused.reason).toContain('not both');
    expect(await peek()).toEqual([]);
  });

  test('what goes beyond the bound of the account is cut to it, and the result says so', async () => {
    const sender = new Party(b1, await b1.addPerson('bounded'));
    await b1.settle(sender.address, 'maxLifetimeSeconds=60');
    const [long, short, silent] = [
      await send('long', { timeToLive: 61 }, sender),
      await send('short', { timeToLive: 60 }, sender),
      await send('silent', {}, sender),
    ];
    const far = await send('far', { expiresAt: await inSeconds(3600) }, sender);
    expect([long.code, short.code, silent.code, far.code]).toEqual([200, 200, 200, 200]);
    expect(long.reason).toContain('60 seconds');
    expect(far.reason).toContain('60 seconds');
    // Nobody's wish was cut here.
    expect([short.reason, silent.reason]).toEqual(['Delivered to the inbox.', 'Delivered to the inbox.']);
    const { item } = await bob.lease();
    const end = await inSeconds(60);
    expect(item.map(({ expiresAt }) => expiresAt)).toEqual([end, end, end, end]);
  });

  test('PP2-33: a default holds where the sender names no end', async () => {
    const sender = new Party(b1, await b1.addPerson('preset'));
    await b1.settle(sender.address, 'defaultLifetimeSeconds=10');
    await send('by default', {}, sender);
    await send('by wish', { timeToLive: 20 }, sender);
    await clock.advance(10);
    expect(await peek()).toEqual(['by wish']);
    await clock.advance(10);
    expect(await peek()).toEqual([]);
  });
});

describe('WSI-23: a message that is sent again', () => {
  test('with another end is the same message: the first answer holds, and its end', async () => {
    const clientMessageId = alice.nextId();
    const first = await send('again', { clientMessageId, timeToLive: 60 });
    await clock.advance(30);
    expect(await send('again', { clientMessageId, timeToLive: 60 })).toEqual(first);
    expect(await send('again', { clientMessageId, expiresAt: await inSeconds(1) })).toEqual(first);
    expect(await send('again', { clientMessageId })).toEqual(first);
    expect(await send('something else', { clientMessageId, timeToLive: 60 })).toMatchObject({ code: 402 });
    await clock.advance(30);
    expect(await peek()).toEqual([]);
  });

  test('after its time was over is answered as the first time, and not delivered once more', async () => {
    const clientMessageId = alice.nextId();
    const wish = { clientMessageId, expiresAt: await inSeconds(5) };
    const first = await send('once', wish);
    await clock.advance(6);
    expect(await send('once', wish)).toEqual(first);
    expect(await swept(first)).toMatchObject({ state: 'EXPIRED' });
    expect(await send('once', wish)).toEqual(first);
    expect(await peek()).toEqual([]);
  });
});

describe('a message that expires while a reader has it', () => {
  test('can be accepted until the lease ends', async () => {
    const sent = await send('in hand', { timeToLive: 10 });
    const { receipt } = await bob.lease({ leaseSeconds: 60 });
    await clock.advance(50);
    expect(await peek()).toEqual([]);
    expect(await bob.call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 200 });
    expect(await statusOf(sent)).toMatchObject({ state: 'DELIVERED' });
  });

  test('goes when the lease ends or the reader gives it back, and late acknowledgement is told', async () => {
    const sent = await send('let go', { timeToLive: 10 });
    const { receipt, item } = await bob.lease({ leaseSeconds: 60 });
    await clock.advance(61);
    expect(await peek()).toEqual([]);
    expect(await swept(sent)).toMatchObject({ state: 'EXPIRED' });
    const entry = [{ messageId: item[0]!.messageId, outcome: 'ACCEPTED' as const }];
    expect((await bob.call('AcknowledgeMessages', { receipt: receipt!, entry })).result).toMatchObject([{ code: 426 }]);
    expect(await bob.call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 201 });

    const released = await send('given back', { timeToLive: 10 });
    const second = await bob.lease({ leaseSeconds: 60 });
    await clock.advance(10);
    await bob.call('AcknowledgeMessages', {
      receipt: second.receipt!,
      entry: [{ messageId: second.item[0]!.messageId, outcome: 'RELEASED' }],
    });
    expect(await swept(released)).toMatchObject({ state: 'EXPIRED' });
    expect(await peek()).toEqual([]);
  });

  test('is given again under its requestId while that lease lasts, and not afterwards', async () => {
    await send('one', { timeToLive: 10 });
    await send('two');
    const wish = { requestId: 'again', leaseSeconds: 60 };
    const first = await bob.lease(wish);
    await clock.advance(20);
    expect((await bob.lease(wish)).item).toEqual(first.item);
    await clock.advance(61);
    expect(texts((await bob.lease(wish)).item)).toEqual(['two']);
  });

  test('that was flushed to an AUTO reader under a requestId is delivered', async () => {
    const sent = await send('flushed', { timeToLive: 10 });
    expect(texts(await bob.get({ requestId: 'auto', leaseSeconds: 60 }))).toEqual(['flushed']);
    await clock.advance(30);
    // The sweep has had its turn when what expired together with it is gone.
    const other = await send('other', { timeToLive: 1 });
    await clock.advance(1);
    await swept(other);
    expect(await statusOf(sent)).toMatchObject({ state: 'DELIVERING' });
  });
});
