import { quoted, type XmlName, type XmlScanner } from '../xml/index.js';
import { trimBlanks } from './read.js';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * Judges the attributes of the element just started, whose schema declares none, and returns whether it is nil.
 *
 * A receiver's tolerance (Basic Profile R1017 and what common toolkits send): xsi:type may name the declared type,
 * xsi:schemaLocation is not looked at, attributes of foreign namespaces (xml:lang, ids) mean nothing to this contract.
 * An unqualified attribute would be the contract's own, and it has none.
 */
function judge(scanner: XmlScanner, type: XmlName): boolean {
  let nil = false;
  for (const attribute of scanner.attributes) {
    if (attribute.uri === XSI) {
      if (attribute.local === 'nil') nil = nilValue(scanner, attribute.value);
      else if (attribute.local === 'type') checkType(scanner, attribute.value, type);
    } else if (attribute.uri === '' || attribute.uri === type.uri) {
      throw scanner.violation('no attribute', `attribute ${attribute.qualifiedName}`);
    }
  }
  return nil;
}

/** The element must have a value: xsi:nil is refused. */
export function requireValue(scanner: XmlScanner, type: XmlName): void {
  if (judge(scanner, type)) throw scanner.violation('a value', 'xsi:nil="true" on an element that is not optional');
}

/** The element is optional: with xsi:nil it counts as absent, and is read over. */
export function isAbsent(scanner: XmlScanner, type: XmlName): boolean {
  if (!judge(scanner, type)) return false;
  if (!scanner.atEndTag) throw scanner.violation('no content beside xsi:nil="true"', 'content');
  scanner.readText();
  return true;
}

/**
 * The element is the whole request or answer. Toolkits write one without content as xsi:nil="true"; it is then read as
 * an empty one.
 */
export function rootAttributes(scanner: XmlScanner, type: XmlName): void {
  if (judge(scanner, type) && !scanner.atEndTag) throw scanner.violation('no content beside xsi:nil="true"', 'content');
}

function nilValue(scanner: XmlScanner, value: string): boolean {
  const text = trimBlanks(value);
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw scanner.violation('xsi:nil to be a boolean', quoted(value));
}

function checkType(scanner: XmlScanner, value: string, type: XmlName): void {
  const name = trimBlanks(value);
  const colon = name.indexOf(':');
  const uri = scanner.namespaces.lookup(colon === -1 ? '' : name.slice(0, colon));
  if (uri === undefined && colon !== -1) {
    throw scanner.violation('xsi:type to use a declared prefix', quoted(value));
  }
  if (name.slice(colon + 1) !== type.local || (uri ?? '') !== type.uri) {
    throw scanner.violation(`type ${type.local} of namespace ${type.uri}`, `xsi:type ${quoted(value)}`);
  }
}
