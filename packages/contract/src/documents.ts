import { ADDRESS_TOKEN, documents, type DocumentName } from './generated/documents.js';
import { escapeAttribute } from './xml/index.js';

export { documents, type DocumentName };

/** How the caller reaches the service, and therefore what its copy of the contract must say. */
export interface DocumentView {
  /** The absolute URL of the endpoint as the caller reached it. */
  readonly address: string;
  /** Where the caller finds a schema document, relative or absolute. Default: beside the WSDL, under its own name. */
  readonly schemaLocation?: (file: DocumentName) => string;
}

/** Is there a contract document of this name? */
export function isDocumentName(name: string): name is DocumentName {
  return Object.hasOwn(documents, name);
}

/**
 * A contract document as text, with the caller's addresses in it.
 *
 * @throws IllegalTextError when the address holds characters that XML cannot carry
 */
export function renderDocument(name: DocumentName, view: DocumentView): string {
  // Replacements are functions, because a "$" in an address must stay one.
  const text = documents[name].replaceAll(ADDRESS_TOKEN, () => escapeAttribute(view.address));
  const { schemaLocation } = view;
  if (schemaLocation === undefined) return text;
  return text.replace(/schemaLocation="([^"]*)"/g, (whole, file: string) =>
    isDocumentName(file) ? `schemaLocation="${escapeAttribute(schemaLocation(file))}"` : whole,
  );
}
