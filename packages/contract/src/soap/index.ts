export {
  FAULT_NAMESPACES,
  Soap11,
  Soap12,
  soapVersionOf,
  type EncodingRules,
  type FaultCode,
  type SoapVersion,
  type VersionClauses,
} from './version.js';
export { SoapError, type HeaderName, type SoapErrorDetails, type VersionMismatch } from './soap-error.js';
export { readEnvelope, type Envelope, type EnvelopeLayout, type EnvelopeOptions } from './envelope-reader.js';
export type { HeaderEntry } from './header-blocks.js';
export { endEnvelope, startEnvelope, writeEnvelope, type EnvelopeParts, type WritePart } from './envelope-writer.js';
export { writeFault, type SoapFault } from './fault-writer.js';
export { isFault, readFault, type FaultDetail, type FaultQName, type ReceivedFault } from './fault-reader.js';
