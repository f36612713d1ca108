import {
  carriable,
  type Leaves,
  XmlScanner,
  XmlToken,
  type ElementPlace,
  type XmlLimits,
  type XmlName,
} from '../xml/index.js';
import { SoapError } from './soap-error.js';
import { Soap11, type SoapVersion } from './version.js';

/** One header block. Its content has been checked for well-formedness only. */
export interface HeaderEntry {
  /** The known name, or null. */
  readonly name: XmlName | null;
  readonly uri: string;
  readonly local: string;
  readonly mustUnderstand: boolean;
  /** The role (1.2) or actor (1.1) it is meant for; '' when none is named. */
  readonly role: string;
  /** Is it meant for the receiver of this message? */
  readonly forUs: boolean;
  /** Path for error texts. */
  readonly path: string;
  /** Source range [start, end) of the block in the envelope's text, as signatures need it. */
  readonly start: number;
  readonly end: number;
  /** A scanner whose element just started is this block. */
  open(): XmlScanner;
}

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
  /** Versions that this endpoint speaks; another one is a VersionMismatch. Default: 1.1 only. */
  readonly versions?: readonly SoapVersion[];
  /** Header blocks that the caller will process. Any other that must be understood is refused. */
  readonly understood?: readonly XmlName[];
  /** Where base64 leaves find bytes that are not in the text. Absent: all are. */
  readonly leaves?: Leaves;
}

/**
 * Reads a SOAP envelope up to the start of the Body's child. Errors come in the order of R2725: VersionMismatch,
 * MustUnderstand, Client.
 *
 * @throws SoapError for what breaks SOAP or the Basic Profile, XmlError for what is not XML
 */
export function readEnvelope(text: string, options: EnvelopeOptions = {}): Envelope {
  const scanner = new XmlScanner(text, options.limits, options.leaves);
  scanner.next();
  const version = envelopeVersion(scanner, options.versions ?? [Soap11]);
  checkAttributes(scanner, version);
  const start = scanner.elementStart;
  const startTagEnd = scanner.offset;

  const headers: HeaderEntry[] = [];
  scanner.next();
  if (scanner.name === version.names.header) {
    checkAttributes(scanner, version);
    readHeaders(scanner, version, headers);
    scanner.next();
  }
  checkUnderstood(headers, version, options.understood ?? []);
  if (scanner.name !== version.names.body) throw bodyExpected(scanner, version);
  checkAttributes(scanner, version);
  const body = scanner.elementStart;
  scanner.next();
  checkBodyChild(scanner, version);
  return new ReadEnvelope(version, headers, scanner, { start, startTagEnd, body });
}

/** Header blocks that a MustUnderstand fault names; more are counted. */
const MAX_NAMED_BLOCKS = 8;

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
    if (scanner.next() !== XmlToken.End) throw client(scanner, 'nothing behind the Body (R1011)');
    scanner.finish();
  }
}

function envelopeVersion(scanner: XmlScanner, versions: readonly SoapVersion[]): SoapVersion {
  const version = versions.find((candidate) => candidate.names.envelope === scanner.name);
  if (version !== undefined) return version;
  const wanted = versions.map((candidate) => candidate.namespace).join(' or ');
  if (scanner.localName === 'Envelope') {
    throw new SoapError(
      'VersionMismatch',
      `the Envelope is in namespace ${shown(scanner.namespaceUri)}; use ${wanted}`,
      {
        path: scanner.path(),
        expected: wanted,
      },
    );
  }
  throw client(scanner, `an Envelope of namespace ${wanted} as root`);
}

function readHeaders(scanner: XmlScanner, version: SoapVersion, headers: HeaderEntry[]): void {
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) throw client(scanner, 'only elements in the Header');
    // SOAP 1.1 §4.2: all immediate children of the Header are namespace-qualified.
    if (scanner.namespaceUri === '') throw client(scanner, 'header blocks in a namespace');
    const place = scanner.place();
    const { name, localName: local, namespaceUri: uri } = scanner;
    const mustUnderstand = mustUnderstandOf(scanner, version);
    const role = scanner.attributes.value(version.namespace, version.roleAttribute)?.trim() ?? '';
    const { start, end } = scanner.captureElement();
    const forUs = role === '' || version.ourRoles.includes(role);
    headers.push(new ReadHeader(name, uri, local, mustUnderstand, role, forUs, start, end, place));
  }
}

class ReadHeader implements HeaderEntry {
  constructor(
    readonly name: XmlName | null,
    readonly uri: string,
    readonly local: string,
    readonly mustUnderstand: boolean,
    readonly role: string,
    readonly forUs: boolean,
    readonly start: number,
    readonly end: number,
    private readonly place: ElementPlace,
  ) {}

  get path(): string {
    return this.place.scanner.pathOf(this.start);
  }

  open(): XmlScanner {
    return XmlScanner.reopen(this.place);
  }
}

function mustUnderstandOf(scanner: XmlScanner, version: SoapVersion): boolean {
  if (scanner.attributeCount === 0) return false;
  const value = scanner.attributes.value(version.namespace, 'mustUnderstand');
  if (value === undefined) return false;
  const must = version.mustUnderstand(value);
  if (must === undefined) throw client(scanner, `mustUnderstand to be ${version.mustUnderstandValues}`);
  return must;
}

function checkUnderstood(headers: readonly HeaderEntry[], version: SoapVersion, understood: readonly XmlName[]): void {
  const unknown = headers.filter(
    (entry) => entry.mustUnderstand && entry.forUs && (entry.name === null || !understood.includes(entry.name)),
  );
  const [first] = unknown;
  if (first === undefined) return;
  // One declared namespace may stand for thousands of blocks: naming each would answer a small request with megabytes.
  const named = unknown.slice(0, MAX_NAMED_BLOCKS);
  const list = named.map((entry) => `{${shown(entry.uri)}}${entry.local}`).join(', ');
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : '';
  throw new SoapError('MustUnderstand', `header blocks that must be understood are not known here: ${list}${more}`, {
    path: first.path,
    expected: `header blocks of SOAP ${version.name} that this service knows`,
    notUnderstood: named.map(({ uri, local }) => ({ uri, local })),
  });
}

/** R1032: Envelope, Header and Body carry no attributes of the envelope's namespace, encodingStyle (R1005) among them. */
function checkAttributes(scanner: XmlScanner, version: SoapVersion): void {
  if (scanner.attributeCount === 0) return;
  for (const attribute of scanner.attributes) {
    if (attribute.uri !== version.namespace) continue;
    throw client(scanner, `no attribute ${attribute.local} on ${scanner.localName} (R1005, R1032)`, true);
  }
}

function bodyExpected(scanner: XmlScanner, version: SoapVersion): SoapError {
  if (scanner.name === version.names.header) return client(scanner, 'one Header only, before the Body');
  return client(scanner, `a Body of namespace ${version.namespace}`);
}

function checkBodyChild(scanner: XmlScanner, version: SoapVersion): void {
  if (scanner.token !== XmlToken.Start) throw client(scanner, 'one element in the Body');
  if (scanner.namespaceUri === '') throw client(scanner, 'the element in the Body to be in a namespace (R1014)');
  if (scanner.attributeCount !== 0 && scanner.attributes.value(version.namespace, 'encodingStyle') !== undefined) {
    throw client(scanner, 'no encodingStyle in a literal message (R1006)', true);
  }
}

function client(scanner: XmlScanner, expected: string, attribute = false): SoapError {
  const found = attribute
    ? 'one'
    : scanner.token === XmlToken.Text
      ? 'text'
      : scanner.token === XmlToken.Start
        ? `element ${scanner.qualifiedName}`
        : 'the end of the element';
  const path = scanner.path();
  return new SoapError('Client', `${path}: expected ${expected}, found ${found}`, { path, expected });
}

function shown(uri: string): string {
  return uri === '' ? '(none)' : carriable(uri.slice(0, 200));
}
