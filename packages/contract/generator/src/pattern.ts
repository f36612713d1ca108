import { refuse, type Node } from './dom.js';

/** Escapes whose meaning differs between XML Schema and JavaScript with the u flag. */
const CLASS_ESCAPES: Readonly<Record<string, { readonly alone: string; readonly inClass: string | undefined }>> = {
  d: { alone: '\\p{Nd}', inClass: '\\p{Nd}' },
  D: { alone: '\\P{Nd}', inClass: '\\P{Nd}' },
  s: { alone: '[ \\t\\n\\r]', inClass: ' \\t\\n\\r' },
  S: { alone: '[^ \\t\\n\\r]', inClass: undefined },
  w: { alone: '[^\\p{P}\\p{Z}\\p{C}]', inClass: undefined },
  W: { alone: '[\\p{P}\\p{Z}\\p{C}]', inClass: '\\p{P}\\p{Z}\\p{C}' },
};

/**
 * A regular expression of XML Schema as JavaScript source for the u flag, anchored at both ends as the schema means it.
 * Anything whose meaning could differ is refused rather than guessed.
 */
export function translatePattern(node: Node, pattern: string): string {
  let out = '';
  let depth = 0; // of character classes: 0 or 1
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '\\') {
      const next = pattern.charAt(++i);
      const meaning = CLASS_ESCAPES[next];
      if (meaning !== undefined) {
        const text = depth === 0 ? meaning.alone : meaning.inClass;
        if (text === undefined)
          throw refuse(node, `\\${next} inside [ ] of pattern ${pattern}`, 'the characters themselves');
        out += text;
      } else if ('nrt'.includes(next) && next !== '') out += `\\${next}`;
      else if ('\\|.-^?*+{}()[]'.includes(next) && next !== '') out += `\\${next}`;
      else throw refuse(node, `\\${next} in pattern ${pattern}`, '\\d, \\s, \\w, or the characters themselves');
    } else if (depth === 1) {
      if (c === '[')
        throw refuse(node, `[ or a subtraction inside [ ] of pattern ${pattern}`, 'the remaining characters');
      if (c === ']') depth = 0;
      out += c === '^' && pattern.charAt(i - 1) !== '[' ? '\\^' : c;
    } else if (c === '[') {
      depth = 1;
      out += c;
    } else if (c === '^' || c === '$' || c === '/') out += `\\${c}`;
    else if (c === '.') out += '[^\\n\\r]';
    else if (c === '(') {
      if (pattern.charAt(i + 1) === '?') throw refuse(node, `(? in pattern ${pattern}`, 'a plain group');
      out += '(?:';
    } else out += c;
  }
  const source = `^(?:${out})$`;
  try {
    new RegExp(source, 'u');
  } catch (error) {
    throw refuse(node, `pattern ${pattern} (${(error as Error).message})`, 'a simpler one');
  }
  return source;
}
