import type { FaultRole } from '../errors.js';

/** The fault codes of WS-Security 1.1 §12 that reading a header can end in. */
export type WsseFaultCode = Extract<
  FaultRole,
  'wsse:InvalidSecurity' | 'wsse:InvalidSecurityToken' | 'wsse:UnsupportedAlgorithm' | 'wsse:UnsupportedSecurityToken'
>;

/** A Security header breaks WS-Security or the Basic Security Profile. Its text may be shown: it tells nothing secret. */
export class WsseError extends Error {
  override readonly name = 'WsseError';
  readonly fault: WsseFaultCode;
  readonly path: string;

  constructor(fault: WsseFaultCode, reason: string, path: string) {
    super(`${path}: ${reason}`);
    this.fault = fault;
    this.path = path;
  }
}
