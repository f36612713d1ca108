import { Detacher } from '@imps-wsi/contract/detach';
import type { MediaType } from '@imps-wsi/contract/media-type';
import {
  cidOf,
  MimeError,
  PartDirectory,
  readPackageParts,
  type PackageType,
  type PartHeaders,
} from '@imps-wsi/contract/mime';
import {
  decodeXmlBytes,
  LeafProblem,
  quoted,
  type Binary,
  type DetachedBytes,
  type Leaves,
} from '@imps-wsi/contract/xml';
import type { Envelope } from '@imps-wsi/contract/soap';
import type { Policies } from '../domain/policies.js';
import { AwaitedContent, ExpectedContents } from '../operations/expected-contents.js';
import { RefusedContent } from '../operations/received-content.js';
import { signedTooLarge } from '../security/signature/signed-too-large.js';
import type { Admission } from './admission.js';
import type { ArrivingBody } from './exchange.js';
import { leavesOf, partsOf, type Resolver } from './leaves.js';
import type { SoapPort } from './port.js';
import type { RequestContents } from './request-contents.js';

/** An envelope that came, and where its leaves find the bytes that are not in it. */
export interface ArrivedRequest {
  readonly text: string;
  readonly leaves: Leaves;
}

export interface ArrivalParts {
  readonly port: SoapPort;
  readonly body: ArrivingBody;
  readonly admission: Admission;
  readonly contents: RequestContents;
  readonly policies: Policies;
  /** Bytes of the envelope without the content that is taken out of it. */
  readonly maxXmlBytes: number;
}

/**
 * A request on its way in that is too large to be held: contents go to the store piece by piece as they come, inline
 * ones taken out of the envelope, attachments wherever they stand; what remains in memory is a small envelope. Its
 * sender is known before anything of it is stored, unless attachments come first.
 */
export class Arrival {
  readonly #parts: ArrivalParts;

  constructor(parts: ArrivalParts) {
    this.#parts = parts;
  }

  /** A bare envelope. @throws what its stages throw, XmlError */
  async envelope(charset: string | undefined): Promise<ArrivedRequest> {
    const { port, body } = this.#parts;
    const { text, placeholder } = await this.#take(body, charset);
    return { text, leaves: leavesOf(port, partsOf(new PartDirectory<Binary>()), placeholder) };
  }

  /** @throws the same, and MimeError */
  async package(pack: PackageType): Promise<ArrivedRequest> {
    const { port, body, contents } = this.#parts;
    const parts = new PartDirectory<Binary>();
    let root: TakenEnvelope | undefined;
    let expected: ExpectedContents | undefined;
    const early: [contentId: string, size: number][] = [];
    for await (const part of readPackageParts(body, pack)) {
      const { contentId, mediaType } = part.headers;
      if (part.isRoot) {
        root = await this.#take(part.body, mediaType.parameters.get('charset'));
        expected = await this.#check(root);
        for (const each of early) expected.came(...each);
      } else if (contentId !== undefined && expected?.isWanted(contentId) !== false) {
        const refusal = expected?.refusalOf(contentId);
        if (refusal !== undefined) {
          // Its message is refused whatever it holds; other messages may stand behind it.
          parts.add(contentId, new RefusedContent(0, refusal));
          continue;
        }
        const content = await contents.receive(part.body, declaredOf(part.headers));
        parts.add(contentId, content);
        if (expected === undefined) early.push([contentId, content.size]);
        else expected.came(contentId, content.size);
      }
      // What nobody refers to may be there (R2923), and is passed over.
    }
    if (root === undefined) throw new Error('a package without root was not refused');
    return { text: root.text, leaves: leavesOf(port, partsOf(parts), root.placeholder) };
  }

  /** Takes in the bytes of an envelope. The sender must be let in before the first content is taken out of it. */
  async #take(source: AsyncIterable<Uint8Array>, charset: string | undefined): Promise<TakenEnvelope> {
    const { contents, maxXmlBytes } = this.#parts;
    let whole: number | undefined;
    const detacher = new Detacher({
      maxXmlBytes,
      charset,
      open: async () => {
        const soFar = decodeXmlBytes(detacher.passedOn, charset);
        whole = this.#parts.admission.wholeBound(this.#parts.admission.read(soFar));
        if (whole !== undefined) return undefined;
        await this.#letIn(soFar);
        return contents.begin();
      },
    });
    for await (const chunk of source) {
      const waiting = detacher.push(chunk);
      if (waiting !== undefined) await waiting;
      // The envelope will be refused for what came: the rest is not waited for.
      if (detacher.refused) break;
      // These are bytes, and a character has four at most.
      if (whole !== undefined && detacher.passedOn.length > 4 * whole) throw signedTooLarge(whole);
    }
    return {
      text: decodeXmlBytes(detacher.end(), charset),
      placeholder: (text) => detacher.placeholder(text),
    };
  }

  /**
   * Reads the envelope as soon as it is there, so that what is wrong with it is told before its attachments are waited
   * for, and learns which of them it wants.
   */
  async #check({ text, placeholder }: TakenEnvelope): Promise<ExpectedContents> {
    const { admission, policies, port } = this.#parts;
    const references = new Set<string>();
    const note: Resolver = (reference) => {
      const contentId = idOf(reference);
      references.add(contentId);
      return new AwaitedContent(contentId);
    };
    const envelope = await this.#letIn(text, leavesOf(port, note, placeholder));
    const operation = admission.operationOf(envelope);
    const input: unknown = operation.input.decode(envelope.scanner);
    envelope.finish();
    const rules = policies.of(await admission.callerOf(envelope));
    return new ExpectedContents(rules, references, operation, input);
  }

  async #letIn(text: string, leaves?: Leaves): Promise<Envelope> {
    const { admission, body, contents, policies } = this.#parts;
    const arrived = admission.read(text, leaves);
    const rules = policies.of(await admission.callerOf(arrived));
    const envelope = admission.trusted(arrived);
    admission.operationOf(envelope);
    body.trust(rules.values.maxRequestBytes);
    contents.trust(rules.maxContentBytes);
    return envelope;
  }
}

interface TakenEnvelope {
  readonly text: string;
  readonly placeholder: (text: string) => DetachedBytes | undefined;
}

function idOf(reference: string): string {
  try {
    return cidOf(reference);
  } catch (error) {
    if (!(error instanceof MimeError)) throw error;
    throw new LeafProblem('a cid: reference', quoted(reference));
  }
}

/** The media type that a part says it is of; undefined when it has no such header. */
function declaredOf({ fields, mediaType }: PartHeaders): MediaType | undefined {
  return fields.some(({ name }) => name.toLowerCase() === 'content-type') ? mediaType : undefined;
}
