/**
 * An XML document that can be broken: names, values and text are kept as they are written, and written as they are kept,
 * well-formed or not. Reads the project's own golden files, which hold elements, attributes and text and nothing else.
 */

export interface Element {
  readonly kind: 'element';
  name: string;
  /** Names and raw values; a name may stand there twice. */
  attributes: [name: string, value: string][];
  children: Node[];
}

/** Written as it is. */
export interface Raw {
  readonly kind: 'raw';
  text: string;
}

export type Node = Element | Raw;

export const raw = (text: string): Raw => ({ kind: 'raw', text });

export const element = (name: string, attributes: [string, string][] = [], children: Node[] = []): Element => ({
  kind: 'element',
  name,
  attributes,
  children,
});

/** The document element. */
export function parse(text: string): Element {
  const root = element('');
  const open = [root];
  for (const [, closing, name = '', attributes = '', empty, characters] of text
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .matchAll(/<(\/)?([\w:-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/)?>|([^<]+)/g)) {
    const parent = open.at(-1) ?? root;
    if (characters !== undefined) parent.children.push(raw(characters));
    else if (closing !== undefined) open.pop();
    else {
      const child = element(
        name,
        [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      );
      parent.children.push(child);
      if (empty === undefined) open.push(child);
    }
  }
  const document = root.children.find((node) => node.kind === 'element');
  if (document === undefined) throw new Error('there is no element in this document');
  return document;
}

export const write = (node: Node): string => {
  if (node.kind === 'raw') return node.text;
  const { name, attributes, children } = node;
  const written = attributes.map(([key, value]) => ` ${key}="${value}"`).join('');
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.map(write).join('')}</${name}>`;
};

export const copy = <T extends Node>(node: T): T => structuredClone(node);

/** An element and where it stands. */
export interface Place {
  readonly element: Element;
  readonly parent: Element | undefined;
}

/** All elements, in document order. */
export function places(root: Element): Place[] {
  const found: Place[] = [];
  const visit = (at: Element, parent: Element | undefined): void => {
    found.push({ element: at, parent });
    for (const child of at.children) if (child.kind === 'element') visit(child, at);
  };
  visit(root, undefined);
  return found;
}

export const isLeaf = ({ children }: Element): boolean => children.every(({ kind }) => kind === 'raw');

/** Without its prefix. */
export const localName = ({ name }: Element): string => name.slice(name.indexOf(':') + 1);

/** The first element with this local name. @throws where there is none */
export function find(root: Element, local: string): Element {
  const found = places(root).find((place) => localName(place.element) === local);
  if (found === undefined) throw new Error(`there is no ${local}`);
  return found.element;
}
