/**
 * Addresses of the instant messaging service, parsed once into one value.
 *
 * Kinds (design: IMPS client-server addressing, RFC 3860 im:, RFC 3966 tel:, RFC 3261 sip:, RFC 6122 xmpp:, RFC 2486 NAI):
 * `wv:user@domain` and `wv:+digits@domain`, `im:`/`pres:`, `tel:+E164`, `sip:`/`sips:`, `xmpp:`, bare `user@realm`.
 * The text stays as it was written, for the echo in answers; `canonical` is what two spellings of one address share.
 */

export type AddressScheme = 'wv' | 'im' | 'pres' | 'tel' | 'sip' | 'sips' | 'xmpp' | 'nai';

export interface Address {
  readonly scheme: AddressScheme;
  /** User part as compared; for tel the number with its plus sign. Empty never. */
  readonly user: string;
  /** Lower case; undefined for tel, which belongs to no domain. */
  readonly domain: string | undefined;
  /** What follows a slash after the user (wv: a list or group) or after the domain (xmpp: a device). */
  readonly resource: string | undefined;
  /** One spelling for all equal addresses; `im:`, `pres:` and bare addresses of a user share the `wv:` form. */
  readonly canonical: string;
  /** As written. */
  readonly verbatim: string;
}

/** Longest address accepted, in UTF-16 units; the same bound stands in the schema. */
export const MAX_ADDRESS_LENGTH = 1024;

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
/**
 * Host names are ASCII, looked at before their case is folded, for folding turns some other letters (the Kelvin sign)
 * into ASCII ones; underscore occurs in private networks. Labels of 1 to 63.
 */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;
/**
 * No white space, no control characters, nothing invisible that would make two addresses look alike (bidirectional
 * controls, zero-width space; RFC 8264 §9.12, §9.13), none of the characters that delimit the other pieces.
 */
const UNFIT =
  '\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ufff9-\\ufffb\\ufffe\\uffff';
const USER = new RegExp(`^[^${UNFIT}@/:;?#<>"&,\\\\[\\]{}|^\`]{1,255}$`, 'u');
const RESOURCE = new RegExp(`^[^${UNFIT}@/?#<>"]{1,255}$`, 'u');
/** E.164: first digit 1 to 9, at most 15 in all. */
const E164 = /^\+[1-9][0-9]{0,14}$/;
/** RFC 3966 visual separators. */
const SEPARATORS = /[-.() ]/g;

/** Parses an address, or answers undefined when it is none that can be used. Never throws. */
export function parseAddress(verbatim: string): Address | undefined {
  if (verbatim.length === 0 || verbatim.length > MAX_ADDRESS_LENGTH) return undefined;
  const scheme = SCHEME.exec(verbatim);
  if (scheme === null) return parseMailbox('nai', verbatim, verbatim);
  const rest = verbatim.slice(scheme[0].length);
  switch (scheme[1]?.toLowerCase()) {
    case 'wv':
      return parseMailbox('wv', rest, verbatim);
    case 'im':
      return parseMailbox('im', rest, verbatim);
    case 'pres':
      return parseMailbox('pres', rest, verbatim);
    case 'tel':
      return parseNumber(rest, verbatim);
    case 'sip':
      return parseCaseKeeping('sip', rest, verbatim);
    case 'sips':
      return parseCaseKeeping('sips', rest, verbatim);
    case 'xmpp':
      return parseXmpp(rest, verbatim);
    default:
      return undefined;
  }
}

/** `wv:`, `im:`, `pres:` and bare addresses: one name space, compared without regard to case; domain after the last @. */
function parseMailbox(scheme: 'wv' | 'im' | 'pres' | 'nai', rest: string, verbatim: string): Address | undefined {
  const at = rest.lastIndexOf('@');
  if (at <= 0) return undefined;
  const host = rest.slice(at + 1);
  if (!DOMAIN.test(host)) return undefined;
  const domain = host.toLowerCase();
  const local = rest.slice(0, at);
  const slash = local.indexOf('/');
  const user = (slash < 0 ? local : local.slice(0, slash)).toLowerCase();
  const resource = slash < 0 ? undefined : local.slice(slash + 1).toLowerCase();
  if (resource !== undefined && (scheme !== 'wv' || !RESOURCE.test(resource))) return undefined;
  if (!USER.test(user)) return undefined;
  if (user.startsWith('+') && !E164.test(user)) return undefined;
  const canonical = resource === undefined ? `wv:${user}@${domain}` : `wv:${user}/${resource}@${domain}`;
  return { scheme, user, domain, resource, canonical, verbatim };
}

/** `tel:`: global numbers only; parameters (extensions, contexts) name no inbox and are refused. */
function parseNumber(rest: string, verbatim: string): Address | undefined {
  const number = rest.replace(SEPARATORS, '');
  if (!E164.test(number)) return undefined;
  return { scheme: 'tel', user: number, domain: undefined, resource: undefined, canonical: `tel:${number}`, verbatim };
}

/** SIP: the user part keeps its case (RFC 3261 §19.1.4); parameters and headers name no inbox and are refused. */
function parseCaseKeeping(scheme: 'sip' | 'sips', rest: string, verbatim: string): Address | undefined {
  const at = rest.lastIndexOf('@');
  if (at <= 0) return undefined;
  const user = rest.slice(0, at);
  const host = rest.slice(at + 1);
  if (!USER.test(user) || !DOMAIN.test(host)) return undefined;
  const domain = host.toLowerCase();
  return { scheme, user, domain, resource: undefined, canonical: `${scheme}:${user}@${domain}`, verbatim };
}

/** XMPP: user and domain without regard to case, the resource keeps its case (RFC 7622 §3). */
function parseXmpp(rest: string, verbatim: string): Address | undefined {
  const slash = rest.indexOf('/');
  const bare = slash < 0 ? rest : rest.slice(0, slash);
  const resource = slash < 0 ? undefined : rest.slice(slash + 1);
  const at = bare.lastIndexOf('@');
  if (at <= 0) return undefined;
  const user = bare.slice(0, at).toLowerCase();
  const host = bare.slice(at + 1);
  if (!USER.test(user) || !DOMAIN.test(host)) return undefined;
  if (resource !== undefined && !RESOURCE.test(resource)) return undefined;
  const domain = host.toLowerCase();
  return { scheme: 'xmpp', user, domain, resource, canonical: `xmpp:${user}@${domain}`, verbatim };
}
