import type { FaultRole } from '../errors.js';

/** The expanded name of a header block. */
export interface HeaderName {
  readonly uri: string;
  readonly local: string;
}

export interface SoapErrorDetails {
  /** Path of the element at fault. */
  readonly path?: string;
  /** What SOAP or the profile asks for at that place. */
  readonly expected?: string;
  /** The header blocks that had to be understood and were not. */
  readonly notUnderstood?: readonly HeaderName[];
}

/** The envelope cannot be processed. Its text may be shown to the caller. */
export class SoapError extends Error {
  override readonly name = 'SoapError';
  readonly fault: FaultRole;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly notUnderstood: readonly HeaderName[];

  constructor(fault: FaultRole, reason: string, details: SoapErrorDetails = {}) {
    super(reason);
    this.fault = fault;
    this.path = details.path;
    this.expected = details.expected;
    this.notUnderstood = details.notUnderstood ?? [];
  }
}
