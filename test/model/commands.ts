import { expect } from '@jest/globals';
import fc from 'fast-check';
import { texts } from '../support/party.js';
import type { GetWish, InboxModel, Outcome } from './inbox-model.js';
import type { ModelBatch, ModelFilter, ModelItem, ModelMessage } from './model-item.js';
import type { RealInbox } from './real-inbox.js';

/** What can be done to an inbox. Each command does it to the model and to the provider, and compares the answers. */
type Command = fc.AsyncCommand<InboxModel, RealInbox>;

const UNKNOWN: ModelBatch = { receipt: 'never-given', requestId: undefined, takenBack: 0 };
const SENDERS = ['alice', 'bob'] as const;

/** One of those that have a receipt, wherever the index points; one that was never given when there is none. */
function receiptAt(model: InboxModel, index: number): ModelBatch {
  const given = model.batches.filter(({ receipt }) => receipt !== undefined);
  return given[index % (given.length + 1)] ?? UNKNOWN;
}

abstract class Doing implements Command {
  check(_model: Readonly<InboxModel>): boolean {
    return true;
  }
  abstract run(model: InboxModel, real: RealInbox): Promise<void>;
  abstract toString(): string;
}

class Send extends Doing {
  constructor(
    readonly sender: (typeof SENDERS)[number],
    readonly messages: readonly ModelMessage[],
  ) {
    super();
  }

  /** Whether what expired and is still leased, or came back, counts in a full inbox depends on when it was counted last. */
  override check(model: Readonly<InboxModel>): boolean {
    const isCounted = model.expired.length === 0 && !model.hasRedriven;
    return isCounted || model.waiting.length + this.messages.length <= model.limits.depth;
  }

  async run(model: InboxModel, real: RealInbox): Promise<void> {
    // Ids are an account's, and the accounts that send are the same for all inboxes; deliveries are an inbox's.
    const { result } = await real.senders[this.sender]!.call('SendMessages', {
      message: this.messages.map(({ clientMessageId, text, timeToLive, priority, conversationId }) => ({
        clientMessageId,
        timeToLive,
        priority,
        conversationId,
        recipient: [real.reader.address],
        part: [{ contentType: 'text/plain', text }],
      })),
    });
    const expected = model.send(this.sender, this.messages);
    expect(result.map(({ code }) => code)).toEqual(expected.map(({ code }) => code));
    for (const [index, { item }] of expected.entries()) {
      const { messageId } = result[index]!;
      if (item === undefined) expect(messageId).toBeUndefined();
      else {
        item.messageId ??= messageId;
        expect(messageId).toBe(item.messageId);
      }
    }
  }

  override toString(): string {
    return `${this.sender} sends ${this.messages.map(textOf).join(' ')}`;
  }
}

class Get extends Doing {
  constructor(
    readonly wish: Omit<GetWish, 'acknowledge'>,
    readonly acknowledge: number | undefined,
  ) {
    super();
  }

  async run(model: InboxModel, real: RealInbox): Promise<void> {
    const { mode, max, leaseSeconds, requestId, filter } = this.wish;
    const acknowledge = this.acknowledge === undefined ? undefined : receiptAt(model, this.acknowledge);
    const answer = await real.reader.call('GetMessages', {
      acknowledgeMode: mode,
      maxMessages: max,
      leaseSeconds,
      requestId,
      acknowledge: acknowledge?.receipt,
      conversationId: filter.conversationId,
      fromSender: filter.fromSender === undefined ? undefined : real.senders[filter.fromSender]!.address,
    });
    const expected = model.get({ ...this.wish, acknowledge });
    if (mode === 'AUTO') await real.concluded();
    expect({
      items: answer.item.map(({ messageId, deliveryAttempt }) => ({ messageId, deliveryAttempt })),
      texts: texts(answer.item),
      more: answer.moreAvailable,
      remaining: answer.remaining,
      acknowledgeCode: answer.acknowledgeResult?.code,
      hasReceipt: answer.receipt !== undefined,
    }).toEqual({
      items: expected.items.map(({ item, attempt }) => ({ messageId: item.messageId, deliveryAttempt: attempt })),
      texts: expected.items.map(({ item }) => item.text),
      more: expected.more,
      remaining: expected.remaining,
      acknowledgeCode: expected.acknowledgeCode,
      hasReceipt: expected.batch !== undefined,
    });
    if (expected.batch === undefined) return;
    expected.batch.receipt ??= answer.receipt;
    expect(answer.receipt).toBe(expected.batch.receipt);
  }

  override toString(): string {
    const { mode, max, leaseSeconds, requestId, filter } = this.wish;
    const extras = [
      filter.conversationId,
      filter.fromSender && `from ${filter.fromSender}`,
      requestId && `requestId ${requestId}`,
      this.acknowledge !== undefined && `ack #${String(this.acknowledge)}`,
    ];
    return ['get', mode, max ?? 'all', `${String(leaseSeconds)}s`, ...extras].filter(Boolean).join(' ');
  }
}

class Acknowledge extends Doing {
  constructor(
    readonly receipt: number,
    readonly entries: readonly { readonly index: number; readonly outcome: Outcome }[],
    readonly extendSeconds: number | undefined,
  ) {
    super();
  }

  async run(model: InboxModel, real: RealInbox): Promise<void> {
    const batch = receiptAt(model, this.receipt);
    // Any message of the inbox, whether it is the receipt's or not, but none twice.
    const named = new Map<ModelItem, Outcome>();
    for (const { index, outcome } of this.entries) {
      const item = model.items[model.items.length - 1 - (index % Math.max(1, model.items.length))];
      if (item !== undefined) named.set(item, outcome);
    }
    const entries = [...named].map(([item, outcome]) => ({ item, outcome }));
    const answer = await real.reader.call('AcknowledgeMessages', {
      receipt: batch.receipt!,
      entry: entries.map(({ item, outcome }) => ({ messageId: item.messageId!, outcome })),
      extendSeconds: this.extendSeconds,
    });
    const expected = model.acknowledge(batch, entries, this.extendSeconds);
    await real.sweep();
    model.sweep();
    expect({
      code: answer.code,
      results: answer.result.map(({ code }) => code),
      extended: answer.leasedUntil !== undefined,
    }).toEqual(expected);
  }

  override toString(): string {
    const entries = this.entries.map(({ index, outcome }) => `${outcome} -${String(index)}`).join(', ');
    const extend = this.extendSeconds === undefined ? '' : ` extend ${String(this.extendSeconds)}s`;
    return `acknowledge #${String(this.receipt)} [${entries}]${extend}`;
  }
}

class Pass extends Doing {
  constructor(readonly seconds: number) {
    super();
  }

  async run(model: InboxModel, real: RealInbox): Promise<void> {
    await real.pass(this.seconds);
    model.pass(this.seconds);
  }

  override toString(): string {
    return `${String(this.seconds)} s pass`;
  }
}

/** The operator has a dead letter delivered again. */
class Redrive extends Doing {
  constructor(readonly index: number) {
    super();
  }

  override check(model: Readonly<InboxModel>): boolean {
    return model.dead.length > 0;
  }

  async run(model: InboxModel, real: RealInbox): Promise<void> {
    const item = model.dead[this.index % model.dead.length]!;
    expect(await real.redrive(item.messageId!)).toBe('returned');
    model.redrive(item);
    await real.sweep();
    model.sweep();
  }

  override toString(): string {
    return `redrive #${String(this.index)}`;
  }
}

/** What senders are told of everything that they sent. */
export class LookBack extends Doing {
  async run(model: InboxModel, real: RealInbox): Promise<void> {
    for (const sender of SENDERS) {
      const own = model.items.filter((item) => item.sender === sender);
      if (own.length === 0) continue;
      const { status } = await real.senders[sender]!.call('GetMessageStatus', {
        messageId: own.map(({ messageId }) => messageId!),
      });
      expect(Object.fromEntries(status.map(({ messageId, state }) => [messageId!, state]))).toEqual(
        Object.fromEntries(own.map((item) => [item.messageId!, model.stateOf(item)])),
      );
    }
    expect(await real.deadLetters()).toBe(model.items.filter(({ state }) => state === 'UNDELIVERABLE').length);
  }

  override toString(): string {
    return 'look back';
  }
}

const textOf = ({ clientMessageId, text, timeToLive, priority, conversationId }: ModelMessage): string =>
  [`${clientMessageId}=${text}`, priority, conversationId, timeToLive && `for ${String(timeToLive)}s`]
    .filter(Boolean)
    .join(' ');

const message = fc.record({
  clientMessageId: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9', 'm10', 'm11', 'm12'),
  text: fc.constantFrom('x', 'x', 'x', 'y'),
  timeToLive: fc.constantFrom(undefined, undefined, 50, 150),
  priority: fc.constantFrom(undefined, undefined, 'NORMAL' as const, 'HIGH' as const, 'HIGH' as const, 'LOW' as const),
  conversationId: fc.constantFrom(undefined, undefined, undefined, 'chat'),
});
/** All times are multiples of 50 s, so that the milliseconds that a run really takes decide nothing. */
const leaseSeconds = fc.constantFrom(100, 200);
const index = fc.nat(3);
const few = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const filter = fc.constantFrom<ModelFilter>({}, {}, {}, {}, { conversationId: 'chat' }, { fromSender: 'alice' });
const requestId = fc.option(fc.constantFrom('r1', 'r2'), { nil: undefined });
const mode = fc.constantFrom('EXPLICIT' as const, 'EXPLICIT' as const, 'AUTO' as const);
const outcome = fc.constantFrom('ACCEPTED' as const, 'RELEASED' as const, 'FAILED' as const, 'REJECTED' as const);
const entries = fc.array(fc.record({ index: fc.nat(5), outcome }), { maxLength: 4 });

export const commands: fc.Arbitrary<Command>[] = [
  fc
    .tuple(fc.constantFrom(...SENDERS), fc.array(message, { minLength: 1, maxLength: 4 }))
    .map(([sender, messages]) => new Send(sender, messages)),
  fc
    .tuple(
      fc.record({ mode, max: few, leaseSeconds, requestId, filter }),
      fc.option(index, { nil: undefined, freq: 3 }),
    )
    .map(([wish, acknowledge]) => new Get(wish, acknowledge)),
  fc
    .tuple(fc.record({ mode: fc.constant('EXPLICIT' as const), max: few, leaseSeconds, requestId, filter }))
    .map(([wish]) => new Get(wish, undefined)),
  fc
    .tuple(index, entries, fc.option(leaseSeconds, { nil: undefined, freq: 3 }))
    .map(([receipt, named, extend]) => new Acknowledge(receipt, named, extend)),
  fc.constantFrom(50, 100, 150).map((seconds) => new Pass(seconds)),
  index.map((which) => new Redrive(which)),
  fc.constant(new LookBack()),
];
