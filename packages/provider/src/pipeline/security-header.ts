import { SECURITY } from '@imps-wsi/contract/wsse';

/** The header block that this service processes; any other one that must be understood is refused. */
export const UNDERSTOOD = [SECURITY] as const;

/** What the envelope's WS-Security header presents; undefined when there is none. The security stage judges it. */
export { securityHeaderOf as presentedSecurity } from '@imps-wsi/contract/wsse';
