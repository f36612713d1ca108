// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

/**
 * Presence over the Web Services Interface: say what others may know of a user, say who may know it, and read what
 * others let one know. The same accounts, addresses and credentials as the instant messaging service. Document/literal
 * SOAP 1.1 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with
 * nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This
 * contract is the imps-wsi project's own.
 */
export * from './presence-operations.js';
export type * from './common-types.js';
export {
  COMMON_NAMESPACE,
  serviceFaultElement,
} from './common-codec.js';
export type * from './presence-types.js';
export {
  PRESENCE_NAMESPACE,
  publishPresenceRequestElement,
  publishPresenceResponseElement,
  getPresenceRequestElement,
  getPresenceResponseElement,
  setWatcherPolicyRequestElement,
  setWatcherPolicyResponseElement,
  listWatchersRequestElement,
  listWatchersResponseElement,
} from './presence-codec.js';
export type { ElementCodec, Later, Operation, Streamed, StreamedElementCodec } from '../schema/index.js';
export { SchemaViolation } from '../xml/index.js';
