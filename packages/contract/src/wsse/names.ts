import { xmlName } from '../xml/index.js';

/** WS-Security 1.0 and 1.1 names. */
export const WSSE_NAMESPACE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const WSU_NAMESPACE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
export const WSSE11_NAMESPACE = 'http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd';
export const DSIG_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';

const USERNAME_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
const MESSAGE_SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0';

export const PASSWORD_TEXT = `${USERNAME_PROFILE}#PasswordText`;
export const PASSWORD_DIGEST = `${USERNAME_PROFILE}#PasswordDigest`;
export const BASE64_BINARY = `${MESSAGE_SECURITY}#Base64Binary`;

/** The header block that carries everything. */
export const SECURITY = xmlName(WSSE_NAMESPACE, 'Security');

export const USERNAME_TOKEN = xmlName(WSSE_NAMESPACE, 'UsernameToken');
export const USERNAME = xmlName(WSSE_NAMESPACE, 'Username');
export const PASSWORD = xmlName(WSSE_NAMESPACE, 'Password');
export const NONCE = xmlName(WSSE_NAMESPACE, 'Nonce');
export const BINARY_SECURITY_TOKEN = xmlName(WSSE_NAMESPACE, 'BinarySecurityToken');
export const TIMESTAMP = xmlName(WSU_NAMESPACE, 'Timestamp');
export const CREATED = xmlName(WSU_NAMESPACE, 'Created');
export const EXPIRES = xmlName(WSU_NAMESPACE, 'Expires');
export const SIGNATURE = xmlName(DSIG_NAMESPACE, 'Signature');
export const SALT = xmlName(WSSE11_NAMESPACE, 'Salt');
export const ITERATION = xmlName(WSSE11_NAMESPACE, 'Iteration');
