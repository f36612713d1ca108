/**
 * Consumer SDK of the Instant Inbox web services interface: send messages, read one's own inbox, over many providers.
 *
 * ```ts
 * const b1 = new InstantInboxClient({ endpoint, username, password });
 * await b1.send({ to: 'wv:u1@b1.example', text: 'good game!' });
 * for await (const message of b1.messages({ signal })) {
 *   await message.reply({ text: `You said: ${message.text}` });
 *   await message.acknowledge();
 * }
 * ```
 */
export {
  InstantInboxClient,
  type BatchResult,
  type SendOptions,
  type StatusQuery,
} from './client/instant-inbox-client.js';
export type {
  BatchOptions,
  CertificateClientOptions,
  ClientBehaviour,
  InstantInboxClientOptions,
  PasswordClientOptions,
  SecretClientOptions,
} from './client/options.js';
export type { Capabilities } from './client/capabilities.js';
export type { Clock } from './client/clock.js';
export type { Random, RetryOptions } from './client/retry.js';
export type {
  CallOptions,
  Exchange,
  ExchangeCounts,
  ExchangeHook,
  ExchangeRecord,
  Packaging,
  RequestOf,
  ResponseOf,
} from './client/exchange.js';
export {
  InstantInboxError,
  type InstantInboxErrorCode,
  type InstantInboxErrorDetails,
  type SdkErrorName,
} from './errors.js';
export type { MessageContentDraft, MessageDraft } from './send/draft.js';
export type { DataPart, FilePart, OutgoingPart, StreamPart, TextPart } from './send/parts.js';
export type { ProgressListener, SendProgress } from './send/progress.js';
export type { ByteStream } from './send/streamed-content.js';
export type { AcceptedResult, RefusedResult, SendResult } from './send/send-result.js';
export {
  InboxMessage,
  type AcknowledgeOptions,
  type ReportHandler,
  type ReportMessage,
} from './inbox/inbox-message.js';
export { InboxPart, type ReadPartOptions } from './inbox/inbox-part.js';
export type { LoopOptions, ReadOptions } from './inbox/inbox-reader.js';
export { MessageStream, type MessagesOptions } from './inbox/message-stream.js';
export { Poller, type PollerOptions } from './inbox/poller.js';
export type { HandlerContext, MessageHandler, ProcessOptions } from './inbox/processor.js';
export { ReceivedBatch, type ReceiveOptions } from './inbox/receive.js';
export { Presence } from './presence/presence.js';
export {
  PresenceClient,
  type GetPresenceOptions,
  type OwnPresenceOptions,
  type PublishOptions,
} from './presence/presence-client.js';
export type { OperationName } from './client/operations.js';
export {
  AddressBook,
  MemoryAddressBookStore,
  serviceAddress,
  usernameFrom,
  type AddressBookEntry,
  type AddressBookStore,
} from './directory/address-book.js';
export {
  ProviderDirectory,
  type DirectoryEntry,
  type ProviderDirectoryOptions,
} from './directory/provider-directory.js';
export type { SoapReply, SoapRequest, SoapTransport } from './transport/soap-transport.js';
export { UndiciTransport, type TlsOptions, type UndiciTransportOptions } from './transport/undici-transport.js';
export type {
  Attribute,
  DeliveryReport,
  ImOperationName,
  ItemKind,
  MessageClass,
  MessageStatus,
  Priority,
  ReportRequest,
} from '@imps-wsi/contract/im';
export type {
  KnownWatcher,
  PublishedAttributeInput as PublishedAttribute,
  PublishResult,
  SeenAttribute,
  WatcherAccess,
  WatcherRuleInput as WatcherRule,
  WatcherRuleResult,
  WithdrawnAttribute,
} from '@imps-wsi/contract/presence';
export { parseAddress, type Address } from '@imps-wsi/contract/address';
