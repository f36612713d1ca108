import type { WritePart } from '@imps-wsi/contract/soap';
import { writeUsernameToken } from '@imps-wsi/contract/wsse';
import type { ClientSettings, Credential } from './options.js';

/**
 * A fresh WS-Security header: PasswordText for a person's password, PasswordDigest over a new nonce and the current
 * time for a service's secret, which so never travels.
 */
export function securityHeader(
  { username, clock }: ClientSettings,
  credential: Exclude<Credential, { kind: 'certificate' }>,
): WritePart {
  return writeUsernameToken({
    username,
    password: credential.value,
    passwordType: credential.kind === 'secret' ? 'digest' : 'text',
    created: new Date(clock.now()),
  });
}
