export {
  BASE64_BINARY,
  DSIG_NAMESPACE,
  EXCLUSIVE_C14N,
  PASSWORD_DIGEST,
  PASSWORD_TEXT,
  SECURITY,
  SIGNED_INFO,
  THUMBPRINT_SHA1,
  TIMESTAMP,
  WSSE11_NAMESPACE,
  WSSE_NAMESPACE,
  WSU_NAMESPACE,
  X509_PKI_PATH,
  X509_SUBJECT_KEY_IDENTIFIER,
  X509V3,
} from './names.js';
export { WsseError, type WsseFaultCode } from './wsse-error.js';
export {
  readSecurityHeader,
  securityHeaderOf,
  type BinarySecurityToken,
  type SecurityHeader,
  type SignatureElement,
} from './security-header.js';
export { readTimestamp, type Timestamp } from './timestamp.js';
export {
  readSignedInfo,
  type Canonicalisation,
  type Signature,
  type SignatureReference,
  type SignedInfo,
} from './signature.js';
export type { KeyReference } from './key-reference.js';
export type { WsuInstant } from './instant.js';
export type { UsernameToken } from './username-token.js';
export { writeUsernameToken, type UsernameTokenInput } from './security-writer.js';
export { passwordDigest } from './digest.js';
