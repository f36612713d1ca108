import { SchemaViolation, XmlToken, type XmlScanner } from '../xml/index.js';

/** What a refusal needs to know of a complex type. */
export interface Shape {
  /** Local names of its elements, in order. */
  readonly fields: readonly string[];
  /** The namespace of its elements. */
  readonly uri: string;
}

/**
 * The token just read is not the element `expected` (null: not the end of the element that holds it). The text tells
 * the usual mistakes apart: wrong order, wrong namespace, one too many, text between elements.
 */
export function misplaced(scanner: XmlScanner, shape: Shape, expected: string | null): SchemaViolation {
  const path = scanner.containerPath();
  const parent = path.slice(path.lastIndexOf('/') + 1).replace(/^.*:|\[\d+\]$/g, '');
  const wanted = expected === null ? `the end of element ${parent}` : `element ${expected}`;
  return new SchemaViolation(path, wanted, describe(scanner, shape, expected, parent), scanner.tokenStart);
}

function describe(scanner: XmlScanner, shape: Shape, expected: string | null, parent: string): string {
  if (scanner.token === XmlToken.Text) return 'text';
  if (scanner.token !== XmlToken.Start) return `the end of element ${parent}`;
  const name = scanner.localName;
  const found = `element ${name}`;
  const place = shape.fields.indexOf(name);
  if (place === -1) return `${found}, which is not part of element ${parent}`;
  if (scanner.namespaceUri !== shape.uri) {
    const uri = scanner.namespaceUri;
    return `${found} ${uri === '' ? 'in no namespace' : `in namespace ${uri}`} instead of ${shape.uri}`;
  }
  const due = expected === null ? shape.fields.length : shape.fields.indexOf(expected);
  return place < due ? `${found}, which comes too late or once too often` : `${found}, which comes too early`;
}

/** One more element of this name than the schema allows. */
export function tooMany(scanner: XmlScanner, max: number): SchemaViolation {
  return scanner.violation(`at most ${max} elements ${scanner.localName}`, 'one more');
}
