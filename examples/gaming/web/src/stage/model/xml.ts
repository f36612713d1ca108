import formatter, { type XMLFormatterOptions } from 'xml-formatter';

/** What the package is when it is loaded; its types tell of another shape, which it has in a bundle of its own only. */
const format = formatter as unknown as (xml: string, options: XMLFormatterOptions) => string;

/** A stretch of XML that is shown in one colour. */
export interface XmlToken {
  readonly kind: 'markup' | 'name' | 'attribute' | 'value' | 'text' | 'comment';
  readonly text: string;
}

/**
 * With a line for each element. As it is when it cannot be read, such as when its end is cut off: the formatter guesses
 * then, and leaves out what it does not understand.
 */
export function pretty(xml: string): string {
  try {
    const formatted = format(xml, { indentation: '  ', collapseContent: true, lineSeparator: '\n' });
    return withoutSpace(formatted) === withoutSpace(xml) ? formatted : xml;
  } catch {
    return xml;
  }
}

const withoutSpace = (text: string): string => text.replace(/\s/g, '');

const PIECES = /<!--[\s\S]*?-->|<[^>]*>?|[^<]+/g;
const TAG = /^(<[/?!]?)([^\s/>?]*)([\s\S]*?)([/?]?>?)$/;
const ATTRIBUTES = /([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')|([\s\S])/g;

/** Cuts XML into stretches; together they are the XML, character by character, whatever it is. */
export function tokensOf(xml: string): readonly XmlToken[] {
  const tokens: XmlToken[] = [];
  const add = (kind: XmlToken['kind'], text: string): void => {
    const last = tokens.at(-1);
    if (text === '') return;
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text };
    else tokens.push({ kind, text });
  };
  for (const [piece] of xml.matchAll(PIECES)) {
    if (piece.startsWith('<!--')) {
      add('comment', piece);
      continue;
    }
    const [, open = '', name = '', rest = '', close = ''] = piece.startsWith('<') ? (TAG.exec(piece) ?? []) : [];
    if (open === '') {
      add('text', piece);
      continue;
    }
    add('markup', open);
    add('name', name);
    for (const [, attribute = '', equals = '', value = '', other = ''] of rest.matchAll(ATTRIBUTES)) {
      add('attribute', attribute);
      add('markup', equals);
      add('value', value);
      add('markup', other);
    }
    add('markup', close);
  }
  return tokens;
}
