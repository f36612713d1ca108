import { XmlScanner, XmlToken, type ElementPlace, type XmlName } from '../xml/index.js';
import { client, encodingOf, shown, unknownEncoding } from './envelope-refusal.js';
import { SoapError } from './soap-error.js';
import type { SoapVersion } from './version.js';

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

/** Header blocks that a MustUnderstand fault names; more are counted. */
const MAX_NAMED_BLOCKS = 8;

export function readHeaders(scanner: XmlScanner, version: SoapVersion, headers: ReadHeader[]): void {
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) throw client(scanner, 'only elements in the Header');
    // SOAP 1.1 §4.2, SOAP 1.2 part 1 §5.2.1: all immediate children of the Header are namespace-qualified.
    if (scanner.namespaceUri === '') throw client(scanner, 'header blocks in a namespace');
    const place = scanner.place();
    const { name, localName: local, namespaceUri: uri } = scanner;
    const mustUnderstand = mustUnderstandOf(scanner, version);
    const encoding = encodingOf(scanner, version);
    const role = scanner.attributes.value(version.namespace, version.roleAttribute)?.trim() ?? '';
    const { start, end } = scanner.captureElement();
    const forUs = role === '' || version.ourRoles.includes(role);
    headers.push(new ReadHeader(name, uri, local, mustUnderstand, role, forUs, start, end, place, encoding));
  }
}

export class ReadHeader implements HeaderEntry {
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
    /** An encoding of data that it claims to have. */
    readonly encoding: string | undefined,
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
  const { relayAttribute } = version;
  if (relayAttribute !== undefined) {
    const relay = scanner.attributes.value(version.namespace, relayAttribute);
    if (relay !== undefined && version.mustUnderstand(relay) === undefined) {
      throw client(scanner, 'relay to be a boolean (SOAP 1.2 part 1 §5.2.4)');
    }
  }
  const value = scanner.attributes.value(version.namespace, 'mustUnderstand');
  if (value === undefined) return false;
  const must = version.mustUnderstand(value);
  if (must === undefined) throw client(scanner, `mustUnderstand to be ${version.mustUnderstandValues}`);
  return must;
}

/** Of blocks that are not processed here the encoding is nobody's concern. */
export function checkBlockEncodings(
  headers: readonly ReadHeader[],
  version: SoapVersion,
  understood: readonly XmlName[],
): void {
  const fault = version.encodingStyle.onBlock;
  if (fault === undefined) return;
  for (const { encoding, forUs, name, path } of headers) {
    if (encoding === undefined || !forUs || name === null || !understood.includes(name)) continue;
    throw unknownEncoding(fault, path, version);
  }
}

export function checkUnderstood(
  headers: readonly HeaderEntry[],
  version: SoapVersion,
  understood: readonly XmlName[],
): void {
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
