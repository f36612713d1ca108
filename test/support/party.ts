import { randomUUID } from 'node:crypto';
import {
  imOperations,
  serviceException,
  type ImOperationName,
  type ImOperations,
  type InboxItem,
  type SendResult,
} from '@imps-wsi/contract/im';
import { presenceOperations, type PresenceOperationName, type PresenceOperations } from '@imps-wsi/contract/presence';
import type { AnyOperation } from '@imps-wsi/contract/service';
import { isFault, readEnvelope, readFault, Soap11, writeEnvelope, type ReceivedFault } from '@imps-wsi/contract/soap';
import { writeUsernameToken } from '@imps-wsi/contract/wsse';
import type { XmlScanner, XmlWriter } from '@imps-wsi/contract/xml';
import { PASSWORD, type TestProvider } from './provider.js';

/** A fault that a party got in answer. */
export class FaultReceived extends Error {
  readonly code: string;
  /** The `errorName` of the detail, if there is one. */
  readonly errorName: string | undefined;

  constructor(
    readonly fault: ReceivedFault,
    readonly status: number,
  ) {
    super(fault.reason);
    this.code = fault.code.local;
    const [detail] = fault.details;
    this.errorName = detail === undefined ? undefined : serviceException.decode(detail.open()).errorName;
  }
}

export interface PartyOptions {
  /** A service's secret: sent as PasswordDigest. */
  readonly secret?: string;
  readonly password?: string;
}

interface AnyCodec {
  decode(scanner: XmlScanner): unknown;
  encode(writer: XmlWriter, value: unknown): void;
}

/** Somebody who talks SOAP to a provider, with nothing between the test and the wire but the contract's codecs. */
export class Party {
  /** Ids are an account's, and several parties may speak for one account. */
  readonly #run = randomUUID();
  #lastId = 0;

  constructor(
    readonly provider: Pick<TestProvider, 'url'>,
    readonly address: string,
    readonly options: PartyOptions = {},
  ) {}

  async call<Name extends ImOperationName>(
    name: Name,
    input: ImOperations[Name]['requestInput'],
    init: { signal?: AbortSignal } = {},
  ): Promise<ImOperations[Name]['response']> {
    const answer = await this.#exchange(this.provider.url, imOperations[name], input, init);
    return answer as ImOperations[Name]['response'];
  }

  /** An operation of the presence service, with the same credential. */
  async presence<Name extends PresenceOperationName>(
    name: Name,
    input: PresenceOperations[Name]['requestInput'],
    init: { signal?: AbortSignal } = {},
  ): Promise<PresenceOperations[Name]['response']> {
    const url = new URL('/soap/presence', this.provider.url).href;
    const answer = await this.#exchange(url, presenceOperations[name], input, init);
    return answer as PresenceOperations[Name]['response'];
  }

  async #exchange(
    url: string,
    operation: AnyOperation,
    input: unknown,
    init: { signal?: AbortSignal },
  ): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: `"${operation.soapAction}"` },
      body: this.envelope((writer) => (operation.input as AnyCodec).encode(writer, input)),
      ...init,
    });
    const text = await response.text();
    if (!response.headers.get('content-type')?.startsWith('text/xml')) {
      throw new Error(`HTTP ${String(response.status)}: ${text}`);
    }
    const envelope = readEnvelope(text);
    if (isFault(envelope)) throw new FaultReceived(readFault(envelope), response.status);
    const value = operation.output.decode(envelope.scanner);
    envelope.finish();
    return value;
  }

  /** A whole envelope with this party's credentials. */
  envelope(body: (writer: XmlWriter) => void): string {
    const { secret, password = PASSWORD } = this.options;
    const token =
      secret === undefined
        ? writeUsernameToken({ username: this.address, password, passwordType: 'text' })
        : writeUsernameToken({ username: this.address, password: secret, passwordType: 'digest' });
    return writeEnvelope(Soap11, { headers: [token], body });
  }

  /** Sends one text; answers the one result. */
  async send(recipient: string, text: string, clientMessageId = this.nextId()): Promise<SendResult> {
    const { result } = await this.call('SendMessages', {
      message: [{ clientMessageId, recipient: [recipient], part: [{ contentType: 'text/plain', text }] }],
    });
    return result[0]!;
  }

  nextId(): string {
    this.#lastId += 1;
    return `${this.#run}-${String(this.#lastId)}`;
  }

  /** GetMessages with acknowledgeMode EXPLICIT. */
  lease(wish: ImOperations['GetMessages']['requestInput'] = {}): Promise<ImOperations['GetMessages']['response']> {
    return this.call('GetMessages', { acknowledgeMode: 'EXPLICIT', ...wish });
  }

  /** Gets and removes what is there. */
  async get(wish: ImOperations['GetMessages']['requestInput'] = {}): Promise<readonly InboxItem[]> {
    return (await this.call('GetMessages', wish)).item;
  }
}

/** The text of each item, or what stands in for it. */
export const texts = (items: readonly InboxItem[]): string[] =>
  items.map((item) => item.content?.part[0]?.text ?? `(${item.kind} without text)`);
