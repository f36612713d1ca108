import { parseMediaType } from '@imps-wsi/contract/media-type';
import { WsiError } from '@imps-wsi/contract/errors';
import { findImOperation, imService, type ImOperation, type ImOperationName } from '@imps-wsi/contract/im';
import { endEnvelope, readEnvelope, startEnvelope, type Envelope, type SoapVersion } from '@imps-wsi/contract/soap';
import { decodeXmlBytes, inlineBase64, type XmlPiece, XmlWriter } from '@imps-wsi/contract/xml';
import type { Caller } from '../domain/caller.js';
import type { Logger } from '../log.js';
import type { Answer, CallContext, Handlers } from '../operations/index.js';
import type { Authenticator } from '../security/authenticate.js';
import type { SoapEndpoint, SoapReply, SoapRequest } from './exchange.js';
import { bareFault, replyToThrow } from './fault.js';
import { presentedSecurity, UNDERSTOOD } from './security-header.js';

export interface PipelineParts {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly handlers: Handlers;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: Logger;
}

/**
 * The path of a SOAP request, in order. Each stage may throw; `replyToThrow` makes the answer of it, and nothing that
 * stands behind the stage happens (R1028).
 *
 *   1. decode        bytes to text            MalformedXml
 *   2. envelope      SOAP, header blocks      VersionMismatch, then MustUnderstand, then Client (R2725)
 *   3. authenticate  who calls                wsse faults; only then is the Body looked at
 *   4. dispatch      by the Body child's name UnknownOperation; never by SOAPAction (R1127)
 *   5. read          typed request            SchemaViolation, MalformedXml
 *   6. perform       the operation            its own faults; StoreUnavailable, InternalError
 *   7. write         the answer               in one piece, or streamed
 */
export function createPipeline(parts: PipelineParts): SoapEndpoint {
  return async (request) => {
    let version: SoapVersion | undefined;
    try {
      const text = decode(request);
      const envelope = readEnvelope(text, { understood: UNDERSTOOD });
      ({ version } = envelope);
      const caller = await authenticate(parts.authenticator, envelope, request);
      const operation = dispatch(envelope);
      const input = operation.input.decode(envelope.scanner);
      envelope.finish();
      const answer = await perform(parts.handlers, operation.name, input, { caller, gone: request.gone });
      try {
        return write(version, operation, answer);
      } catch (error) {
        await answer.broken?.();
        throw error;
      }
    } catch (error) {
      const { isUnavailable, log } = parts;
      try {
        return replyToThrow(error, { version, isUnavailable, log });
      } catch (second) {
        log.error('a fault could not be written', { error: second });
        return bareFault(version);
      }
    }
  };
}

function decode({ body, contentType }: SoapRequest): string {
  const charset = contentType === undefined ? undefined : parseMediaType(contentType)?.parameters.get('charset');
  return decodeXmlBytes(body, charset);
}

function authenticate(
  authenticator: PipelineParts['authenticator'],
  envelope: Envelope,
  { tls, loopback, peer }: SoapRequest,
): Promise<Caller> {
  return authenticator.authenticate(presentedSecurity(envelope), { tls, loopback, peer, now: new Date() });
}

function dispatch(envelope: Envelope): ImOperation {
  const { scanner } = envelope;
  const operation = findImOperation(scanner.name);
  if (operation !== undefined) return operation;
  const { localName, namespaceUri } = scanner;
  throw new WsiError('UnknownOperation', {
    reason: `{${namespaceUri.slice(0, 200)}}${localName.slice(0, 200)} is no request of this service; its requests are in namespace ${imService.namespace}, see the WSDL.`,
    path: scanner.path(),
  });
}

/** The table pairs each name with its own types; the compiler cannot follow that through a lookup by name. */
function perform<Name extends ImOperationName>(
  handlers: Handlers,
  name: Name,
  input: unknown,
  context: CallContext,
): Promise<Answer<Name>> {
  const handler = handlers[name] as (input: unknown, context: CallContext) => Promise<Answer<Name>>;
  return handler(input, context);
}

function write(version: SoapVersion, operation: ImOperation, answer: Answer<ImOperationName>): SoapReply {
  const { sent, broken } = answer;
  const conclusion = { ...(sent === undefined ? {} : { sent }), ...(broken === undefined ? {} : { broken }) };
  const contentType = version.contentType();
  const writer = new XmlWriter({ trusted: true });
  const output = operation.output as AnyOutput;
  if ('stream' in answer) {
    return { status: 200, contentType, body: stream(version, output, writer, answer.stream), ...conclusion };
  }
  startEnvelope(writer, version);
  output.encode(writer, answer.response);
  endEnvelope(writer);
  return { status: 200, contentType, body: writer.take(), ...conclusion };
}

async function* stream(
  version: SoapVersion,
  output: AnyOutput,
  writer: XmlWriter,
  value: unknown,
): AsyncGenerator<string> {
  startEnvelope(writer, version);
  for await (const piece of output.encodeStream(writer, value)) {
    if (typeof piece === 'string') yield piece;
    else yield* inlineBase64(piece);
  }
  endEnvelope(writer);
  yield writer.take();
}

interface AnyOutput {
  encode(writer: XmlWriter, value: unknown): void;
  encodeStream(writer: XmlWriter, value: unknown): AsyncGenerator<XmlPiece, void, undefined>;
}
