import { describe, expect, test } from '@jest/globals';
import { InstantInboxClient, type ExchangeRecord, type InstantInboxClientOptions } from '@imps-wsi/consumer-sdk';
import { FakeClock, FakeProvider } from '@imps-wsi/consumer-sdk/testing';
import { stage, U1, U3 } from './parties.js';

const USERNAME = 'wv:chess@b1.example';

const refusalOf = (options: unknown): unknown => {
  try {
    return new InstantInboxClient(options as InstantInboxClientOptions);
  } catch (error) {
    return error;
  }
};

describe('options', () => {
  test('a password goes over https or to this machine; anything else is refused before it leaves', () => {
    const password = 'pw';
    for (const endpoint of [
      'https://b1.example/soap',
      'http://127.0.0.1:1/',
      'http://localhost:1/',
      'http://[::1]:1/',
    ]) {
      expect(refusalOf({ endpoint, username: USERNAME, password })).toBeInstanceOf(InstantInboxClient);
    }
    for (const endpoint of ['http://b1.example/soap', 'http://10.0.0.1/', 'http://127.evil.example/']) {
      expect(refusalOf({ endpoint, username: USERNAME, password })).toMatchObject({ code: 'InsecureEndpoint' });
      expect(refusalOf({ endpoint, username: USERNAME, secret: 's' })).toBeInstanceOf(InstantInboxClient);
      expect(refusalOf({ endpoint, username: USERNAME, password, allowInsecure: true })).toBeInstanceOf(
        InstantInboxClient,
      );
    }
  });

  test.each([
    ['endpoint', { endpoint: 'b1' }],
    ['endpoint', { endpoint: 'ftp://b1.example/' }],
    ['endpoint', { endpoint: 'https://me:pw@b1.example/' }],
    ['username', { username: 'chess' }],
    ['password', { secret: 's' }],
    ['password', { password: undefined }],
    ['password', { password: '' }],
    ['requestTimeoutMs', { requestTimeoutMs: 0 }],
    ['retry.maxAttempts', { retry: { maxAttempts: -1 } }],
    ['batch.maxMessages', { batch: { maxMessages: Number.NaN } }],
    ['maxResponseBytes', { maxResponseBytes: -1 }],
    ['proxy', { proxy: 'proxy.example' }],
    ['proxy', { proxy: '' }],
    ['proxy', { proxy: 'socks5://proxy.example:1080' }],
    ['tls.ca', { tls: { ca: './ca.pem' } }],
    ['tls', { tls: { cert: './cert.pem', key: './key.pem' } }],
  ])('a wrong %s is named', (path, wrong) => {
    const options = { endpoint: 'https://b1.example/soap/im', username: USERNAME, password: 'pw', ...wrong };
    expect(refusalOf(options)).toMatchObject({ code: 'InvalidOptions', path });
  });
});

describe('security', () => {
  const capture = (records: ExchangeRecord[]) => ({
    captureXml: true,
    retry: { baseDelayMs: 0 },
    onExchange: (record: ExchangeRecord) => records.push(record),
  });

  test('a service proves its secret by a digest that is fresh on every attempt', async () => {
    const b1 = new FakeProvider({ domain: 'b1.example', clock: new FakeClock() });
    const records: ExchangeRecord[] = [];
    const game = b1.connect({ address: USERNAME, secret: 'top secret' }, capture(records));
    b1.script.next({ kind: 'drop-answer' });
    await game.capabilities();
    const digests = records.map(({ requestXml }) => /PasswordDigest">([^<]+)</.exec(requestXml ?? '')?.[1]);
    expect(new Set(digests).size).toBe(2);
    expect(records[0]?.requestXml).not.toContain('top secret');
    expect(records[0]?.requestXml).toContain('<wsu:Created>2030-01-01T00:00:00Z</wsu:Created>');
  });

  test('a GetMessages in the contract’s own words loses nothing with an answer that is lost', async () => {
    const { b1, game, says } = stage();
    says(U1, 'hello');
    b1.script.next({ kind: 'drop-answer' });
    // Without acknowledgeMode it is AUTO: given is received.
    const { item } = await game.call('GetMessages', {});
    expect(item.map(({ sender }) => sender)).toEqual([U1]);
  });

  test('a person sends the password as text', async () => {
    const b1 = new FakeProvider({ domain: 'b1.example' });
    const records: ExchangeRecord[] = [];
    const person = b1.connect({ address: U1, password: 'pass & word' }, capture(records));
    await person.capabilities();
    expect(records[0]?.requestXml).toContain('#PasswordText">pass &amp; word<');
  });

  test('wrong credentials are refused without a second attempt', async () => {
    const b1 = new FakeProvider({ domain: 'b1.example' });
    b1.addAccount({ address: U1, password: 'right' });
    const { endpoint, transport } = b1;
    const records: ExchangeRecord[] = [];
    const intruder = new InstantInboxClient({
      endpoint,
      transport,
      username: U1,
      password: 'wrong',
      onExchange: (record) => records.push(record),
    });
    await expect(intruder.receive()).rejects.toMatchObject({ code: 'FailedAuthentication', impsCode: 534 });
    expect(records).toHaveLength(1);
  });
});

describe('calls', () => {
  test('onExchange is told of each exchange; XML only when asked for; what it throws is ignored', async () => {
    const { b1, exchanges, game } = stage();
    await game.send({ to: [U1, U3], text: 'hi' });
    expect(exchanges[0]).toMatchObject({
      operation: 'SendMessages',
      endpoint: 'https://b1.example/soap/im',
      username: USERNAME,
      status: 200,
      attempt: 1,
      counts: { messages: 1, results: 2 },
    });
    expect(exchanges[0]).not.toHaveProperty('requestXml');
    expect(exchanges[0]).not.toHaveProperty('error');
    const noisy = b1.connect(
      { address: U1 },
      {
        onExchange: () => {
          throw new Error('broken hook');
        },
      },
    );
    await expect(noisy.capabilities()).resolves.toMatchObject({ contractVersion: 1 });
  });

  test('status of what was sent, by either id', async () => {
    const { game, b1 } = stage();
    const { messageId } = await game.send({ to: U1, text: 'hi', clientMessageId: 'mine' });
    await b1.connect({ address: U1 }).receive();
    const byClient = await game.status({ clientMessageId: 'mine' });
    expect(byClient.status).toMatchObject([{ messageId, clientMessageId: 'mine', recipient: U1, state: 'DELIVERING' }]);
    const byProvider = await game.status({ messageId: [messageId ?? '', 'none'] });
    expect(byProvider).toMatchObject({ status: [{ messageId }], unknownMessageId: ['none'] });
  });

  test('any operation in the contract’s own words, typed', async () => {
    const { game, says } = stage();
    says(U1, 'hi');
    const answer = await game.call('GetMessages', { maxMessages: 1, acknowledgeMode: 'EXPLICIT' });
    expect(answer.item.map(({ content }) => content?.part[0]?.text)).toEqual(['hi']);
    const told = await game.call('AcknowledgeMessages', { receipt: answer.receipt ?? '' });
    expect(told.code).toBe(200);
    await expect(game.call('GetMessages', { maxMessages: 0 })).rejects.toMatchObject({ code: 'LocalSchemaViolation' });
  });

  test.each([
    [{ kind: 'http', status: 404 } as const, { code: 'UnexpectedResponse', retryable: false, httpStatus: 404 }],
    [{ kind: 'http', status: 502 } as const, { code: 'UnexpectedResponse', retryable: true, httpStatus: 502 }],
    [{ kind: 'http', status: 503 } as const, { code: 'Overloaded', retryable: true, impsCode: 503 }],
    [{ kind: 'fault', error: 'FieldNotOffered' } as const, { code: 'FieldNotOffered', impsCode: 501 }],
    [{ kind: 'fault', error: 'MessageExpired' } as const, { code: 'MessageExpired', impsCode: 534 }],
    [{ kind: 'fault', error: 'InsecureTransport' } as const, { code: 'InsecureTransport', impsCode: 534 }],
    [{ kind: 'fault', error: 'StoreUnavailable' } as const, { code: 'StoreUnavailable', retryable: true }],
  ])('%j becomes %j', async (failure, expected) => {
    const { b1, game } = stage({}, { retry: { maxAttempts: 1 } });
    b1.script.next(failure);
    await expect(game.capabilities()).rejects.toMatchObject(expected);
  });

  test('an answer that is no SOAP, or none that was asked for, is told apart', async () => {
    const answers = ['<html/>', 'plain', '<e xmlns="urn:x"/>'].map((text) => new TextEncoder().encode(text));
    for (const body of answers) {
      const odd = new InstantInboxClient({
        endpoint: 'https://b1.example/',
        username: USERNAME,
        secret: 's',
        transport: { post: () => Promise.resolve({ status: 200, headers: { 'content-type': 'text/xml' }, body }) },
      });
      await expect(odd.capabilities()).rejects.toMatchObject({ code: 'UnexpectedResponse', retryable: false });
    }
  });

  test('a client is disposed of by await using', async () => {
    const { game } = stage();
    await game[Symbol.asyncDispose]();
    await expect(game.capabilities()).rejects.toMatchObject({ code: 'ClientClosed' });
  });
});
