import type { FaultRole } from '../errors.js';
import type { SoapVersion } from './version.js';

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
  /** For VersionMismatch. */
  readonly mismatch?: VersionMismatch;
}

/** How the sender of an envelope of a version that is not spoken is to be told. */
export interface VersionMismatch {
  /** The version of the fault. */
  readonly answerIn: SoapVersion;
  /** The versions that are spoken, the preferred one first. */
  readonly supported: readonly SoapVersion[];
}

/** The envelope cannot be processed. Its text may be shown to the caller. */
export class SoapError extends Error {
  override readonly name = 'SoapError';
  readonly fault: FaultRole;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly notUnderstood: readonly HeaderName[];
  readonly mismatch: VersionMismatch | undefined;

  constructor(fault: FaultRole, reason: string, details: SoapErrorDetails = {}) {
    super(reason);
    this.fault = fault;
    this.path = details.path;
    this.expected = details.expected;
    this.notUnderstood = details.notUnderstood ?? [];
    this.mismatch = details.mismatch;
  }
}
