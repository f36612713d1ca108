import { imProfiles, type ImProfile } from '@imps-wsi/contract/im';
import { Mtom, Swa, type PackageProfile } from '@imps-wsi/contract/mime';

/**
 * An address of the im service. All offer the same operations; they differ in how content travels: inside of the
 * envelope as base64, or beside it in a MIME package.
 */
export interface SoapPort {
  readonly path: string;
  /** Its contract document, and the schemas beside that. */
  readonly documents: (typeof imProfiles)[ImProfile];
  /** How content travels beside the envelope; absent: it does not. */
  readonly profile?: PackageProfile;
}

export const PLAIN_PORT: SoapPort = Object.freeze({ path: '/soap/im', documents: imProfiles.plain });

/** SOAP with Attachments, Attachments Profile 1.0. */
export const SWA_PORT: SoapPort = Object.freeze({ path: '/soap/im/swa', documents: imProfiles.swa, profile: Swa });

/** MTOM and XOP 1.0. */
export const MTOM_PORT: SoapPort = Object.freeze({ path: '/soap/im/mtom', documents: imProfiles.mtom, profile: Mtom });

export const PORTS: readonly SoapPort[] = [PLAIN_PORT, SWA_PORT, MTOM_PORT];
