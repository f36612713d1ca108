import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { InstantInboxClient, type ClientBehaviour, type ExchangeRecord, type SoapReply } from '@imps-wsi/consumer-sdk';
import { FakeProvider } from '@imps-wsi/consumer-sdk/testing';
import { Soap11, Soap12, writeFault, type SoapVersion } from '@imps-wsi/contract/soap';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { PASSWORD } from '../support/provider.js';
import { ALICE, BOB } from '../wire/house.js';
import { bytesOf, sha256, Source } from './content-kit.js';
import { stage, U1 } from './parties.js';

/** The SDK asks in SOAP 1.2, and everything else is as ever. */
describe('soapVersion 1.2 against a provider (WSI-1)', () => {
  let house: SigningHouse;
  const clients: InstantInboxClient[] = [];
  const exchanges: ExchangeRecord[] = [];
  beforeAll(async () => {
    house = await openSigningHouse();
  });
  afterEach(() => {
    exchanges.length = 0;
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await house.drop();
  });

  const client = (
    username: string,
    credential: { password: string } | { secret: string } | { certificate: string; privateKey: string },
    behaviour: Partial<ClientBehaviour> = {},
  ): InstantInboxClient => {
    const made = new InstantInboxClient({
      endpoint: `${house.url}/soap12`,
      soapVersion: '1.2',
      username,
      captureXml: true,
      retry: { maxAttempts: 1 },
      onExchange: (record) => exchanges.push(record),
      ...behaviour,
      ...credential,
    });
    clients.push(made);
    return made;
  };

  test('sends, reads and acknowledges, with a password and with a secret', async () => {
    const chess = client('wv:chess@b1.example', { secret: await house.addService('chess') });
    const bob = client(BOB, { password: PASSWORD });
    await chess.send({ to: BOB, text: 'e4 & <e5>' });
    const [message] = (await bob.receive({ waitSeconds: 10 })).items;
    expect(message?.text).toBe('e4 & <e5>');
    await message?.acknowledge({ wait: true });
    expect([...(await bob.receive({ waitSeconds: 0 }))]).toEqual([]);
    for (const { requestXml, responseXml } of exchanges) {
      expect([requestXml, responseXml]).toEqual([
        expect.stringContaining(Soap12.namespace),
        expect.stringContaining(Soap12.namespace),
      ]);
    }
  });

  test('large content goes and comes beside the envelope, at the MTOM address of its version', async () => {
    const [alice, bob] = [client(ALICE, { password: PASSWORD }), client(BOB, { password: PASSWORD })];
    const film = bytesOf(3_000_000);
    await alice.send({ to: BOB, parts: ['look', { contentType: 'video/mp4', stream: new Source(film) }] });
    const [message] = (await bob.receive({ waitSeconds: 10 })).items;
    expect(sha256((await message?.parts[1]?.bytes()) ?? new Uint8Array())).toBe(sha256(film));
    await message?.acknowledge({ wait: true });
    const sent = exchanges.find(({ operation }) => operation === 'SendMessages');
    expect(sent).toMatchObject({ endpoint: `${house.url}/soap12/mtom`, status: 200 });
  });

  test('signs what it sends, whatever the envelope (WSI-13)', async () => {
    const identity = house.authority.issue({ name: 'alice over SOAP 1.2', key: 'p256' });
    await house.register(ALICE, identity);
    const alice = client(ALICE, { certificate: identity.pem, privateKey: identity.keyPem });
    const bob = client(BOB, { password: PASSWORD });
    await alice.send({ to: BOB, text: 'signed' });
    const [message] = (await bob.receive({ waitSeconds: 10 })).items;
    expect([message?.sender, message?.text]).toEqual([ALICE, 'signed']);
    await message?.acknowledge({ wait: true });
    expect(exchanges[0]?.requestXml).toMatch(/<soap:Body xmlns:soap="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope"/);
  });

  test.each(['1.1', '1.2'] as const)(
    'SOAP %s: faults are the same errors, whatever their form',
    async (soapVersion) => {
      const behaviour = { soapVersion, endpoint: soapVersion === '1.1' ? house.url : `${house.url}/soap12` };
      const [alice, intruder] = [
        client(ALICE, { password: PASSWORD }, behaviour),
        client(ALICE, { password: 'guessed' }, behaviour),
      ];
      const many = Array.from({ length: 20_000 }, (_, index) => `wv:nobody${String(index)}@b1.example`);
      await expect(intruder.receive({ waitSeconds: 0 })).rejects.toMatchObject({
        code: 'FailedAuthentication',
        impsCode: 534,
        retryable: false,
        httpStatus: soapVersion === '1.1' ? 500 : 400,
      });
      await expect(alice.send({ to: many, text: 'x' })).rejects.toMatchObject({
        code: 'MalformedXml',
        impsCode: 402,
        path: expect.stringContaining('SendMessagesRequest/message'),
      });
    },
  );

  test('an endpoint of the other version says so', async () => {
    const one = client(ALICE, { password: PASSWORD }, { soapVersion: '1.1' });
    await expect(one.receive({ waitSeconds: 0 })).rejects.toMatchObject({ code: 'VersionMismatch', retryable: false });
    const other = client(ALICE, { password: PASSWORD }, { endpoint: house.url });
    await expect(other.receive({ waitSeconds: 0 })).rejects.toMatchObject({
      code: 'UnsupportedContentType',
      message: expect.stringContaining('/soap/im/soap12'),
    });
  });
});

test('the fake provider answers in the version that it was asked in', async () => {
  const { b1, game, says } = stage({}, { soapVersion: '1.2' });
  says(U1, 'hello');
  expect((await game.receive({ waitSeconds: 0 })).items.map(({ text }) => text)).toEqual(['hello']);
  b1.script.next({ kind: 'fault', error: 'TooManyDeliveries' }, { operation: 'SendMessages' });
  await expect(game.send({ to: U1, text: 'x' })).rejects.toMatchObject({ code: 'TooManyDeliveries', httpStatus: 400 });
  await game.send({ to: U1, parts: [{ contentType: 'image/png', data: bytesOf(100_000) }] });
  expect(b1.deliveriesTo(U1)).toHaveLength(1);
  await game.close();
});

describe('what others answer', () => {
  const asked = (version: SoapVersion, reply: () => SoapReply): Promise<unknown> => {
    const provider = new FakeProvider({ domain: 'b1.example' });
    const client = provider.connect(
      { address: 'wv:chess@b1.example', secret: 'c2VjcmV0' },
      { soapVersion: version.name, retry: { maxAttempts: 1 }, transport: { post: () => Promise.resolve(reply()) } },
    );
    return client.receive({ waitSeconds: 0 }).finally(() => client.close());
  };
  const envelope = (version: SoapVersion, text: string, status = 500): SoapReply => ({
    status,
    headers: { 'content-type': version.contentType(), 'retry-after': '7' },
    body: Buffer.from(text),
  });

  test.each([
    ['a fault of SOAP 1.2 to SOAP 1.1', Soap11, Soap12],
    ['a fault of SOAP 1.1 to SOAP 1.2', Soap12, Soap11],
  ])('%s is still that fault', async (_what, asks, answers) => {
    const text = writeFault(answers, { role: 'VersionMismatch', reason: 'not here' });
    await expect(asked(asks, () => envelope(answers, text))).rejects.toMatchObject({
      code: 'VersionMismatch',
      message: 'not here',
    });
  });

  test('an answer in the other version is not taken for one', async () => {
    const body =
      '<GetMessagesResponse xmlns="urn:imps-wsi:im:1"><moreAvailable>false</moreAvailable></GetMessagesResponse>';
    const text = `<s:Envelope xmlns:s="${Soap11.namespace}"><s:Body>${body}</s:Body></s:Envelope>`;
    await expect(asked(Soap12, () => envelope(Soap11, text, 200))).rejects.toMatchObject({
      code: 'UnexpectedResponse',
      message: 'The answer to GetMessages is of SOAP 1.1, asked was SOAP 1.2.',
    });
  });

  test('codes without a detail of ours: Receiver may pass, an unknown encoding does not', async () => {
    const fault = (role: 'Server' | 'DataEncodingUnknown') => () =>
      envelope(Soap12, writeFault(Soap12, { role, reason: 'busy' }));
    await expect(asked(Soap12, fault('Server'))).rejects.toMatchObject({ retryable: true, retryAfterSeconds: 7 });
    await expect(asked(Soap12, fault('DataEncodingUnknown'))).rejects.toMatchObject({
      code: 'DataEncodingUnknown',
      retryable: false,
    });
  });
});

test('a version that is none is refused at once', () => {
  const make = () =>
    new InstantInboxClient({
      endpoint: 'https://b1.example/soap/im',
      username: ALICE,
      password: PASSWORD,
      soapVersion: '1.3' as '1.2',
    });
  expect(make).toThrow('soapVersion must be "1.1" or "1.2"');
});
