import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MessageIds } from '../../packages/provider/dist/domain/message-id.js';
import { PostgresContents } from '../../packages/provider/dist/store/content.js';
import { PostgresDeadLetters } from '../../packages/provider/dist/store/dead-letters.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** Dead letters come back where they stood: urgent ones are not at the front of the line, nor does what came later stay there. */

const ATTEMPTS = 1;

let database: TestDatabase;
let b1: TestProvider;
let letters: PostgresDeadLetters;
let alice: Party;
let bob: Party;
/** Message ids by text. */
let ids: Map<string, string>;
let count = 0;

beforeAll(async () => {
  database = await freshDatabase();
  b1 = await startTestProvider({ database, settings: { maxDeliveryAttempts: ATTEMPTS } });
  letters = new PostgresDeadLetters(database.pool, new PostgresContents(database.pool));
  alice = new Party(b1, await b1.addPerson('alice'));
});
afterAll(async () => {
  await b1.drop();
  await database.drop();
});
beforeEach(async () => {
  count += 1;
  ids = new Map();
  bob = new Party(b1, await b1.addPerson(`bob${String(count)}`));
});

async function send(...all: string[]): Promise<void> {
  for (const text of all) {
    const priority = text.split(' ')[1] as 'HIGH' | 'LOW' | undefined;
    const { result } = await alice.call('SendMessages', {
      message: [
        {
          clientMessageId: `${String(count)} ${text}`,
          recipient: [bob.address],
          part: [{ contentType: 'text/plain', text }],
          priority,
        },
      ],
    });
    ids.set(text, result[0]!.messageId!);
  }
}

/** Of what waits these fail once too often, and the others are released. */
async function kill(...given: string[]): Promise<void> {
  const { item, receipt } = await bob.lease();
  const read = texts(item);
  expect(read).toEqual(expect.arrayContaining(given));
  await bob.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: item.map(({ messageId }, at) => ({
      messageId,
      outcome: given.includes(read[at]!) ? ('FAILED' as const) : ('RELEASED' as const),
    })),
  });
  const rest = await bob.lease();
  expect(texts(rest.item)).toEqual(read.filter((text) => !given.includes(text)));
  if (rest.receipt === undefined) return;
  const entry = rest.item.map(({ messageId }) => ({ messageId, outcome: 'RELEASED' as const }));
  await bob.call('AcknowledgeMessages', { receipt: rest.receipt, entry });
}

async function redrive(...given: string[]): Promise<void> {
  for (const text of given) {
    const [epoch = ''] = ids.get(text)!.split('-');
    expect(await letters.redrive(new MessageIds(epoch).parse(ids.get(text)!)!)).toBe('returned');
  }
}

const read = async (): Promise<string[]> => texts((await bob.lease()).item);

describe('a redriven message stands where it stood', () => {
  test('an urgent one behind what its sender sent before', async () => {
    await send('1', '2 HIGH', '3');
    await kill('2 HIGH');
    await redrive('2 HIGH');
    expect(await read()).toEqual(['1', '2 HIGH', '3']);
  });

  test('an urgent one before a later one, wherever that went meanwhile', async () => {
    await send('1', '2 HIGH');
    await kill('1', '2 HIGH');
    await send('3 HIGH', '4');
    await redrive('2 HIGH');
    expect(await read()).toEqual(['2 HIGH', '3 HIGH', '4']);
  });

  test('an ordinary one before urgent ones that came when it was dead', async () => {
    await send('1');
    await kill('1');
    await send('2 HIGH', '3', '4 HIGH');
    await redrive('1');
    expect(await read()).toEqual(['1', '2 HIGH', '3', '4 HIGH']);
  });

  test.each([[['1', '2 HIGH', '4']], [['4', '2 HIGH', '1']], [['2 HIGH', '4', '1']]])(
    'all of them, returned as %j',
    async (order) => {
      await send('1');
      await kill('1');
      await send('2 HIGH');
      await kill('2 HIGH');
      await send('3 HIGH', '4');
      await kill('4');
      await send('5 HIGH');
      await redrive(...order);
      expect(await read()).toEqual(['1', '2 HIGH', '3 HIGH', '4', '5 HIGH']);
    },
  );

  test('a deferred one: what came later waits for it', async () => {
    await send('1 LOW');
    await kill('1 LOW');
    await send('2', '3 HIGH');
    await redrive('1 LOW');
    const { item, receipt } = await bob.lease();
    expect(texts(item)).toEqual(['1 LOW']);
    await bob.call('AcknowledgeMessages', { receipt: receipt! });
    expect(await read()).toEqual(['2', '3 HIGH']);
  });

  test('what a reader has leased stays with it', async () => {
    await send('1');
    await kill('1');
    await send('2 HIGH', '3');
    const held = await bob.lease({ maxMessages: 1 });
    expect(texts(held.item)).toEqual(['2 HIGH']);
    await redrive('1');
    expect(await read()).toEqual(['1']);
    expect((await bob.call('AcknowledgeMessages', { receipt: held.receipt! })).code).toBe(200);
  });
});
