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

/**
 * A WSDL and its schemas as one document, for toolkits that cannot follow references or are to get one file: each
 * schema stands in wsdl:types as it is, and imports the others by their namespace alone (Basic Profile R2003, R2007).
 *
 * @param schemas all that the WSDL needs, those that others import before them
 * @throws IllegalTextError when the address holds characters that XML cannot carry
 */
export function renderSingleDocument(
  wsdl: DocumentName,
  schemas: readonly DocumentName[],
  view: Pick<DocumentView, 'address'>,
): string {
  const inline = schemas.map((name) =>
    documents[name]
      .replace(/^<\?xml[^>]*\?>\s*/, '')
      .replace(/(<xs:import\b[^>]*?)\s+schemaLocation="[^"]*"/g, '$1')
      .trimEnd()
      .replace(/^(?=.)/gm, '    '),
  );
  return renderDocument(wsdl, view).replace(
    /(<wsdl:types>)[^]*?(\s*<\/wsdl:types>)/,
    (_whole, start: string, end: string) => `${start}\n${inline.join('\n')}${end}`,
  );
}
