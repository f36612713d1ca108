import {
  type Binary,
  decodeBase64,
  LeafProblem,
  type Leaves,
  quoted,
  SchemaViolation,
  xmlName,
  type XmlScanner,
  XmlToken,
} from '../xml/index.js';
import { requireValue } from './attributes.js';
import { trimBlanks } from './read.js';

/** XOP 1.0 §2.1: the element that stands in a leaf for bytes that travel beside the document. */
const INCLUDE = xmlName('http://www.w3.org/2004/08/xop/include', 'Include');
/** Attachments Profile 1.0 §4.4. */
const SWA_REF = xmlName('http://ws-i.org/profiles/basic/1.1/xsd', 'swaRef');

/** An xs:base64Binary: in the text as base64, or where the scanner's leaves say that it is. */
export function readBase64(scanner: XmlScanner): Binary {
  const { leaves } = scanner;
  if (leaves === undefined) return decoded(scanner, scanner.readText());
  if (leaves.include !== undefined && scanner.atChild) return included(scanner, leaves);
  const text = scanner.readText();
  return leaves.placeholder(text) ?? decoded(scanner, text);
}

/** Does an `attachment` element (swaRef) come in the place of a base64 leaf, and does this document have any? */
export function isAttachment(scanner: XmlScanner): boolean {
  return scanner.leaves?.attachment !== undefined;
}

/** The bytes that the `attachment` element just started refers to. Ask {@link isAttachment} before. */
export function readAttachment(scanner: XmlScanner): Binary {
  const start = scanner.elementStart;
  if (scanner.attributeCount !== 0) requireValue(scanner, SWA_REF);
  const reference = trimBlanks(scanner.readText());
  return resolved(scanner, start, () => scanner.leaves?.attachment?.(reference));
}

function decoded(scanner: XmlScanner, text: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes !== undefined) return bytes;
  throw scanner.violation('base64 (A-Z a-z 0-9 + /, padded with =)', quoted(text));
}

/** Reads a leaf that holds an element: xop:Include and nothing else (white space aside, which base64 may have too). */
function included(scanner: XmlScanner, leaves: Leaves): Binary {
  scanner.next();
  const start = scanner.elementStart;
  if (scanner.name !== INCLUDE) {
    throw new SchemaViolation(
      scanner.containerPath(),
      'text or xop:Include',
      `element ${scanner.qualifiedName}`,
      start,
    );
  }
  const href = scanner.attributes.value('', 'href');
  if (href === undefined) throw scanner.violation('attribute href', 'none');
  // Elements of other namespaces may stand in it (XOP 1.0 §2.1); they mean nothing here.
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) throw new SchemaViolation(scanner.pathOf(start), 'no text', 'text', start);
    scanner.skipElement();
  }
  const token = scanner.next();
  if (token !== XmlToken.End) {
    const found = token === XmlToken.Text ? 'text' : `element ${scanner.qualifiedName}`;
    throw new SchemaViolation(scanner.containerPath(), 'nothing beside xop:Include', found, scanner.tokenStart);
  }
  return resolved(scanner, start, () => leaves.include?.(trimBlanks(href)));
}

function resolved(scanner: XmlScanner, start: number, resolve: () => Binary | undefined): Binary {
  try {
    const bytes = resolve();
    if (bytes !== undefined) return bytes;
  } catch (problem) {
    if (!(problem instanceof LeafProblem)) throw problem;
    throw new SchemaViolation(scanner.pathOf(start), problem.expected, problem.found, start);
  }
  throw new Error('the document has no leaves to resolve a reference');
}
