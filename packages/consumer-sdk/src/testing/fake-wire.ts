import { WsiError } from '@imps-wsi/contract/errors';
import { findImOperation, imOperations, serviceException, type ImOperationName } from '@imps-wsi/contract/im';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import { Mtom, MultipartWriter } from '@imps-wsi/contract/mime';
import { readEnvelope, Soap11, Soap12, writeFault, type Envelope, type SoapVersion } from '@imps-wsi/contract/soap';
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

const VERSIONS = [Soap11, Soap12] as const;

/** The SOAP version that a request says it is of, before anything of it is read. */
export const versionOf = (request: SoapRequest): SoapVersion =>
  (request.headers['content-type'] ?? '').includes(Soap12.mediaType) ? Soap12 : Soap11;

/** Was the request, and is the answer to be, a package? */
export const isPackaged = (request: SoapRequest): boolean => isPackage(request.headers['content-type'] ?? '');

/** The operation that a request says it is for, before anything of it is read. */
export function announced(request: SoapRequest): ImOperationName | undefined {
  const said =
    request.headers['soapaction'] ?? /action=[\\"]*([^\\";]*)/.exec(request.headers['content-type'] ?? '')?.[1];
  const action = said?.replaceAll('"', '');
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
      versions: VERSIONS,
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
          versionOf(request),
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
export function fault(version: SoapVersion, error: WsiError): SoapReply {
  const { fault: role, http, code, retryable } = error.definition;
  if (role === undefined) return { status: http, headers: {}, body: new Uint8Array(0) };
  const isDetailed = version.detailsHeaders || role === 'Client' || role === 'Server';
  const { errorName, message: reason, retryAfterSeconds, path, expected } = error;
  const detail = { code, errorName, reason, retryable, retryAfterSeconds, path, expected };
  return xml(
    version,
    version.faultStatus(role),
    writeFault(version, {
      role,
      reason,
      ...(isDetailed
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
export async function packaged(
  version: SoapVersion,
  text: string,
  attachments: readonly Attachment[],
): Promise<SoapReply> {
  const parts = attachments.map(({ contentId, bytes }) => ({
    contentType: 'application/octet-stream',
    contentId,
    content: bytes,
  }));
  const writer = new MultipartWriter({ profile: Mtom, version, root: text, parts });
  const chunks: Uint8Array[] = [];
  for await (const chunk of writer) chunks.push(chunk);
  return { status: 200, headers: { 'content-type': writer.contentType }, body: Buffer.concat(chunks) };
}

/** An envelope as an answer. */
export const xml = (version: SoapVersion, status: number, text: string): SoapReply => ({
  status,
  headers: { 'content-type': version.contentType() },
  body: new TextEncoder().encode(text),
});
