import type { ElementCodec, OperationTypes } from '@imps-wsi/contract/service';
import { writeEnvelope, type SoapVersion } from '@imps-wsi/contract/soap';
import { PASSWORD_TEXT, WSSE_NAMESPACE } from '@imps-wsi/contract/wsse';
import { escapeText, type XmlWriter } from '@imps-wsi/contract/xml';
import type { ServiceName, SoapService } from '../../pipeline/service.js';
import { imExamples } from './im-examples.js';
import { presenceExamples } from './presence-examples.js';
import { indented } from './indented.js';

/** Who sends an example. In commands these are shell variables. */
export interface ExampleUser {
  readonly username: string;
  readonly password: string;
}

/** A request that can be sent as it stands, and what comes back. */
export interface Example {
  readonly request: string;
  readonly answer: string;
  /** What has to be put into the request first, and where it comes from. */
  readonly before: string | undefined;
}

/** What is sent and answered, by operation. */
export type ExamplesOf<Operations extends Readonly<Record<keyof Operations, OperationTypes>>> = {
  readonly [Name in keyof Operations]: {
    readonly request: Operations[Name]['requestInput'];
    readonly answer: Operations[Name]['responseInput'];
    /** What has to be put into the request first. */
    readonly before?: string;
  };
};

type AnyExamples = Readonly<Record<string, AnyExample | undefined>>;
type AnyExample = ExamplesOf<{ any: OperationTypes }>['any'];

/** One conversation of somebody with herself, by service. */
const EXAMPLES: Readonly<Record<ServiceName, (self: string) => AnyExamples>> = {
  im: imExamples,
  presence: presenceExamples,
};

/** The example of an operation. @param user the one who sends; `shown` is the address that answers show */
export function exampleOf(
  service: SoapService,
  name: string,
  version: SoapVersion,
  user: ExampleUser,
  shown: string,
): Example | undefined {
  const examples = EXAMPLES[service.name];
  const operation = service.operations[name];
  const sentBy = examples(user.username)[name];
  const shownTo = examples(shown)[name];
  if (operation === undefined || sentBy === undefined || shownTo === undefined) return undefined;
  const { input, output } = operation;
  const { request } = sentBy;
  const { answer, before } = shownTo;
  const sent = { headers: [usernameToken(user)], body: written(input, request) };
  return {
    request: indented(writeEnvelope(version, sent)),
    answer: indented(writeEnvelope(version, { body: written(output, answer) })),
    before,
  };
}

/** The table pairs each name with its own types; the compiler cannot follow that through a lookup by name. */
const written =
  (codec: Pick<ElementCodec<unknown, never>, 'encode'>, value: unknown) =>
  (writer: XmlWriter): void => {
    codec.encode(writer, value as never);
  };

/** Without Created and Nonce, so that it can be sent at any time; over TLS or on this machine. */
const usernameToken =
  ({ username, password }: ExampleUser) =>
  (writer: XmlWriter): void => {
    writer.raw(`<wsse:Security xmlns:wsse="${WSSE_NAMESPACE}"><wsse:UsernameToken>`);
    writer.raw(`<wsse:Username>${escapeText(username)}</wsse:Username>`);
    writer.raw(`<wsse:Password Type="${PASSWORD_TEXT}">${escapeText(password)}</wsse:Password>`);
    writer.raw('</wsse:UsernameToken></wsse:Security>');
  };
