export { FAULT_NAMESPACES, Soap11, Soap12, soapVersionOf, type FaultCode, type SoapVersion } from './version.js';
export { SoapError, type HeaderName, type SoapErrorDetails } from './soap-error.js';
export {
  readEnvelope,
  type Envelope,
  type EnvelopeLayout,
  type EnvelopeOptions,
  type HeaderEntry,
} from './envelope-reader.js';
export { endEnvelope, startEnvelope, writeEnvelope, type EnvelopeParts, type WritePart } from './envelope-writer.js';
export { writeFault, type SoapFault } from './fault-writer.js';
export { isFault, readFault, type FaultDetail, type FaultQName, type ReceivedFault } from './fault-reader.js';
