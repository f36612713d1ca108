import { createHash } from 'node:crypto';
import { WsiError, type ErrorName } from '@imps-wsi/contract/errors';
import { parseAddress } from '@imps-wsi/contract/address';
import type { ImOperationName, ImOperations, InboxItemInput, OutgoingMessage, SendResult } from '@imps-wsi/contract/im';
import { wholeBytes } from '@imps-wsi/contract/xml';
import type { FakeAccount } from './fake-accounts.js';
import type { FakeDelivery, Taken } from './fake-inbox.js';
import { overallCode, resultOf } from './fake-results.js';
import type { FakeProvider } from './fake-provider.js';

/** Does an operation's work for an account. */
export type FakeOperation<Name extends ImOperationName> = (
  provider: FakeProvider,
  account: FakeAccount,
  input: ImOperations[Name]['request'],
  signal: AbortSignal,
) => Promise<ImOperations[Name]['responseInput']> | ImOperations[Name]['responseInput'];

export type FakeOperations = { readonly [Name in ImOperationName]: FakeOperation<Name> };

const DEFAULT_LEASE_SECONDS = 60;
const CODES: Readonly<Record<string, number>> = { REJECTED: 538, EXPIRED: 542 };
const DEFAULT_INLINE_BYTES = 1024 * 1024;

export const handlers: FakeOperations = {
  SendMessages(provider, account, input) {
    const result = input.message.flatMap((message) =>
      message.recipient.map((recipient) => sendOne(provider, account, message, recipient)),
    );
    return { code: overallCode(result.map(({ code }) => code)), reason: 'Done.', result };
  },

  async GetMessages(provider, account, input, signal) {
    const { inbox } = account;
    const acknowledged = input.acknowledge === undefined ? undefined : acknowledgeAll(account, input.acknowledge);
    const take = (): Taken =>
      inbox.take({
        mode: input.acknowledgeMode ?? 'AUTO',
        maxMessages: input.maxMessages ?? Infinity,
        leaseMs: (input.leaseSeconds ?? DEFAULT_LEASE_SECONDS) * 1000,
        requestId: input.requestId,
        accepts: filterOf(input),
      });
    const until = provider.clock.now() + (input.waitSeconds ?? 0) * 1000;
    let taken = take();
    while (taken.deliveries.length === 0 && provider.clock.now() < until) {
      await somethingNew(provider, account, until, signal);
      taken = take();
    }
    const maxInline = provider.options.maxInlineBytes ?? DEFAULT_INLINE_BYTES;
    return {
      item: taken.deliveries.map((delivery) => itemOf(delivery, maxInline, input.headersOnly === true)),
      moreAvailable: taken.moreAvailable,
      receipt: taken.receipt,
      acknowledgeResult: acknowledged,
    };
  },

  GetMessageContent(_provider, account, { messageId, part: number, offset = 0, length }) {
    const delivery = account.inbox.all.find(({ item }) => item.messageId === messageId);
    const part = delivery?.item.content?.part.find((each) => each.number === number);
    if (part === undefined) throw new WsiError('MessageNotFound');
    const bytes = part.data ?? new TextEncoder().encode(part.text ?? '');
    const data = bytes.subarray(offset, offset + (length ?? bytes.length));
    const moreAvailable = offset + data.length < bytes.length;
    return { messageId, part: number, contentType: part.contentType, size: bytes.length, offset, data, moreAvailable };
  },

  AcknowledgeMessages(_provider, account, { receipt, entry, extendSeconds }) {
    const { inbox } = account;
    if (inbox.under(receipt) === undefined) return refusal('UnknownReceipt');
    if (entry.length === 0 && extendSeconds === undefined) {
      const { code, reason } = acknowledgeAll(account, receipt);
      return { code, reason };
    }
    const result = entry.map(({ messageId, outcome, reason: why }) => {
      const { code, reason } = inbox.settle(receipt, messageId, outcome, why)
        ? { code: 200, reason: 'Settled.' }
        : resultOf('UnknownMessage');
      return { messageId, outcome, code, reason };
    });
    const until = extendSeconds === undefined ? undefined : inbox.extend(receipt, extendSeconds * 1000);
    return {
      code: overallCode(result.map(({ code }) => code)),
      reason: 'Done.',
      result,
      leasedUntil: until === undefined ? undefined : new Date(until),
    };
  },

  GetMessageStatus(provider, account, input) {
    const own = [...provider.remembered].filter(([key]) => key.startsWith(`${account.canonical}\n`));
    const status = own
      .map(([, { delivery }]) => delivery)
      .filter(
        ({ item, clientMessageId }) =>
          input.messageId.includes(item.messageId) || input.clientMessageId.includes(clientMessageId),
      )
      .map(({ item, clientMessageId, state }) => ({
        messageId: item.messageId,
        clientMessageId,
        recipient: item.recipient,
        state,
        code: CODES[state] ?? 200,
        reason: state,
        changedAt: item.acceptedAt,
      }));
    const ids = new Set(status.map(({ messageId }) => messageId));
    const clientIds = new Set(status.map(({ clientMessageId }) => clientMessageId));
    return {
      code: 200,
      reason: 'Done.',
      status,
      unknownMessageId: input.messageId.filter((id) => !ids.has(id)),
      unknownClientMessageId: input.clientMessageId.filter((id) => !clientIds.has(id)),
    };
  },

  GetCapabilities(provider) {
    return {
      contractVersion: 1,
      domain: [provider.domain, ...provider.accounts.serviceDomains],
      maxRequestBytes: 16 * 1024 * 1024,
      maxMessageBytes: 8 * 1024 * 1024,
      maxDeliveriesPerRequest: 1000,
      suggestedBatchSize: 100,
      maxWaitSeconds: 60,
      defaultLeaseSeconds: DEFAULT_LEASE_SECONDS,
      maxLeaseSeconds: 43_200,
      maxInlineBytes: provider.options.maxInlineBytes ?? DEFAULT_INLINE_BYTES,
      idempotencySeconds: 86_400,
      kind: ['MESSAGE', 'DELIVERY_REPORT'],
      ...provider.options.capabilities,
    };
  },
};

function sendOne(
  provider: FakeProvider,
  account: FakeAccount,
  message: OutgoingMessage,
  recipient: string,
): SendResult {
  const base = { clientMessageId: message.clientMessageId, recipient };
  const sender = message.sender ?? account.address;
  const parsed = parseAddress(recipient);
  if (parsed === undefined) return { ...base, ...resultOf('MalformedAddress') };
  if (!provider.accounts.owns(account, sender)) return { ...base, ...resultOf('SenderNotOwned') };
  const key = `${account.canonical}\n${message.clientMessageId}\n${parsed.canonical}`;
  const fingerprint = fingerprintOf(message, sender);
  const before = provider.remembered.get(key);
  if (before !== undefined) {
    if (before.fingerprint !== fingerprint) return { ...base, ...resultOf('ClientMessageIdReused') };
    return { ...base, ...accepted(before.delivery) };
  }
  const receiver = provider.accounts.receiverOf(recipient);
  if (receiver === undefined) {
    return { ...base, ...resultOf(parsed.domain === provider.domain ? 'UnknownUser' : 'UnknownDomain') };
  }
  const waiting = receiver.inbox.all.filter(({ state }) => state === 'WAITING' || state === 'DELIVERING').length;
  if (waiting >= (provider.options.inboxDepth ?? Infinity)) return { ...base, ...resultOf('InboxFull') };
  const delivery = provider.put(receiver, message, sender, recipient, (state, reason) => {
    if (message.report.includes(state === 'DELIVERED' ? 'DELIVERY' : 'FAILURE')) {
      provider.report(account, delivery, state, reason);
    }
  });
  provider.remembered.set(key, { delivery, fingerprint });
  return { ...base, ...accepted(delivery) };
}

/** What must be the same when an id comes again. */
function fingerprintOf(message: OutgoingMessage, sender: string): string {
  const part = message.part.map(({ data, ...rest }) => ({
    ...rest,
    ...(data === undefined ? {} : { data: createHash('sha256').update(wholeBytes(data)).digest('hex') }),
  }));
  return JSON.stringify({ ...message, recipient: [], sender, part });
}

const accepted = ({ item }: FakeDelivery) => ({
  messageId: item.messageId,
  code: 200,
  reason: 'Stored.',
  retryable: false,
});

function acknowledgeAll({ inbox }: FakeAccount, receipt: string) {
  const deliveries = inbox.under(receipt) ?? [];
  const settled = deliveries.filter(({ item }) => inbox.settle(receipt, item.messageId, 'ACCEPTED'));
  if (settled.length > 0 && settled.length < deliveries.length) {
    return { acknowledgedReceipt: receipt, code: 201, reason: 'Some had been taken back.' };
  }
  const { code, reason } = settled.length > 0 ? { code: 200, reason: 'Accepted.' } : resultOf('UnknownReceipt');
  return { acknowledgedReceipt: receipt, code, reason };
}

function refusal(name: ErrorName): { code: number; reason: string } {
  const { code, reason } = resultOf(name);
  return { code, reason };
}

function filterOf(input: ImOperations['GetMessages']['request']): (delivery: FakeDelivery) => boolean {
  const same = (wanted: string | undefined, address: string): boolean =>
    wanted === undefined || parseAddress(wanted)?.canonical === parseAddress(address)?.canonical;
  return ({ item }) =>
    (input.kind.length === 0 || input.kind.some((kind) => kind === item.kind)) &&
    same(input.fromSender, item.sender) &&
    same(input.forRecipient, item.recipient) &&
    (input.conversationId === undefined || input.conversationId === item.conversationId);
}

/** Waits for an arrival, a release, the end of a lease, or the end of the poll. @throws the signal's reason */
function somethingNew(
  provider: FakeProvider,
  { inbox }: FakeAccount,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      cancel();
      unwatch();
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const unwatch = inbox.watch(done);
    const cancel = provider.clock.schedule(done, Math.min(until, inbox.nextLeaseEnd) - provider.clock.now());
    signal.addEventListener('abort', done, { once: true });
  });
}

function itemOf({ item, attempts }: FakeDelivery, maxInline: number, headersOnly: boolean): InboxItemInput {
  const content = item.content && {
    ...item.content,
    part: item.content.part.map(({ text, data, ...header }) =>
      headersOnly || header.size > maxInline ? { ...header, contentOmitted: true } : { ...header, text, data },
    ),
  };
  return { ...item, content, deliveryAttempt: attempts };
}
