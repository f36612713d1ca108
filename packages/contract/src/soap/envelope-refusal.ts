import type { FaultRole } from '../errors.js';
import { carriable, XmlToken, type XmlScanner } from '../xml/index.js';
import { SoapError } from './soap-error.js';
import type { SoapVersion } from './version.js';

/** The encoding of data that an element claims to have; undefined when it claims none. */
export function encodingOf(scanner: XmlScanner, version: SoapVersion): string | undefined {
  if (scanner.attributeCount === 0) return undefined;
  const value = scanner.attributes.value(version.namespace, 'encodingStyle');
  return value === undefined || version.encodingStyle.none.includes(value.trim()) ? undefined : value;
}

export function unknownEncoding(fault: FaultRole, path: string, { clauses }: SoapVersion): SoapError {
  const expected = `no encodingStyle in a literal message (${clauses.encodingStyle})`;
  return new SoapError(fault, `${path}: expected ${expected}, found one`, { path, expected });
}

/** What the scanner stands at is not what SOAP asks for there. */
export function client(scanner: XmlScanner, expected: string, attribute = false): SoapError {
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

/** A namespace for error texts. */
export function shown(uri: string): string {
  return uri === '' ? '(none)' : carriable(uri.slice(0, 200));
}
