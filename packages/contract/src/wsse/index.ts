export {
  BASE64_BINARY,
  DSIG_NAMESPACE,
  PASSWORD_DIGEST,
  PASSWORD_TEXT,
  SECURITY,
  WSSE11_NAMESPACE,
  WSSE_NAMESPACE,
  WSU_NAMESPACE,
} from './names.js';
export { WsseError, type WsseFaultCode } from './wsse-error.js';
export {
  readSecurityHeader,
  securityHeaderOf,
  type BinarySecurityToken,
  type SecurityHeader,
  type SourceRange,
} from './security-header.js';
export type { Timestamp } from './timestamp.js';
export type { WsuInstant } from './instant.js';
export type { UsernameToken } from './username-token.js';
export { writeUsernameToken, type UsernameTokenInput } from './security-writer.js';
export { passwordDigest } from './digest.js';
