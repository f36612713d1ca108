import { XmlScanner, XmlToken, type Leaves, type XmlLimits, type XmlName } from '../xml/index.js';
import { client, encodingOf, shown, unknownEncoding } from './envelope-refusal.js';
import {
  checkBlockEncodings,
  checkUnderstood,
  readHeaders,
  type HeaderEntry,
  type ReadHeader,
} from './header-blocks.js';
import { SoapError } from './soap-error.js';
import { Soap11, soapVersionOf, type SoapVersion } from './version.js';

/** An envelope whose headers have been read and whose Body is still to be. */
export interface Envelope {
  readonly version: SoapVersion;
  readonly headers: readonly HeaderEntry[];
  /** Has just read the start tag of the Body's only child. Nothing behind it has been looked at. */
  readonly scanner: XmlScanner;
  /** Where its parts stand in the scanner's text, as signatures need it. */
  readonly layout: EnvelopeLayout;
  /** The first header block of this name that is meant for us. */
  header(name: XmlName): HeaderEntry | undefined;
  /** Every header block of this name that is meant for us. */
  headersNamed(name: XmlName): readonly HeaderEntry[];
  /**
   * Call when the Body's child has been read: nothing may follow it, the Body or the Envelope (R1011).
   *
   * @throws SoapError, XmlError
   */
  finish(): void;
}

/** Offsets in the scanner's text. */
export interface EnvelopeLayout {
  /** Of the `<` of the Envelope's start tag, and behind its `>`. */
  readonly start: number;
  readonly startTagEnd: number;
  /** Of the `<` of the Body's start tag. */
  readonly body: number;
}

export interface EnvelopeOptions {
  readonly limits?: XmlLimits;
  /** Versions that this endpoint speaks, the preferred one first; another one is a VersionMismatch. Default: 1.1 only. */
  readonly versions?: readonly SoapVersion[];
  /** Header blocks that the caller will process. Any other that must be understood is refused. */
  readonly understood?: readonly XmlName[];
  /**
   * Attributes of the envelope's namespace on Envelope, Header and Body are read over. For who reads answers: R1032 binds
   * their senders, and an encodingStyle there, as stacks of before the Basic Profile write it, changes nothing of a literal Body.
   */
  readonly ignoresEnvelopeAttributes?: boolean;
  /** Where base64 leaves find bytes that are not in the text. Absent: all are. */
  readonly leaves?: Leaves;
}

/**
 * Reads a SOAP envelope up to the start of the Body's child. Errors come in the order of R2725, which SOAP 1.2 part 1 §2.6
 * leaves room for: VersionMismatch, MustUnderstand, Client.
 *
 * @throws SoapError for what breaks SOAP or the Basic Profile, XmlError for what is not XML
 */
export function readEnvelope(text: string, options: EnvelopeOptions = {}): Envelope {
  const scanner = new XmlScanner(text, options.limits, options.leaves);
  scanner.next();
  const version = envelopeVersion(scanner, options.versions ?? ONLY_SOAP11);
  const isStrict = options.ignoresEnvelopeAttributes !== true;
  if (isStrict) checkAttributes(scanner, version);
  const start = scanner.elementStart;
  const startTagEnd = scanner.offset;

  const headers: ReadHeader[] = [];
  scanner.next();
  if (scanner.name === version.names.header) {
    if (isStrict) checkAttributes(scanner, version);
    readHeaders(scanner, version, headers);
    scanner.next();
  }
  const understood = options.understood ?? [];
  checkUnderstood(headers, version, understood);
  checkBlockEncodings(headers, version, understood);
  if (scanner.name !== version.names.body) throw bodyExpected(scanner, version);
  if (isStrict) checkAttributes(scanner, version);
  const body = scanner.elementStart;
  scanner.next();
  checkBodyChild(scanner, version);
  return new ReadEnvelope(version, headers, scanner, { start, startTagEnd, body });
}

const ONLY_SOAP11 = [Soap11] as const;

class ReadEnvelope implements Envelope {
  constructor(
    readonly version: SoapVersion,
    readonly headers: readonly HeaderEntry[],
    readonly scanner: XmlScanner,
    readonly layout: EnvelopeLayout,
  ) {}

  header(name: XmlName): HeaderEntry | undefined {
    return this.headers.find((entry) => entry.name === name && entry.forUs);
  }

  headersNamed(name: XmlName): readonly HeaderEntry[] {
    return this.headers.filter((entry) => entry.name === name && entry.forUs);
  }

  finish(): void {
    const { scanner } = this;
    if (scanner.next() !== XmlToken.End) throw client(scanner, 'exactly one element in the Body');
    if (scanner.next() !== XmlToken.End) {
      throw client(scanner, `nothing behind the Body (${this.version.clauses.behindBody})`);
    }
    scanner.finish();
  }
}

function envelopeVersion(scanner: XmlScanner, versions: readonly SoapVersion[]): SoapVersion {
  const version = versions.find((candidate) => candidate.names.envelope === scanner.name);
  if (version !== undefined) return version;
  const wanted = versions.map((candidate) => candidate.namespace).join(' or ');
  const isEnvelope = scanner.localName === 'Envelope';
  const preferred = versions[0] ?? Soap11;
  if (!isEnvelope && !preferred.isVersionByName) throw client(scanner, `an Envelope of namespace ${wanted} as root`);
  const reason = isEnvelope
    ? `the Envelope is in namespace ${shown(scanner.namespaceUri)}; use ${wanted}`
    : `the root is {${shown(scanner.namespaceUri)}}${scanner.localName}; send an Envelope of namespace ${wanted}`;
  const found = isEnvelope ? soapVersionOf(scanner.namespaceUri) : undefined;
  throw new SoapError('VersionMismatch', reason, {
    path: scanner.path(),
    expected: wanted,
    mismatch: { answerIn: preferred.mismatchIn(found), supported: versions },
  });
}

/** R1032, SOAP 1.2 part 1 §5.1: Envelope, Header and Body carry no attributes of the envelope's namespace, encodingStyle among them. */
function checkAttributes(scanner: XmlScanner, version: SoapVersion): void {
  if (scanner.attributeCount === 0) return;
  for (const attribute of scanner.attributes) {
    if (attribute.uri !== version.namespace) continue;
    const clause = version.clauses.envelopeAttributes;
    throw client(scanner, `no attribute ${attribute.local} on ${scanner.localName} (${clause})`, true);
  }
}

function bodyExpected(scanner: XmlScanner, version: SoapVersion): SoapError {
  if (scanner.name === version.names.header) return client(scanner, 'one Header only, before the Body');
  return client(scanner, `a Body of namespace ${version.namespace}`);
}

function checkBodyChild(scanner: XmlScanner, version: SoapVersion): void {
  if (scanner.token !== XmlToken.Start) throw client(scanner, 'one element in the Body');
  if (scanner.namespaceUri === '') {
    throw client(scanner, `the element in the Body to be in a namespace (${version.clauses.bodyChild})`);
  }
  if (encodingOf(scanner, version) !== undefined) {
    throw unknownEncoding(version.encodingStyle.onBodyChild, scanner.path(), version);
  }
}
