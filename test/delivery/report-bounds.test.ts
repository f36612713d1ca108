import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@imps-wsi/provider';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let b1: TestProvider;
let lines: { msg?: string; message?: string; [field: string]: unknown }[];
let alice: Party;
let bob: Party;

async function house(settings: Readonly<Record<string, unknown>>): Promise<void> {
  lines = [];
  const log = createLogger({
    level: 'warn',
    format: 'json',
    write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]),
  });
  b1 = await startTestProvider({ settings, log });
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
}
afterEach(() => b1.drop());

const asking = (name: string, report: readonly ('FAILURE' | 'DELIVERY')[] = ['FAILURE']) => ({
  clientMessageId: name,
  recipient: ['wv:bob@b1.example'],
  part: [{ contentType: 'text/plain', text: name }],
  report: [...report],
});

/** Bob has no use for what waits. */
async function refuseAll(): Promise<void> {
  const { item, receipt } = await bob.lease();
  await bob.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: item.map(({ messageId }) => ({ messageId, outcome: 'REJECTED' as const, reason: 'out of order' })),
  });
}

/** All reports there are: a last message, which is delivered, is reported after all that came before it. */
async function reportsOf(party: Party, fence: string): Promise<string[]> {
  await party.call('SendMessages', { message: [asking(fence, ['DELIVERY'])] });
  await bob.get();
  const told: string[] = [];
  while (!told.includes(fence)) {
    const reports = await party.get({ waitSeconds: 20, kind: ['DELIVERY_REPORT'] });
    expect(reports.length).toBeGreaterThan(0);
    told.push(...reports.map(({ deliveryReport }) => deliveryReport!.clientMessageId!));
  }
  return told.filter((name) => name !== fence);
}

const leftOut = () => lines.filter(({ capped }) => capped !== undefined);

describe('a flood of failures (PP2-32)', () => {
  test('PP2-32: an outage that a thousand messages die of reaches their sender as the cap, and the log as one line', async () => {
    await house({ maxFailureReports: 50 });
    const message = Array.from({ length: 1000 }, (_, index) => asking(`m${String(index)}`));
    await alice.call('SendMessages', { message });
    await refuseAll();
    expect(await reportsOf(alice, 'fence')).toHaveLength(50);
    const { status } = await alice.call('GetMessageStatus', { clientMessageId: ['m0', 'm999'] });
    expect(status.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'REJECTED out of order',
      'REJECTED out of order',
    ]);
    await b1.stop();
    expect(leftOut()).toMatchObject([{ capped: 950, suppressed: 0, full: 0 }]);
  });

  test('PP2-32: it counts for each sender, over restarts, and is forgiven when its period has passed', async () => {
    await house({ maxFailureReports: 2, failureReportPeriodSeconds: 3600 });
    const carol = new Party(b1, await b1.addPerson('carol'));
    await alice.call('SendMessages', { message: ['a', 'b', 'c'].map((name) => asking(name)) });
    await carol.call('SendMessages', { message: ['x', 'y'].map((name) => asking(name)) });
    await refuseAll();
    expect(await reportsOf(alice, 'fence 1')).toEqual(['a', 'b']);
    expect(await reportsOf(carol, 'fence 1')).toEqual(['x', 'y']);
    await b1.restart();
    await alice.call('SendMessages', { message: [asking('d')] });
    await refuseAll();
    expect(await reportsOf(alice, 'fence 2')).toEqual([]);
    await b1.database.pool.query(`UPDATE report_allowance SET filled_at = filled_at - interval '1801 seconds'`);
    await alice.call('SendMessages', { message: ['e', 'f'].map((name) => asking(name)) });
    await refuseAll();
    expect(await reportsOf(alice, 'fence 3')).toEqual(['e']);
  });

  test('reports of success are no flood', async () => {
    await house({ maxFailureReports: 1 });
    const names = ['a', 'b', 'c'];
    await alice.call('SendMessages', { message: names.map((name) => asking(name, ['DELIVERY'])) });
    await bob.get();
    expect(await reportsOf(alice, 'fence')).toEqual(names);
  });
});

describe('a full inbox', () => {
  test('takes reports all the same, and their end does not wait for it', async () => {
    await house({ inboxDepthLimit: 2 });
    await bob.send('wv:alice@b1.example', 'one');
    await bob.send('wv:alice@b1.example', 'two');
    expect(await bob.send('wv:alice@b1.example', 'three')).toMatchObject({ code: 507 });
    await alice.call('SendMessages', { message: [asking('a', ['DELIVERY'])] });
    expect(await bob.get()).toHaveLength(1);
    expect(await reportsOf(alice, 'fence')).toEqual(['a']);
  });

  test('holds so many reports; what is beyond is counted, and GetMessageStatus tells it', async () => {
    await house({ inboxReportLimit: 3 });
    const names = ['a', 'b', 'c', 'd', 'e'];
    await alice.call('SendMessages', { message: names.map((name) => asking(name, ['DELIVERY'])) });
    await bob.get();
    const { item, receipt } = await alice.lease({ waitSeconds: 20 });
    expect(item.map(({ deliveryReport }) => deliveryReport!.clientMessageId)).toEqual(['a', 'b', 'c']);
    await alice.call('AcknowledgeMessages', { receipt: receipt! });
    expect(await reportsOf(alice, 'fence')).toEqual([]);
    const { status } = await alice.call('GetMessageStatus', { clientMessageId: ['e'] });
    expect(status).toMatchObject([{ state: 'DELIVERED' }]);
    await b1.stop();
    expect(leftOut()).toMatchObject([{ full: 2, capped: 0 }]);
  });
});

describe('errors that the operator keeps from senders', () => {
  test('PP2-32: with “invalid” an address that nobody has is answered as a success, always the same, and never reported', async () => {
    await house({ suppressReports: ['invalid'] });
    const recipient = ['wv:nobody@b1.example', 'wv:bob@b1.example', 'wv:a@nowhere.example', 'not an address'];
    const message = [{ ...asking('lost', ['FAILURE', 'DELIVERY']), recipient }];
    const first = await alice.call('SendMessages', { message });
    expect(first.result).toMatchObject(recipient.map((each) => ({ recipient: each, code: 200, retryable: false })));
    expect(new Set(first.result.map(({ messageId }) => messageId)).size).toBe(4);
    expect(await alice.call('SendMessages', { message })).toEqual(first);
    const other = [{ ...message[0]!, part: [{ contentType: 'text/plain', text: 'something else' }] }];
    const { result } = await alice.call('SendMessages', { message: other });
    expect(result.map(({ code }) => code)).toEqual([402, 402, 402, 402]);
    const { status } = await alice.call('GetMessageStatus', { messageId: [first.result[0]!.messageId!] });
    expect(status).toMatchObject([{ state: 'WAITING', code: 200, recipient: 'wv:nobody@b1.example' }]);
    expect(await bob.get()).toHaveLength(1);
    // Bob's delivery was asked for, the others went nowhere.
    expect(await reportsOf(alice, 'fence')).toEqual(['lost']);
    expect(await alice.get()).toEqual([]);
  });

  test('PP2-32: it is off unless somebody turns it on, and each reason stands for itself', async () => {
    await house({ suppressReports: ['blocked', 'rejected'] });
    expect(await alice.send('wv:nobody@b1.example', 'hello')).toMatchObject({ code: 531 });
    const sent = await alice.call('SendMessages', { message: [asking('a')] });
    await refuseAll();
    expect(await reportsOf(alice, 'fence')).toEqual([]);
    // Who asks for the status of a message that was accepted is told the truth.
    const { status } = await alice.call('GetMessageStatus', { messageId: [sent.result[0]!.messageId!] });
    expect(status).toMatchObject([{ state: 'REJECTED', code: 538 }]);
    await b1.stop();
    expect(leftOut()).toMatchObject([{ suppressed: 1 }]);
  });

  test('PP2-32: with “blocked”, what its recipient does not take looks delivered to its sender', async () => {
    await house({ suppressReports: ['blocked'] });
    await b1.settle('wv:bob@b1.example', 'rejectedContentTypes=image/*');
    const picture = { ...asking('picture'), part: [{ contentType: 'image/png', data: Uint8Array.of(1, 2, 3) }] };
    const { result } = await alice.call('SendMessages', { message: [picture] });
    expect(result).toMatchObject([{ code: 200 }]);
    expect(await bob.get()).toEqual([]);
    expect(await reportsOf(alice, 'fence')).toEqual([]);
  });
});
