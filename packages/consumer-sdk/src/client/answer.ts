import { parseMediaType, type MediaType } from '@imps-wsi/contract/media-type';
import { MimeError } from '@imps-wsi/contract/mime';
import { isFault, readEnvelope, readFault, Soap11, Soap12, type SoapVersion } from '@imps-wsi/contract/soap';
import { SECURITY } from '@imps-wsi/contract/wsse';
import { decodeXmlBytes, SchemaViolation, XmlError, xmlLimits } from '@imps-wsi/contract/xml';
import { InstantInboxError } from '../errors.js';
import type { SoapReply } from '../transport/soap-transport.js';
import type { ResponseOf } from './exchange.js';
import { operations, type OperationName } from './operations.js';
import { isPackage, unpack, type Unpacked } from './package-reader.js';
import { errorFromFault, errorFromStatus, retryAfterOf } from './refusal.js';

/** An answer holds as many items as its bytes allow, which the transport bounds. */
const ANSWER_LIMITS = xmlLimits({ maxChildren: Number.MAX_SAFE_INTEGER });

/**
 * Stacks that sign in both ways put a Timestamp there that must be understood. Nothing of an answer is taken on its word:
 * that it comes from the provider, the connection says.
 */
const UNDERSTOOD = [SECURITY] as const;

/** Faults come in either version: who is asked in one that it does not speak may say so in its own. */
const VERSIONS = [Soap11, Soap12] as const;

/**
 * The typed answer in an HTTP answer, alone or in a package.
 *
 * @param version the one that was asked in
 * @param seen told the envelope's text as soon as it is known
 * @throws InstantInboxError
 */
export function readAnswer<Name extends OperationName>(
  operation: Name,
  version: SoapVersion,
  reply: SoapReply,
  seen: (xml: string) => void,
): ResponseOf<Name> {
  const contentType = reply.headers['content-type'] ?? '';
  const mediaType = parseMediaType(contentType);
  const isXml = contentType === '' || isEnvelope(mediaType);
  const isMultipart = isPackage(contentType);
  // R1126: a fault comes with 500; in SOAP 1.2 also with 400. Some gateways make it a 400 or a 200: the envelope decides.
  if ((!isXml && !isMultipart) || reply.body.length === 0) throw errorFromStatus(reply);
  try {
    const { root, charset, leaves }: Unpacked = isMultipart
      ? unpack(contentType, reply.body)
      : { root: reply.body, charset: mediaType?.parameters.get('charset') };
    const text = decodeXmlBytes(root, charset);
    seen(text);
    const envelope = readEnvelope(text, {
      versions: VERSIONS,
      limits: ANSWER_LIMITS,
      understood: UNDERSTOOD,
      ignoresEnvelopeAttributes: true,
      ...(leaves === undefined ? {} : { leaves }),
    });
    if (isFault(envelope)) throw errorFromFault(readFault(envelope), reply);
    const { output } = operations[operation];
    if (reply.status < 200 || reply.status > 299 || envelope.scanner.name !== output.name) {
      throw new InstantInboxError('UnexpectedResponse', {
        message: `The answer to ${operation} (HTTP ${reply.status}) is an element ${envelope.scanner.qualifiedName}.`,
        httpStatus: reply.status,
      });
    }
    if (envelope.version !== version) {
      throw new InstantInboxError('UnexpectedResponse', {
        message: `The answer to ${operation} is of SOAP ${envelope.version.name}, asked was SOAP ${version.name}.`,
        httpStatus: reply.status,
      });
    }
    const response = output.decode(envelope.scanner);
    envelope.finish();
    return response;
  } catch (error) {
    throw unreadable(operation, reply, error);
  }
}

/** `application/xml` is what some write for both. */
function isEnvelope(media: MediaType | undefined): boolean {
  const name = `${media?.type ?? ''}/${media?.subtype ?? ''}`;
  return name === 'application/xml' || VERSIONS.some(({ mediaType }) => mediaType === name);
}

function unreadable(operation: OperationName, reply: SoapReply, error: unknown): InstantInboxError {
  if (error instanceof InstantInboxError) return error;
  if (reply.status < 200 || reply.status > 299) return errorFromStatus(reply);
  // In HTTP/1.0 an answer ends with its connection: one that was cut is told by its envelope alone.
  const isCut =
    (error instanceof MimeError && error.code === 'Truncated') ||
    (error instanceof XmlError && error.code === 'UnexpectedEnd');
  if (isCut) {
    return new InstantInboxError('NetworkError', {
      message: `The answer to ${operation} broke off: ${error.message}`,
      httpStatus: reply.status,
      cause: error,
    });
  }
  return new InstantInboxError('UnexpectedResponse', {
    message: `The answer to ${operation} does not follow the contract: ${error instanceof Error ? error.message : String(error)}`,
    httpStatus: reply.status,
    retryAfterSeconds: retryAfterOf(reply),
    cause: error,
    ...(error instanceof SchemaViolation ? { path: error.path, expected: error.expected } : {}),
  });
}
