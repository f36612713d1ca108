/**
 * Media types as MIME writes them (RFC 2045 §5.1). Any syntactically valid type is carried, known or invented;
 * the spelling is kept as it came.
 */

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\\\r\\n\\u0080-\\uffff\\0]|\\\\[\\t\\x20-\\x7e])*"';
// White space behind a semicolon belongs either to a parameter or to what comes next, never to both: were it free to
// choose, every "; " would double the ways to fail.
const MEDIA_TYPE = new RegExp(
  `^(${TOKEN})/(${TOKEN})((?:[ \\t]*;(?:[ \\t]*${TOKEN}[ \\t]*=[ \\t]*(?:${TOKEN}|${QUOTED}))?)*)[ \\t]*$`,
);
const PARAMETER = new RegExp(`(${TOKEN})[ \\t]*=[ \\t]*(${TOKEN}|${QUOTED})`, 'g');

export interface MediaType {
  /** Lower case, such as `text`. */
  readonly type: string;
  /** Lower case, such as `plain`. */
  readonly subtype: string;
  /** Parameter names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Nearly all messages are of a handful of types; their answer is remembered, bounded. */
const known = new Map<string, boolean>();

/** True when the text is a media type with optional parameters. */
export function isMediaType(text: string): boolean {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const valid = MEDIA_TYPE.test(text);
  if (known.size >= 256) known.clear();
  if (text.length <= 128) known.set(text, valid);
  return valid;
}

/** Takes a media type apart, or answers undefined when it is none. */
export function parseMediaType(text: string): MediaType | undefined {
  const match = MEDIA_TYPE.exec(text);
  if (match === null) return undefined;
  const [, type = '', subtype = '', tail = ''] = match;
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of tail.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) {
      parameters.set(key, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);
    }
  }
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
}
