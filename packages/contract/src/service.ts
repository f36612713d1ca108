/** What all services of the contract have in common, for code that serves whichever is asked for. */
export type { AnyOperation, ElementCodec, OperationTypes } from './schema/index.js';
export type { ServiceFault } from './generated/common-types.js';
/** The detail of every service's faults. */
export { serviceFaultElement as serviceFault } from './generated/common-codec.js';
