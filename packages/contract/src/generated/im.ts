// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

/**
 * Instant Messaging over the Web Services Interface: send messages to Instant Inboxes and read one's own.
 * Document/literal SOAP 1.1 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or
 * PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and
 * wsu:Timestamp. This contract is the imps-wsi project's own.
 */
export * from './im-operations.js';
export type * from './common-types.js';
export {
  COMMON_NAMESPACE,
  serviceFaultElement,
} from './common-codec.js';
export type * from './im-types.js';
export {
  IM_NAMESPACE,
  sendMessagesRequestElement,
  sendMessagesResponseElement,
  getMessagesRequestElement,
  getMessagesResponseElement,
  getMessageContentRequestElement,
  getMessageContentResponseElement,
  acknowledgeMessagesRequestElement,
  acknowledgeMessagesResponseElement,
  getMessageStatusRequestElement,
  getMessageStatusResponseElement,
  getCapabilitiesRequestElement,
  getCapabilitiesResponseElement,
} from './im-codec.js';
export type { ElementCodec, Later, Operation, Streamed, StreamedElementCodec } from '../schema/index.js';
export { SchemaViolation } from '../xml/index.js';
