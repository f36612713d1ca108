import { errors, type ErrorName, type FaultRole } from '@imps-wsi/contract/errors';
import { serviceException, type ServiceFault } from '@imps-wsi/contract/im';
import type { ReceivedFault } from '@imps-wsi/contract/soap';
import { InstantInboxError, isProviderErrorName, type InstantInboxErrorCode } from '../errors.js';
import type { SoapReply } from '../transport/soap-transport.js';

/** A fault as an error. Security faults of SOAP 1.1 carry no detail (§4.4): their code and text say which they are. */
export function errorFromFault(fault: ReceivedFault, reply: SoapReply): InstantInboxError {
  const detail = detailOf(fault);
  const retryAfterSeconds = detail?.retryAfterSeconds ?? retryAfterOf(reply);
  if (detail === undefined) {
    const code = codeOfRole(fault.role, fault.reason);
    return new InstantInboxError(code, {
      message: fault.reason === '' ? undefined : fault.reason,
      // A fault of the other side's doing that explains itself no further may be gone the next time, and so is a token
      // that was too old for a provider whose memory began anew: the next attempt has a fresh one.
      retryable: mayPass(fault, retryAfterSeconds) ? true : undefined,
      retryAfterSeconds,
      httpStatus: reply.status,
      errorName: fault.code.local === '' ? undefined : fault.code.local,
    });
  }
  return new InstantInboxError(isProviderErrorName(detail.errorName) ? detail.errorName : 'UnknownRefusal', {
    message: detail.reason,
    impsCode: detail.code,
    retryable: detail.retryable || isStale(fault, retryAfterSeconds),
    retryAfterSeconds,
    path: detail.path,
    expected: detail.expected,
    referenceId: detail.referenceId,
    documentation: detail.documentation,
    httpStatus: reply.status,
    errorName: detail.errorName,
  });
}

const mayPass = (fault: ReceivedFault, retryAfterSeconds: number | undefined): boolean =>
  fault.role === 'Server' || isStale(fault, retryAfterSeconds);

/** A token of before the provider's memory began. */
const isStale = ({ role }: ReceivedFault, retryAfterSeconds: number | undefined): boolean =>
  role === 'wsu:MessageExpired' && retryAfterSeconds !== undefined;

function detailOf(fault: ReceivedFault): ServiceFault | undefined {
  const detail = fault.details.find(({ name }) => name === serviceException.name);
  try {
    return detail === undefined ? undefined : serviceException.decode(detail.open());
  } catch {
    // A detail that cannot be read must not hide the fault itself.
    return undefined;
  }
}

/** The name for a fault without detail: the one with this text, else the widest of its role. */
function codeOfRole(role: FaultRole | undefined, reason: string): InstantInboxErrorCode {
  const same = Object.entries(errors).find(
    ([, each]) => each.as === 'fault' && each.fault === role && each.text === reason,
  );
  if (same !== undefined && isProviderErrorName(same[0])) return same[0];
  switch (role) {
    case undefined:
      return 'UnknownRefusal';
    case 'VersionMismatch':
    case 'MustUnderstand':
    case 'DataEncodingUnknown':
      return role;
    case 'Client':
      return 'InvalidEnvelope';
    case 'Server':
      return 'InternalError';
    case 'wsse:UnsupportedSecurityToken':
      return 'UnsupportedSecurityToken';
    case 'wsse:UnsupportedAlgorithm':
      return 'UnsupportedAlgorithm';
    case 'wsse:FailedCheck':
      return 'FailedCheck';
    case 'wsse:SecurityTokenUnavailable':
      return 'SecurityTokenUnavailable';
    case 'wsse:FailedAuthentication':
      return 'FailedAuthentication';
    case 'wsu:MessageExpired':
      return 'MessageExpired';
    default:
      return 'InvalidSecurity';
  }
}

/** Refusals below SOAP by their HTTP status. */
const STATUS_NAMES: ReadonlyMap<number, ErrorName> = new Map<number, ErrorName>([
  [400, 'BadHttpRequest'],
  [405, 'MethodNotAllowed'],
  [408, 'RequestTimeout'],
  [413, 'RequestTooLarge'],
  [415, 'UnsupportedContentType'],
  [503, 'Overloaded'],
]);
/** Whatever else may pass: too many requests, and gateways whose provider is away. */
const PASSING = new Set([425, 429, 500, 502, 504]);

/** An answer without an envelope as an error. */
export function errorFromStatus(reply: SoapReply): InstantInboxError {
  const { status } = reply;
  const name = STATUS_NAMES.get(status);
  const said = excerpt(reply);
  if (name !== undefined) {
    return new InstantInboxError(name, {
      message: said === '' ? undefined : `${errors[name].text} (HTTP ${status}: ${said})`,
      retryAfterSeconds: retryAfterOf(reply),
      httpStatus: status,
    });
  }
  return new InstantInboxError('UnexpectedResponse', {
    message: `The endpoint answered HTTP ${status} without a SOAP envelope${typeOf(reply)}; ${adviceFor(reply)}.${said === '' ? '' : ` It says: ${said}`}`,
    retryable: PASSING.has(status),
    retryAfterSeconds: retryAfterOf(reply),
    httpStatus: status,
  });
}

function typeOf({ headers }: SoapReply): string {
  const type = headers['content-type'] ?? '';
  return type === '' ? '' : ` (Content-Type ${type.slice(0, 100)})`;
}

/** Where to is not followed: credentials and messages go where the application said, and nowhere else. */
function adviceFor({ status, headers }: SoapReply): string {
  const { location } = headers;
  return status >= 300 && status <= 399 && location !== undefined
    ? `it says that it is at ${location.slice(0, 300)}: if you trust that, make it the endpoint`
    : "check that it is the provider's SOAP address";
}

/** Retry-After in whole seconds (RFC 9110 §10.2.3); its date form is read against the answer's own Date. */
export function retryAfterOf(reply: SoapReply): number | undefined {
  const value = reply.headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const at = Date.parse(value);
  const now = Date.parse(reply.headers['date'] ?? '');
  return Number.isNaN(at) || Number.isNaN(now) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

/** The beginning of a text answer, on one line. */
function excerpt(reply: SoapReply): string {
  if (!/^text\/plain|json/.test(reply.headers['content-type'] ?? '')) return '';
  const text = new TextDecoder().decode(reply.body.subarray(0, 300));
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
