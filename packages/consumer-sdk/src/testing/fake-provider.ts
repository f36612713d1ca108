import { WsiError } from '@imps-wsi/contract/errors';
import {
  imOperations,
  type GetCapabilitiesResponseInput,
  type ImOperationName,
  type ImOperations,
  type OutgoingMessage,
  type OutgoingMessageInput,
} from '@imps-wsi/contract/im';
import { cidUri, contentIdFor } from '@imps-wsi/contract/mime';
import { writeEnvelope, type Envelope } from '@imps-wsi/contract/soap';
import { byteCount, SchemaViolation, wholeBytes, XmlWriter, type BinaryInput } from '@imps-wsi/contract/xml';
import { systemClock, type Clock } from '../client/clock.js';
import { InstantInboxClient } from '../client/instant-inbox-client.js';
import type { ClientBehaviour } from '../client/options.js';
import { InstantInboxError } from '../errors.js';
import { toOutgoingMessage, type MessageDraft } from '../send/draft.js';
import type { SoapReply, SoapRequest, SoapTransport } from '../transport/soap-transport.js';
import { linkSignals } from '../client/signals.js';
import { FakeAccounts, type FakeAccount, type FakeAccountOptions } from './fake-accounts.js';
import { authenticate } from './fake-authentication.js';
import { FakeInbox, type FakeDelivery } from './fake-inbox.js';
import { handlers, type FakeOperations } from './fake-operations.js';
import {
  announced,
  collected,
  fail,
  fault,
  isPackaged,
  packaged,
  understand,
  versionOf,
  xml,
  type Attachment,
  type Understood,
} from './fake-wire.js';
import { FailureScript } from './script.js';

export interface FakeProviderOptions {
  /** Domain of its people, such as `b1.example`. */
  readonly domain: string;
  /** Give the same to the clients. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Inboxes refuse more with 507. Default: no bound. */
  readonly inboxDepth?: number | undefined;
  /** Parts larger than this come with contentOmitted. Default 1 MiB. */
  readonly maxInlineBytes?: number | undefined;
  /** Whether there is an MTOM port. Default true; without one, everything travels in the envelope. */
  readonly mtom?: boolean | undefined;
  /** Replaces what GetCapabilities answers. */
  readonly capabilities?: Partial<GetCapabilitiesResponseInput> | undefined;
}

/** One request as the fake provider saw it. */
export type SeenRequest = {
  readonly [Name in ImOperationName]: {
    readonly operation: Name;
    readonly account: string;
    readonly input: ImOperations[Name]['request'];
  };
}[ImOperationName];

/**
 * A provider in memory, without sockets, for an application's own tests: accounts, inboxes, leases, idempotency, and
 * failures on demand. Clients reach it through its transport, so their XML is really written and read.
 *
 * ```ts
 * const b1 = new FakeProvider({ domain: 'b1.example' });
 * const game = b1.connect({ address: 'wv:chess@b1.example', serviceDomain: 'chess.b1.example' });
 * b1.deliver({ from: 'wv:u1@b1.example', to: 'wv:u2@chess.b1.example', text: 'hi' });
 * ```
 */
export class FakeProvider {
  readonly domain: string;
  readonly endpoint: string;
  readonly clock: Clock;
  /** Failures to come. */
  readonly script = new FailureScript();
  /** Every request that was understood, in order. */
  readonly requests: SeenRequest[] = [];
  /** Carries clients' requests here. */
  readonly transport: SoapTransport;
  readonly options: FakeProviderOptions;
  readonly accounts = new FakeAccounts();
  /** What was delivered under a client's id: account, id and recipient together. */
  readonly remembered = new Map<string, { readonly delivery: FakeDelivery; readonly fingerprint: string }>();
  #lastId = 0;
  #down: Error | undefined;
  #running = new AbortController();

  constructor(options: FakeProviderOptions) {
    this.options = options;
    this.domain = options.domain.toLowerCase();
    this.endpoint = `https://${this.domain}/soap/im`;
    this.clock = options.clock ?? systemClock;
    this.transport = { post: (request) => this.#post(request) };
  }

  /** True: nobody can reach the provider, as while it restarts, and waiting polls break. Inboxes keep what they have. */
  get down(): boolean {
    return this.#down !== undefined;
  }

  set down(down: boolean) {
    this.#down = down ? new InstantInboxError('NetworkError', { message: `${this.domain} is down` }) : undefined;
    this.#running.abort(this.#down);
    this.#running = new AbortController();
  }

  /** Opens an account with its inbox. @throws TypeError when the address is none */
  addAccount(options: FakeAccountOptions): FakeAccount {
    return this.accounts.add(options, new FakeInbox(() => this.clock.now(), this.newId));
  }

  /** A client of an account, which is opened when it does not exist yet; close it like any client. */
  connect(account: FakeAccountOptions, options: Partial<ClientBehaviour> = {}): InstantInboxClient {
    const { address } = account;
    const known = this.accounts.named(address) ?? this.addAccount(account);
    const credential =
      known.secret === undefined ? { password: known.password ?? 'password' } : { secret: known.secret };
    return new InstantInboxClient({
      endpoint: this.endpoint,
      transport: this.transport,
      clock: this.clock,
      ...options,
      username: address,
      ...credential,
    });
  }

  /**
   * Puts a message into an inbox as if a person had sent it; of text and bytes. For files and streams, `connect` a
   * sender and let it send.
   *
   * @throws WsiError when nobody has that address; TypeError for content that has to be read first
   */
  deliver(draft: MessageDraft & { readonly from: string; readonly to: string }): FakeDelivery {
    const receiver = this.accounts.receiverOf(draft.to);
    if (receiver === undefined)
      throw new WsiError('UnknownUser', { reason: `Nobody here has the address ${draft.to}.` });
    const message = toOutgoingMessage(draft, () => this.newId('client'));
    return this.put(receiver, message, draft.from, draft.to);
  }

  /** Everything that was ever delivered to the inbox of this address, in order, whatever became of it. */
  deliveriesTo(address: string): readonly FakeDelivery[] {
    return this.accounts.receiverOf(address)?.inbox.all ?? [];
  }

  /** The texts of what was ever delivered to the inbox of this address, in order. */
  textsTo(address: string): string[] {
    return this.deliveriesTo(address).map(({ item }) => item.content?.part[0]?.text ?? '');
  }

  /** The requests of one operation, in order. */
  requestsOf<Name extends ImOperationName>(operation: Name): ImOperations[Name]['request'][] {
    return this.requests.flatMap((request) =>
      request.operation === operation ? [request.input as ImOperations[Name]['request']] : [],
    );
  }

  /** Stores one message for one recipient. */
  put(
    receiver: FakeAccount,
    message: OutgoingMessage | OutgoingMessageInput,
    sender: string,
    recipient: string,
    onEnd?: FakeDelivery['onEnd'],
  ): FakeDelivery {
    const delivery: FakeDelivery = {
      item: {
        messageId: this.newId(this.domain),
        kind: 'MESSAGE',
        sender,
        senderName: message.senderName,
        replyTo: message.replyTo,
        recipient,
        acceptedAt: new Date(this.clock.now()),
        expiresAt: expiryOf(message, this.clock.now()),
        messageClass: message.messageClass,
        priority: message.priority,
        conversationId: message.conversationId,
        inReplyTo: message.inReplyTo,
        attribute: message.attribute,
        content: {
          subject: message.subject,
          part: message.part.map(({ contentType, name, text, data }, index) => ({
            number: index + 1,
            contentType,
            name,
            size: data === undefined ? new TextEncoder().encode(text ?? '').length : byteCount(data),
            text,
            data: data && wholeBytes(data),
          })),
        },
      },
      clientMessageId: message.clientMessageId,
      state: 'WAITING',
      attempts: 0,
      receipt: undefined,
      leasedUntil: 0,
      onEnd,
    };
    receiver.inbox.put(delivery);
    return delivery;
  }

  /** Tells an account what became of a message that it sent. */
  report(account: FakeAccount, { item, clientMessageId }: FakeDelivery, state: string, reason = state): void {
    const now = new Date(this.clock.now());
    account.inbox.put({
      item: {
        messageId: this.newId(this.domain),
        kind: 'DELIVERY_REPORT',
        sender: item.recipient,
        recipient: item.sender,
        acceptedAt: now,
        conversationId: item.conversationId,
        deliveryReport: {
          reportedMessageId: item.messageId,
          clientMessageId,
          reportedRecipient: item.recipient,
          state,
          code: state === 'REJECTED' ? 538 : state === 'EXPIRED' ? 542 : 200,
          reason,
          changedAt: now,
        },
      },
      clientMessageId: this.newId('report'),
      state: 'WAITING',
      attempts: 0,
      receipt: undefined,
      leasedUntil: 0,
    });
  }

  readonly newId = (prefix: string): string => {
    this.#lastId += 1;
    return `${prefix}-${this.#lastId}`;
  };

  async #post(request: SoapRequest): Promise<SoapReply> {
    request.signal.throwIfAborted();
    if (this.#down !== undefined) throw this.#down;
    const failure = this.script.take(announced(request));
    if (failure !== undefined && failure.kind !== 'drop-answer') return fail(failure, request);
    if (isPackaged(request) && this.options.mtom === false) return { status: 404, headers: {}, body: new Uint8Array() };
    const { signal, dispose } = linkSignals(request.signal, this.#running.signal);
    try {
      const { body } = request;
      const understood = understand(request, body instanceof Uint8Array ? body : await collected(body, signal));
      const reply =
        understood instanceof WsiError
          ? fault(versionOf(request), understood)
          : await this.#answer(understood, isPackaged(request), signal);
      if (failure !== undefined) throw new InstantInboxError('NetworkError', { message: 'the answer was lost' });
      return reply;
    } finally {
      dispose();
    }
  }

  async #answer({ operation, envelope }: Understood, isPackage: boolean, signal: AbortSignal): Promise<SoapReply> {
    const { version } = envelope;
    const attachments: Attachment[] = [];
    const attach = (bytes: BinaryInput): string => {
      const contentId = contentIdFor('data', attachments.length + 1);
      attachments.push({ contentId, bytes: wholeBytes(bytes) });
      return cidUri(contentId);
    };
    const writer = new XmlWriter(isPackage ? { attach } : {});
    try {
      const account = authenticate(envelope, this.accounts);
      const text = await this.#perform(operation, account, envelope, writer, signal);
      return isPackage ? await packaged(version, text, attachments) : xml(version, 200, text);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof WsiError) return fault(version, error);
      if (!(error instanceof SchemaViolation)) throw error;
      const { path, expected, reason } = error;
      return fault(version, new WsiError('SchemaViolation', { reason, path, expected }));
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- ties codec, handler and answer together
  async #perform<Name extends ImOperationName>(
    name: Name,
    account: FakeAccount,
    envelope: Envelope,
    writer: XmlWriter,
    signal: AbortSignal,
  ): Promise<string> {
    const operation = imOperations[name];
    const input = operation.input.decode(envelope.scanner);
    envelope.finish();
    // The operation and its input belong together by the table; the compiler does not follow a union of pairs here.
    this.requests.push({ operation: name, account: account.address, input } as SeenRequest);
    const table: FakeOperations = handlers;
    const output = await table[name](this, account, input, signal);
    const body = (): void => operation.output.encode(writer, output);
    return writeEnvelope(envelope.version, { body }, writer);
  }
}

/** When a message stops waiting; its two ways to say so come never together. */
function expiryOf(
  { expiresAt, timeToLive }: Pick<OutgoingMessageInput, 'expiresAt' | 'timeToLive'>,
  now: number,
): Date | undefined {
  return timeToLive === undefined ? expiresAt : new Date(now + timeToLive * 1000);
}
