export { XmlScanner, XmlToken, type ElementPlace } from './scanner.js';
export type { AttributeList, XmlAttribute } from './attributes.js';
export { XML_NAMESPACE, XMLNS_NAMESPACE, type NamespaceScope } from './namespaces.js';
export { xmlName, type XmlName } from './names.js';
export { DEFAULT_XML_LIMITS, xmlLimits, type XmlLimits } from './limits.js';
export { XmlError, type XmlErrorCode, type XmlLocation } from './xml-error.js';
export { SchemaViolation, quoted } from './schema-violation.js';
export { decodeXmlBytes, isUtf16 } from './decode-bytes.js';
export { carriable, hasIllegalXmlChars, isXmlText } from './chars.js';
export {
  XmlWriter,
  type XmlPiece,
  type XmlWriterOptions,
  IllegalTextError,
  escapeAttribute,
  escapeText,
} from './writer.js';
export { pathAt } from './location.js';
export { decodeBase64, encodeBase64 } from './base64.js';
export {
  type Binary,
  type BinaryInput,
  byteCount,
  DetachedBytes,
  isOutgoingBytes,
  LeafProblem,
  type Leaves,
  type OutgoingBytes,
  wholeBytes,
} from './binary.js';
export { inlineBase64 } from './inline-base64.js';
