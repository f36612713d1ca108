import { imOperations, type ImOperationName } from '@imps-wsi/contract/im';

/** How the call authenticates when it is repeated. */
export interface Credential {
  /** The SOAP port. */
  readonly endpoint: string;
  readonly username: string;
  readonly secret: string;
}

/** Linux takes 128 KiB as one argument of a command; quoting needs some of it. */
const MOST_BYTES = 120_000;
const TOKEN = /<((?:[\w.-]+:)?)UsernameToken\b[^>]*>.*?<\/\1UsernameToken>/s;
/** Marks that turn the direction of writing: as references they cannot make the command look like another one. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const TEXT_PASSWORD = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';

/**
 * A captured call as a command for a POSIX shell. A PasswordDigest is good for one use, so the command authenticates
 * with the secret itself; everything else goes as it went, marks of direction as references. Undefined when the request does not authenticate by a
 * UsernameToken, or is too large for a command.
 */
export function curlOf(operation: string, requestXml: string, credential: Credential): string | undefined {
  const { endpoint, username, secret } = credential;
  const [token, prefix = ''] = TOKEN.exec(requestXml) ?? [];
  if (token === undefined) return undefined;
  const fresh =
    `<${prefix}UsernameToken><${prefix}Username>${escaped(username)}</${prefix}Username>` +
    `<${prefix}Password Type="${TEXT_PASSWORD}">${escaped(secret)}</${prefix}Password></${prefix}UsernameToken>`;
  // A function, so that no `$` of the secret is taken for a reference.
  const xml = requestXml.replace(token, () => fresh).replace(DIRECTIONS, (mark) => `&#${String(mark.codePointAt(0))};`);
  if (Buffer.byteLength(xml) > MOST_BYTES) return undefined;
  const action = isOperation(operation) ? imOperations[operation].soapAction : '';
  return [
    `curl -sS -w '\\n' ${quoted(endpoint)}`,
    `  -H 'Content-Type: text/xml; charset=utf-8' -H ${quoted(`SOAPAction: "${action}"`)}`,
    `  --data-binary ${quoted(xml)}`,
  ].join(' \\\n');
}

const isOperation = (name: string): name is ImOperationName => Object.hasOwn(imOperations, name);

/** An apostrophe ends the quotation, stands for itself, and begins it again; also an `@` in front means nothing then. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
