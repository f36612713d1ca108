import { WsiError } from '@imps-wsi/contract/errors';
import { SECURITY, type SecurityHeader } from '@imps-wsi/contract/wsse';
import type { Leaves } from '@imps-wsi/contract/xml';

/** The header block that this service processes; any other one that must be understood is refused. */
export const UNDERSTOOD = [SECURITY] as const;

/** What the envelope's WS-Security header presents; undefined when there is none. The security stage judges it. */
export { securityHeaderOf as presentedSecurity } from '@imps-wsi/contract/wsse';

export const isSigned = ({ signatures }: SecurityHeader): boolean => signatures.length > 0;

const refuseReference = (): never => {
  throw new WsiError('InvalidSecurity', {
    reason:
      'The signature covers a reference and not the attachment that it leads to; send the content inside of the signed Body, as base64.',
  });
};

/** Of a signed envelope: who signs relies on all of the message being as it was. */
export const SIGNED_LEAVES: Leaves = {
  placeholder: () => undefined,
  include: refuseReference,
  attachment: refuseReference,
};
