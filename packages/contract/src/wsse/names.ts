import { xmlName } from '../xml/index.js';

/** WS-Security 1.0 and 1.1 names. */
export const WSSE_NAMESPACE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const WSU_NAMESPACE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
export const WSSE11_NAMESPACE = 'http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd';
export const DSIG_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';

const USERNAME_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
const X509_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0';
const MESSAGE_SECURITY_11 = 'http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1';
const MESSAGE_SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0';

export const PASSWORD_TEXT = `${USERNAME_PROFILE}#PasswordText`;
export const PASSWORD_DIGEST = `${USERNAME_PROFILE}#PasswordDigest`;
export const BASE64_BINARY = `${MESSAGE_SECURITY}#Base64Binary`;

/** One certificate, and a path of them (X.509 Token Profile §3.1). */
export const X509V3 = `${X509_PROFILE}#X509v3`;
export const X509_PKI_PATH = `${X509_PROFILE}#X509PKIPathv1`;
/** How a KeyIdentifier names a certificate. */
export const X509_SUBJECT_KEY_IDENTIFIER = `${X509_PROFILE}#X509SubjectKeyIdentifier`;
export const THUMBPRINT_SHA1 = `${MESSAGE_SECURITY_11}#ThumbprintSHA1`;

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

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
export const SECURITY_TOKEN_REFERENCE = xmlName(WSSE_NAMESPACE, 'SecurityTokenReference');
export const REFERENCE_TO_TOKEN = xmlName(WSSE_NAMESPACE, 'Reference');
export const KEY_IDENTIFIER = xmlName(WSSE_NAMESPACE, 'KeyIdentifier');
export const SIGNED_INFO = xmlName(DSIG_NAMESPACE, 'SignedInfo');
export const CANONICALIZATION_METHOD = xmlName(DSIG_NAMESPACE, 'CanonicalizationMethod');
export const SIGNATURE_METHOD = xmlName(DSIG_NAMESPACE, 'SignatureMethod');
export const REFERENCE = xmlName(DSIG_NAMESPACE, 'Reference');
export const TRANSFORMS = xmlName(DSIG_NAMESPACE, 'Transforms');
export const TRANSFORM = xmlName(DSIG_NAMESPACE, 'Transform');
export const DIGEST_METHOD = xmlName(DSIG_NAMESPACE, 'DigestMethod');
export const DIGEST_VALUE = xmlName(DSIG_NAMESPACE, 'DigestValue');
export const SIGNATURE_VALUE = xmlName(DSIG_NAMESPACE, 'SignatureValue');
export const KEY_INFO = xmlName(DSIG_NAMESPACE, 'KeyInfo');
export const X509_DATA = xmlName(DSIG_NAMESPACE, 'X509Data');
export const X509_ISSUER_SERIAL = xmlName(DSIG_NAMESPACE, 'X509IssuerSerial');
export const X509_ISSUER_NAME = xmlName(DSIG_NAMESPACE, 'X509IssuerName');
export const X509_SERIAL_NUMBER = xmlName(DSIG_NAMESPACE, 'X509SerialNumber');
export const X509_CERTIFICATE = xmlName(DSIG_NAMESPACE, 'X509Certificate');
export const INCLUSIVE_NAMESPACES = xmlName(EXCLUSIVE_C14N, 'InclusiveNamespaces');
