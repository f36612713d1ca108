import { PartDirectory } from '@imps-wsi/contract/mime';
import { decodeXmlBytes, type Binary } from '@imps-wsi/contract/xml';
import type { ContentStore } from '../domain/content-store.js';
import type { Policies } from '../domain/policies.js';
import type { Logger } from '../log.js';
import type { AnyAnswer, CallContext, ServiceHandlers } from '../operations/index.js';
import type { SoapService } from './service.js';
import { Admission, type Authenticators } from './admission.js';
import { packaged, write } from './answer.js';
import { Arrival, type ArrivalParts, type ArrivedRequest } from './arrival.js';
import type { SoapEndpoint, SoapReply, SoapRequest } from './exchange.js';
import { bareFault, replyToThrow } from './fault.js';
import { leavesOf, partsOf } from './leaves.js';
import { RequestContents } from './request-contents.js';
import { Staging } from './staging.js';
import { Turns } from './turns.js';

export interface PipelineParts extends Authenticators {
  readonly handlers: ServiceHandlers;
  readonly contents: ContentStore;
  readonly policies: Policies;
  readonly limits: PipelineLimits;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly storeRetrySeconds: () => number;
  readonly log: Logger;
}

export interface PipelineLimits {
  /** Bytes of an envelope without the content that is taken out of it. */
  readonly maxRequestBytes: number;
  /** Bytes of a request with all its content. */
  readonly maxContentRequestBytes: number;
  /** Bytes of attachments that stand before envelopes, of all requests together. */
  readonly maxUnauthenticatedBytes: number;
}

/**
 * The path of a SOAP request, in order. Each stage may throw; `replyToThrow` makes the answer of it, and nothing that
 * stands behind the stage happens (R1028).
 *
 *   1. arrive        bytes to text, content  MalformedXml, BadPackage; content of large requests goes to the store
 *   2. envelope      SOAP, header blocks     VersionMismatch, then MustUnderstand, then Client (R2725)
 *   3. authenticate  who calls               wsse faults; only then is the Body looked at, of signed ones as signed
 *   4. take turns    account by account      TooManyRequests; a flood of one does not hold up the others
 *   5. dispatch      by the Body's child     UnknownOperation; never by SOAPAction (R1127)
 *   6. read          typed request           SchemaViolation, MalformedXml
 *   7. perform       the operation           its own faults; StoreUnavailable, InternalError
 *   8. write         the answer              in one piece, or streamed; packaged as the address says
 *
 * Of a large request 2 to 6 happen while it arrives, as soon as enough of it is there, so that nothing is stored for
 * strangers and what is wrong is told early; and once more when all of it is there.
 */
export function createPipeline(given: PipelineParts): SoapEndpoint {
  const parts = { ...given, turns: new Turns() };
  const staging = new Staging(parts.limits.maxUnauthenticatedBytes);
  return (request) => {
    const { body } = request;
    const admission = new Admission(parts, request);
    if (body instanceof Uint8Array) return run(parts, request, admission, body);
    const contents = new RequestContents(parts.contents, parts.limits.maxContentRequestBytes, staging.open());
    return runLarge(parts, request, admission, { body, contents });
  };
}

type RunningParts = PipelineParts & { readonly turns: Turns };

/** A request that is read piece by piece: whatever becomes of it, nothing stays of the contents that nobody uses. */
async function runLarge(
  parts: RunningParts,
  request: SoapRequest,
  admission: Admission,
  { body, contents }: Pick<ArrivalParts, 'body' | 'contents'>,
): Promise<SoapReply> {
  const { port, announced } = request;
  const { policies } = parts;
  const { maxRequestBytes: maxXmlBytes } = parts.limits;
  const arrival = new Arrival({ port, body, admission, contents, policies, maxXmlBytes });
  const reply = await run(parts, request, admission, () =>
    announced.pack === undefined ? arrival.envelope(announced.charset) : arrival.package(announced.pack),
  );
  return { ...reply, tidied: contents.release() };
}

/** Never rejects. */
async function run(
  { handlers, policies, turns, isUnavailable, storeRetrySeconds, log }: RunningParts,
  request: SoapRequest,
  admission: Admission,
  body: Uint8Array | (() => Promise<ArrivedRequest>),
): Promise<SoapReply> {
  try {
    const { text, leaves } = body instanceof Uint8Array ? wholeRequest(request, body) : await body();
    const arrived = admission.read(text, leaves);
    const caller = await admission.callerOf(arrived);
    const envelope = admission.trusted(arrived);
    if (body instanceof Uint8Array) policies.of(caller).checkRequest(body.length);
    const turn = turns.take(caller.ownerId, text.length);
    if (turn !== undefined) await turn;
    const operation = admission.operationOf(envelope);
    const input = operation.input.decode(envelope.scanner);
    envelope.finish();
    const attaches = request.port.profile !== undefined;
    const answer = await perform(handlers, request.port.service, operation.name, input, {
      caller,
      gone: request.gone,
      attaches,
    });
    try {
      return write(request, envelope.version, operation, answer);
    } catch (error) {
      await answer.broken?.();
      throw error;
    }
  } catch (error) {
    const { version = request.port.version, operation } = admission;
    const { page } = request;
    const context = { version, operation: operation?.name, page, isUnavailable, storeRetrySeconds, log };
    try {
      return packaged(request, replyToThrow(error, context));
    } catch (second) {
      log.error('a fault could not be written', { error: second });
      return bareFault(version);
    }
  }
}

function wholeRequest({ announced, port }: SoapRequest, body: Uint8Array): Partial<ArrivedRequest> & { text: string } {
  const text = decodeXmlBytes(body, announced.charset);
  // Without a package, references lead nowhere; where there are none, leaves are plain base64.
  return port.profile === undefined ? { text } : { text, leaves: leavesOf(port, partsOf(new PartDirectory<Binary>())) };
}

/** The tables pair each name with its own types; the compiler cannot follow that through a lookup by name. */
function perform(
  handlers: ServiceHandlers,
  service: SoapService,
  name: string,
  input: unknown,
  context: CallContext,
): Promise<AnyAnswer> {
  const table = handlers[service.name] as Readonly<Record<string, AnyHandler | undefined>>;
  const handler = table[name];
  if (handler === undefined) throw new Error(`operation ${name} of ${service.name} has no handler`);
  return handler(input, context);
}

type AnyHandler = (input: unknown, context: CallContext) => Promise<AnyAnswer>;
