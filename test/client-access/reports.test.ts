import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { Device } from './device.js';

/** A person with a phone and a SOAP client, and one she writes to. */
let provider: TestProvider;
let phone: Device;
let soap: Party;
let bob: Party;

beforeAll(async () => {
  provider = await startTestProvider();
  const alice = await provider.addPerson('alice');
  phone = await Device.signIn(provider, alice);
  soap = new Party(provider, alice);
  bob = new Party(provider, await provider.addPerson('bob'));
});
afterAll(() => provider.drop());

test('reports that a SOAP client asked for come over SOAP, and never into a conversation', async () => {
  const listening = await phone.listen();
  await soap.call('SendMessages', {
    message: [
      {
        clientMessageId: 'asked',
        recipient: ['wv:bob@b1.example'],
        part: [{ contentType: 'text/plain', text: 'hello' }],
        report: ['DELIVERY'],
      },
    ],
  });
  expect(texts(await bob.get())).toEqual(['hello']);
  const { item, receipt } = await soap.lease({ waitSeconds: 20, kind: ['DELIVERY_REPORT'] });
  expect(item.map(({ deliveryReport }) => deliveryReport!.clientMessageId)).toEqual(['asked']);
  // While the report is leased, and when it is back again, messages from the same person pass.
  await bob.send('wv:alice@b1.example', 'while leased');
  expect(await listening.receive(1)).toEqual(['while leased']);
  await soap.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: [{ messageId: item[0]!.messageId, outcome: 'RELEASED' }],
  });
  await bob.send('wv:alice@b1.example', 'when released');
  expect(await listening.receive(2)).toEqual(['while leased', 'when released']);
  const reports = await soap.get({ kind: ['DELIVERY_REPORT'] });
  expect(reports.map(({ messageId }) => messageId)).toEqual([item[0]!.messageId]);
  expect((await phone.history('wv:bob@b1.example')).messages).toHaveLength(2);
  listening.cut();
});

test('MT-2: a message from the phone shows what became of it, and no report comes for it', async () => {
  const listening = await phone.listen();
  const delivered = await phone.say('wv:bob@b1.example', 'good');
  expect(texts(await bob.get())).toEqual(['good']);
  await listening.untilState(delivered.id, 'delivered');
  const refused = await phone.say('wv:bob@b1.example', 'bad');
  const { item, receipt } = await bob.lease();
  await bob.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: [{ messageId: item[0]!.messageId, outcome: 'REJECTED', reason: 'not here' }],
  });
  expect(await listening.untilState(refused.id, 'failed')).toMatchObject({ code: 538, reason: 'not here' });
  expect(await soap.get({ kind: ['DELIVERY_REPORT'] })).toEqual([]);
  listening.cut();
});

test('what is taken into a conversation is delivered: its sender is told', async () => {
  const listening = await phone.listen();
  await bob.call('SendMessages', {
    message: [
      {
        clientMessageId: 'for the phone',
        recipient: ['wv:alice@b1.example'],
        part: [{ contentType: 'text/plain', text: 'on your phone' }],
        report: ['DELIVERY'],
      },
    ],
  });
  expect(await listening.receive(1)).toEqual(['on your phone']);
  const [report] = await bob.get({ waitSeconds: 20 });
  expect(report!.deliveryReport).toMatchObject({ clientMessageId: 'for the phone', state: 'DELIVERED' });
  listening.cut();
});
