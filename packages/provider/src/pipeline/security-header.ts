import { SECURITY, securityHeaderOf } from '@imps-wsi/contract/wsse';
import type { Envelope } from '@imps-wsi/contract/soap';
import type { SecurityHeader } from '../security/presented.js';

/** The header block that this service processes; any other one that must be understood is refused. */
export const UNDERSTOOD = [SECURITY] as const;

/** What the envelope's WS-Security header presents, as the security stage judges it; undefined when there is none. */
export function presentedSecurity(envelope: Envelope): SecurityHeader | undefined {
  const header = securityHeaderOf(envelope);
  if (header === undefined) return undefined;
  const { usernameTokens, timestamp, binarySecurityTokens, signatures, others } = header;
  return {
    usernameTokens: usernameTokens.map(({ username, password, nonce, created }) => ({
      username,
      ...(password === undefined ? {} : { password }),
      ...(nonce === undefined ? {} : { nonce }),
      ...(created === undefined ? {} : { created: created.text }),
    })),
    ...(timestamp === undefined
      ? {}
      : {
          timestamp: {
            created: timestamp.created.text,
            ...(timestamp.expires === undefined ? {} : { expires: timestamp.expires.text }),
          },
        }),
    others: [
      ...binarySecurityTokens.map(() => 'BinarySecurityToken'),
      ...signatures.map(() => 'Signature'),
      ...others.map(({ local }) => local),
    ],
  };
}
