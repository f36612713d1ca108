/** Bounds on what one document may ask of the scanner. All are inclusive maxima. */
export interface XmlLimits {
  /** Elements open at the same time. */
  readonly maxDepth: number;
  /** Attributes of one element; namespace declarations count as attributes. */
  readonly maxAttributes: number;
  /** Namespace declarations in force at the same place: every prefix is looked for among them. */
  readonly maxNamespaces: number;
  /** UTF-16 code units of one attribute value as written. */
  readonly maxAttributeLength: number;
  /** Child elements of one element, where the schema sets no other bound. */
  readonly maxChildren: number;
  /** UTF-16 code units of one element, attribute or prefix name as written. */
  readonly maxNameLength: number;
}

export const DEFAULT_XML_LIMITS: XmlLimits = Object.freeze({
  maxDepth: 64,
  maxAttributes: 64,
  maxNamespaces: 128,
  maxAttributeLength: 8 * 1024,
  maxChildren: 10_000,
  maxNameLength: 1024,
});

/** The defaults with some replaced. */
export function xmlLimits(changes: Partial<XmlLimits> = {}): XmlLimits {
  return Object.freeze({ ...DEFAULT_XML_LIMITS, ...changes });
}
