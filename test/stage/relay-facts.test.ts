import { beforeEach, expect, test } from '@jest/globals';
import type { ExchangeRecord, InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { FakeProvider } from '@imps-wsi/consumer-sdk/testing';
import { factsOf } from '../../examples/gaming/dist/demo/relay-facts.js';

/** What crosses the wire is read by the contract's decoders: the facts are those of real envelopes. */
let b1: FakeProvider;
let records: ExchangeRecord[];
let game: InstantInboxClient;

beforeEach(() => {
  b1 = new FakeProvider({ domain: 'b1.example' });
  records = [];
  game = b1.connect(
    { address: 'wv:chess@b1.example', serviceDomain: 'chess.b1.example' },
    { captureXml: true, onExchange: (record) => records.push(record) },
  );
});

const lastFacts = () => factsOf(records.at(-1)!);

test('GetMessages tells which messages were handed out, under which receipt, and which of them a machine wrote', async () => {
  b1.deliver({ from: 'wv:alice@b1.example', to: 'wv:u2@chess.b1.example', text: 'hi' });
  b1.deliver({ from: 'wv:bot@b1.example', to: 'wv:u2@chess.b1.example', text: 'ho', messageClass: 'AUTOMATIC' });
  const { items } = await game.receive();
  const facts = lastFacts();
  expect(facts?.got).toEqual([
    { messageId: items[0]!.messageId, automatic: false },
    { messageId: items[1]!.messageId, automatic: true },
  ]);
  expect(facts?.receipt).toEqual(expect.any(String));
});

test('AcknowledgeMessages names the receipt as a whole, or single messages', async () => {
  b1.deliver({ from: 'wv:alice@b1.example', to: 'wv:u2@chess.b1.example', text: 'one' });
  b1.deliver({ from: 'wv:carol@b1.example', to: 'wv:u2@chess.b1.example', text: 'two' });
  const { items } = await game.receive();
  const receipt = factsOf(records.at(-1)!)!.receipt;
  await items[0]!.acknowledge();
  expect(lastFacts()).toMatchObject({ acknowledged: [items[0]!.messageId], acknowledgedReceipts: [] });
  await items[1]!.release();
  expect(lastFacts()).toMatchObject({ acknowledged: [], acknowledgedReceipts: [] });
  expect(receipt).toBeDefined();
});

test('an extended lease settles nothing', async () => {
  b1.deliver({ from: 'wv:alice@b1.example', to: 'wv:u2@chess.b1.example', text: 'one' });
  const { items } = await game.receive();
  await items[0]!.extend(5);
  expect(lastFacts()).toMatchObject({ extendsLease: true, acknowledged: [], acknowledgedReceipts: [] });
});

test('SendMessages tells what was taken, and says nothing of what was refused', async () => {
  b1.addAccount({ address: 'wv:alice@b1.example' });
  await game.sendAll([
    { clientMessageId: 'a', to: ['wv:alice@b1.example'], text: 'yes' },
    { clientMessageId: 'b', to: ['wv:nobody@b1.example'], text: 'no' },
  ]);
  expect(lastFacts()?.accepted).toEqual([{ clientMessageId: 'a', messageId: expect.any(String) }]);
});

test('an exchange that failed, or whose XML was not captured, says nothing', () => {
  const record: ExchangeRecord = {
    operation: 'GetMessages',
    endpoint: 'http://b1.example',
    username: 'wv:chess@b1.example',
    status: 200,
    milliseconds: 1,
    counts: {},
    attempt: 1,
    requestBytes: 1,
    responseBytes: 1,
  };
  expect(factsOf(record)).toBeUndefined();
  expect(factsOf({ ...record, requestXml: '<a/>', responseXml: '<b/>' })).toBeUndefined();
  expect(factsOf({ ...record, status: 500, error: 'InternalError', requestXml: '', responseXml: '' })).toBeUndefined();
});
