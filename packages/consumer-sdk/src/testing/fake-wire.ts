import { WsiError } from '@imps-wsi/contract/errors';
import { findImOperation, serviceException, type ImOperationName } from '@imps-wsi/contract/im';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import { readEnvelope, Soap11, writeFault, type Envelope } from '@imps-wsi/contract/soap';
import { decodeXmlBytes } from '@imps-wsi/contract/xml';
import { onAbort } from '../client/signals.js';
import { InstantInboxError } from '../errors.js';
import type { SoapReply, SoapRequest } from '../transport/soap-transport.js';
import { SECURITY_HEADER } from './fake-authentication.js';
import type { ScriptedFailure } from './script.js';

/** A request whose envelope and operation are known; its Body is still to be read. */
export interface Understood {
  readonly operation: ImOperationName;
  readonly envelope: Envelope;
}

/** Reads a request up to its operation. */
export function understand(request: SoapRequest): Understood | WsiError {
  try {
    const charset = parseMediaType(request.headers['content-type'] ?? '')?.parameters.get('charset');
    const envelope = readEnvelope(decodeXmlBytes(request.body, charset), { understood: [SECURITY_HEADER] });
    const operation = findImOperation(envelope.scanner.name);
    return operation === undefined ? new WsiError('UnknownOperation') : { operation: operation.name, envelope };
  } catch (error) {
    return new WsiError('InvalidEnvelope', { reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Fails as the script says. */
export function fail(
  failure: Exclude<ScriptedFailure, { kind: 'drop-answer' }>,
  signal: AbortSignal,
): Promise<SoapReply> {
  switch (failure.kind) {
    case 'drop-request':
      return Promise.reject(new InstantInboxError('NetworkError', { message: 'the connection broke' }));
    case 'hang':
      return new Promise((_resolve, reject) => {
        onAbort(signal, () => {
          reject(signal.reason as Error);
        });
      });
    case 'http':
      return Promise.resolve({
        status: failure.status,
        headers: failure.retryAfterSeconds === undefined ? {} : { 'retry-after': failure.retryAfterSeconds.toString() },
        body: new Uint8Array(0),
      });
    case 'fault':
      return Promise.resolve(
        fault(
          new WsiError(
            failure.error,
            failure.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: failure.retryAfterSeconds },
          ),
        ),
      );
  }
}

/** A refusal as an answer. */
export function fault(error: WsiError): SoapReply {
  const { fault: role, http, code, retryable } = error.definition;
  if (role === undefined) return { status: http, headers: {}, body: new Uint8Array(0) };
  const aboutBody = role === 'Client' || role === 'Server';
  const { errorName, message: reason, retryAfterSeconds, path, expected } = error;
  const detail = { code, errorName, reason, retryable, retryAfterSeconds, path, expected };
  return xml(
    http,
    writeFault(Soap11, {
      role,
      reason,
      ...(aboutBody
        ? {
            detail: (writer) => {
              serviceException.encode(writer, detail);
            },
          }
        : {}),
    }),
  );
}

/** An envelope as an answer. */
export const xml = (status: number, text: string): SoapReply => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: new TextEncoder().encode(text),
});
