import { XmlError, XmlScanner, xmlLimits, type XmlLimits } from '@imps-wsi/contract/xml';

/** Reads a whole document, leaves included, as a receiver that cares for nothing but well-formedness. */
export function readAll(text: string, limits: Partial<XmlLimits> = {}): void {
  const scanner = new XmlScanner(text, xmlLimits(limits));
  scanner.next();
  scanner.skipElement();
  scanner.finish();
}

/** The XmlError that reading the document ends in. */
export function refusal(text: string, limits: Partial<XmlLimits> = {}): XmlError {
  try {
    readAll(text, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 80)}`);
}

/** The text of the root, which must be a leaf. */
export function leaf(text: string): string {
  const scanner = new XmlScanner(text);
  scanner.next();
  const content = scanner.readText();
  scanner.finish();
  return content;
}
