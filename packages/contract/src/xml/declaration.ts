const DECLARATION =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])([\w.:-]+)\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])([A-Za-z][\w.-]*)\3)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\5)?[ \t\r\n]*\?>/y;

export interface XmlDeclaration {
  readonly version: string;
  /** As written; undefined when the declaration names none. */
  readonly encoding: string | undefined;
  /** Code units the declaration takes. */
  readonly length: number;
}

/** Does the text open with `<?xml` and white space, that is, with something that must be an XML declaration? */
export function startsWithDeclaration(text: string): boolean {
  return text.startsWith('<?xml') && /^[ \t\r\n]/.test(text.slice(5, 6));
}

/** The XML declaration at the start of the text, or undefined when there is none or it is not well formed. */
export function readDeclaration(text: string): XmlDeclaration | undefined {
  DECLARATION.lastIndex = 0;
  const match = DECLARATION.exec(text);
  return match === null ? undefined : { version: match[2] ?? '', encoding: match[4], length: match[0].length };
}
