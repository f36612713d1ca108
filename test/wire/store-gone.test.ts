import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { proxyTo, type CuttableProxy } from './cuttable-proxy.js';
import { message, request, sendMessages } from './envelope.js';
import { faultOf, post, until, valuesOf, type Answer } from './exchange.js';
import { openHouse, type House } from './house.js';

/** The database goes away under a running provider, and comes back. */
describe('while the message store cannot be reached', () => {
  let database: TestDatabase;
  let proxy: CuttableProxy;
  let house: House;
  let knownId: string;
  beforeAll(async () => {
    database = await freshDatabase();
    proxy = await proxyTo(database.url);
    house = await openHouse({
      database,
      settings: { databaseUrl: proxy.url, statementTimeoutMilliseconds: 500, wakeupFallbackMilliseconds: 200 },
    });
    const [id = ''] = valuesOf(
      await house.asAlice(sendMessages(message({ to: ['wv:alice@b1.example'] }))),
      'messageId',
    );
    knownId = id;
  });
  afterEach(async () => {
    await proxy.mend();
    await until('the provider is ready again', async () => (await ready()).status === 200);
    await until('it answers again', () => house.stillAnswers());
  });
  afterAll(async () => {
    expect(house.indiscretions()).toEqual([]);
    await house.drop();
    await proxy.close();
    await database.drop();
  });

  const at = (path: string) =>
    post(new URL(path, house.url).href, '', { method: 'GET', headers: { 'Content-Type': undefined } });
  const ready = () => at('/readyz');
  const text = (words: string) => `<part><contentType>text/plain</contentType><text>${words}</text></part>`;

  const isUnavailable = (answer: Answer) => {
    expect(answer.status).toBe(500);
    const fault = faultOf(answer);
    expect(fault).toMatchObject({
      code: 'Server',
      detail: { errorName: 'StoreUnavailable', code: 503, retryable: true },
    });
    expect(fault.detail?.retryAfterSeconds).toBeGreaterThan(0);
    expect(answer.headers['retry-after']).toBe(String(fault.detail?.retryAfterSeconds));
    expect(fault.detail?.referenceId).toMatch(/^[\w-]{8,}$/);
  };

  /** Every operation that needs the store; GetCapabilities does not. */
  const needy = () => [
    sendMessages(message()),
    request('GetMessages'),
    request('GetMessageContent', `<messageId>${knownId}</messageId><part>1</part>`),
    request('AcknowledgeMessages', '<receipt>r</receipt>'),
    request('GetMessageStatus', '<clientMessageId>x</clientMessageId>'),
  ];

  test('readyz says 503, healthz still 200, the contract is still given', async () => {
    await proxy.cut();
    const answer = await ready();
    expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('message store')]);
    expect((await at('/healthz')).status).toBe(200);
    expect((await at('/soap/im?wsdl')).status).toBe(200);
  });

  test('every operation answers a Server fault that says when to try again', async () => {
    const before = await house.deliveries();
    await proxy.cut();
    for (const body of needy()) isUnavailable(await house.asAlice(body));
    expect(await house.deliveries()).toBe(before);
  });

  test('a cable that is pulled ends no differently, only later', async () => {
    expect(await house.stillAnswers()).toBe(true);
    proxy.freeze();
    const answers = await Promise.all([ready(), ...needy().map((body) => house.asAlice(body))]);
    const [readiness, ...operations] = answers;
    expect(readiness.status).toBe(503);
    operations.forEach(isUnavailable);
  }, 120_000);

  test('a reader who waits meanwhile is told to ask again or gets what comes afterwards; nothing is lost', async () => {
    const wait = request('GetMessages', '<waitSeconds>40</waitSeconds>');
    const read = async (): Promise<string[]> => {
      for (;;) {
        const answer = await house.asBob(wait);
        if (answer.status === 200) return valuesOf(answer, 'text');
        isUnavailable(answer);
      }
    };
    const reading = read();
    await house.asBob(request('GetCapabilities'));
    await proxy.cut();
    expect((await ready()).status).toBe(503);
    await proxy.mend();
    await until('a message is taken', async () => {
      const sent = await house.asAlice(sendMessages(message({ id: 'afterwards', part: text('afterwards') })));
      return sent.status === 200;
    });
    expect(await reading).toEqual(['afterwards']);
  });

  test('messages sent while it goes and comes, each until it is taken, are there once each, in order', async () => {
    const sendUntilTaken = async (number: number) => {
      const body = sendMessages(message({ id: `steady-${String(number)}`, part: text(String(number)) }));
      await until(`message ${String(number)} is taken`, async () => {
        const answer = await house.asAlice(body);
        if (answer.status === 200 && valuesOf(answer, 'code')[0] === '200') return true;
        isUnavailable(answer);
        return false;
      });
    };
    for (let number = 0; number < 60; number += 1) {
      if (number % 20 === 7) setImmediate(() => void proxy.cut().then(() => proxy.mend()));
      await sendUntilTaken(number);
    }
    const read = await house.asBob(request('GetMessages'));
    expect(valuesOf(read, 'text')).toEqual(Array.from({ length: 60 }, (_, number) => String(number)));
  });
});
