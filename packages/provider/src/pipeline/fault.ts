import { randomBytes } from 'node:crypto';
import { WsiError, errors, type ErrorName } from '@imps-wsi/contract/errors';
import { MimeError } from '@imps-wsi/contract/mime';
import { serviceFault } from '@imps-wsi/contract/service';
import { SoapError, writeFault, type SoapVersion } from '@imps-wsi/contract/soap';
import { WsseError } from '@imps-wsi/contract/wsse';
import { SchemaViolation, XmlError } from '@imps-wsi/contract/xml';
import type { Logger } from '../log.js';
import type { SoapReply } from './exchange.js';

/** What must be known of a throw beyond its kind. */
export interface FaultContext {
  /** Version of the envelope, or of the address as long as that is not known. */
  readonly version: SoapVersion;
  /** The operation that was asked for, once it is known. */
  readonly operation: string | undefined;
  /** Where the caller finds the page that describes the service. */
  readonly page: () => string;
  /** Whether an unexpected error means that the store could not be reached. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Told that it could not be reached; answers when to try again, in seconds. */
  readonly storeRetrySeconds: () => number;
  readonly log: Logger;
}

/** Turns whatever was thrown into the answer: the only place where that happens. */
export function replyToThrow(error: unknown, context: FaultContext): SoapReply {
  const refusal = toRefusal(error, context);
  const { definition, errorName, message, retryAfterSeconds } = refusal;
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  if (definition.as === 'http') {
    return { status: definition.http, contentType: 'text/plain; charset=utf-8', body: `${message}\n`, ...retry };
  }
  const mismatch = error instanceof SoapError ? error.mismatch : undefined;
  const version = mismatch?.answerIn ?? context.version;
  const role = definition.fault ?? 'Server';
  const referenceId =
    definition.fault === 'Server' && errorName !== 'TooManyRequests'
      ? noteInLog(error, refusal, context.log)
      : undefined;
  const aboutHeader = role === 'MustUnderstand' || role === 'VersionMismatch' || role.includes(':');
  const body = writeFault(version, {
    role,
    reason: message,
    ...(error instanceof SoapError ? { notUnderstood: error.notUnderstood } : {}),
    ...(mismatch === undefined ? {} : { supported: mismatch.supported }),
    ...(aboutHeader && !version.detailsHeaders
      ? {}
      : {
          detail: (writer) => {
            serviceFault.encode(writer, {
              code: definition.code,
              errorName,
              reason: message,
              retryable: definition.retryable,
              retryAfterSeconds,
              path: refusal.path,
              expected: refusal.expected,
              referenceId,
              // What was asked for is described there; where that is not known, what is wrong is.
              documentation: `${context.page()}#${context.operation ?? errorName}`,
            });
          },
        }),
  });
  return {
    status: version.faultStatus(role),
    contentType: version.contentType(),
    envelope: version,
    body,
    ...retry,
  };
}

/** The answer when even the answer to a throw could not be made: constants only, so that nothing can fail in it. */
export function bareFault(version: SoapVersion): SoapReply {
  const { text } = errors.InternalError;
  return {
    status: version.faultStatus('Server'),
    contentType: version.contentType(),
    envelope: version,
    body: writeFault(version, { role: 'Server', reason: text }),
  };
}

function toRefusal(error: unknown, context: FaultContext): WsiError {
  if (error instanceof WsiError) {
    // A result's error that got here was meant for one recipient: as a fault it would blame the whole request.
    return error.definition.as === 'result' ? new WsiError('InternalError', { cause: error }) : error;
  }
  if (error instanceof MimeError) {
    return new WsiError('BadPackage', { reason: `The package cannot be read: ${error.message}.` });
  }
  if (error instanceof XmlError) {
    if (error.code === 'TooLarge') return new WsiError('RequestTooLarge', { reason: sentence(error.reason) });
    const { reason, line, column, path } = error;
    return new WsiError('MalformedXml', {
      reason: `The request is not well-formed XML: ${reason} (line ${String(line)}, column ${String(column)}).`,
      path,
    });
  }
  if (error instanceof SchemaViolation) {
    const { path, expected, reason } = error;
    return new WsiError('SchemaViolation', { reason: `${path}: ${reason}.`, path, expected });
  }
  if (error instanceof SoapError) {
    const { path, expected } = error;
    return new WsiError(NAME_OF_SOAP_FAULT[error.fault] ?? 'InvalidEnvelope', {
      reason: sentence(error.message),
      ...(path === undefined ? {} : { path }),
      ...(expected === undefined ? {} : { expected }),
    });
  }
  if (error instanceof WsseError) {
    return new WsiError(NAME_OF_SOAP_FAULT[error.fault] ?? 'InvalidSecurity', { reason: sentence(error.message) });
  }
  if (context.isUnavailable(error)) {
    return new WsiError('StoreUnavailable', { retryAfterSeconds: context.storeRetrySeconds(), cause: error });
  }
  return new WsiError('InternalError', { cause: error });
}

const NAME_OF_SOAP_FAULT: Readonly<Record<string, ErrorName>> = {
  VersionMismatch: 'VersionMismatch',
  MustUnderstand: 'MustUnderstand',
  DataEncodingUnknown: 'DataEncodingUnknown',
  Client: 'InvalidEnvelope',
  'wsse:UnsupportedSecurityToken': 'UnsupportedSecurityToken',
  'wsse:UnsupportedAlgorithm': 'UnsupportedAlgorithm',
  'wsse:InvalidSecurity': 'InvalidSecurity',
  'wsse:InvalidSecurityToken': 'InvalidSecurity',
};

const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
};

/** What happened goes to the log under a name that the caller is told; nothing of it goes to the caller. */
function noteInLog(error: unknown, refusal: WsiError, log: Logger): string {
  const referenceId = randomBytes(9).toString('base64url');
  const cause = error instanceof WsiError ? (error.cause ?? error) : error;
  const note = refusal.errorName === 'InternalError' ? 'error' : 'warn';
  log[note]('a request failed', { referenceId, fault: refusal.errorName, error: cause });
  return referenceId;
}
