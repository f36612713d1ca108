import { WsiError } from '@imps-wsi/contract/errors';
import { findImOperation, imOperations, serviceException, type ImOperationName } from '@imps-wsi/contract/im';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import { Mtom, MultipartWriter } from '@imps-wsi/contract/mime';
import { readEnvelope, Soap11, writeFault, type Envelope } from '@imps-wsi/contract/soap';
import { decodeXmlBytes } from '@imps-wsi/contract/xml';
import { isPackage, unpack } from '../client/package-reader.js';
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

/** Was the request, and is the answer to be, a package? */
export const isPackaged = (request: SoapRequest): boolean => isPackage(request.headers['content-type'] ?? '');

/** The operation that a request says it is for, before anything of it is read. */
export function announced(request: SoapRequest): ImOperationName | undefined {
  const action = request.headers['soapaction']?.replaceAll('"', '');
  return Object.values(imOperations).find(({ soapAction }) => soapAction === action)?.name;
}

/** All bytes of a request. @throws the signal's reason; whatever its content throws */
export async function collected(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    signal.throwIfAborted();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Bytes that stand beside an answer. */
export interface Attachment {
  readonly contentId: string;
  readonly bytes: Uint8Array;
}

/** Reads a request up to its operation. */
export function understand(request: SoapRequest, bytes: Uint8Array): Understood | WsiError {
  try {
    const contentType = request.headers['content-type'] ?? '';
    const { root, charset, leaves } = isPackaged(request)
      ? unpack(contentType, bytes)
      : { root: bytes, charset: parseMediaType(contentType)?.parameters.get('charset'), leaves: undefined };
    const envelope = readEnvelope(decodeXmlBytes(root, charset), {
      understood: [SECURITY_HEADER],
      ...(leaves === undefined ? {} : { leaves }),
    });
    const operation = findImOperation(envelope.scanner.name);
    return operation === undefined ? new WsiError('UnknownOperation') : { operation: operation.name, envelope };
  } catch (error) {
    return new WsiError('InvalidEnvelope', { reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Fails as the script says. */
export function fail(
  failure: Exclude<ScriptedFailure, { kind: 'drop-answer' }>,
  request: SoapRequest,
): Promise<SoapReply> {
  const { signal } = request;
  switch (failure.kind) {
    case 'cut-request':
      return cut(request, failure.afterBytes);
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

async function cut({ body }: SoapRequest, afterBytes: number): Promise<never> {
  if (!(body instanceof Uint8Array)) {
    let length = 0;
    for await (const chunk of body) {
      length += chunk.length;
      if (length >= afterBytes) break;
    }
  }
  throw new InstantInboxError('NetworkError', { message: 'the connection broke while the request was sent' });
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

/** An envelope as a package, with what travels beside it. */
export async function packaged(text: string, attachments: readonly Attachment[]): Promise<SoapReply> {
  const parts = attachments.map(({ contentId, bytes }) => ({
    contentType: 'application/octet-stream',
    contentId,
    content: bytes,
  }));
  const writer = new MultipartWriter({ profile: Mtom, root: text, parts });
  const chunks: Uint8Array[] = [];
  for await (const chunk of writer) chunks.push(chunk);
  return { status: 200, headers: { 'content-type': writer.contentType }, body: Buffer.concat(chunks) };
}

/** An envelope as an answer. */
export const xml = (status: number, text: string): SoapReply => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: new TextEncoder().encode(text),
});
