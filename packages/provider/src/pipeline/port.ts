import { imProfiles, type ImProfile } from '@imps-wsi/contract/im';
import { Mtom, Swa, type PackageProfile } from '@imps-wsi/contract/mime';
import { Soap11, Soap12, type SoapVersion } from '@imps-wsi/contract/soap';

/**
 * An address of the im service. All offer the same operations; they differ in the SOAP version, and in how content
 * travels: inside of the envelope as base64, or beside it in a MIME package.
 */
export interface SoapPort {
  readonly path: string;
  /** The one version that is spoken there. */
  readonly version: SoapVersion;
  /** The same, as the envelope's reader wants it. */
  readonly versions: readonly [SoapVersion];
  /** Its contract document, and the schemas beside that. */
  readonly documents: (typeof imProfiles)[ImProfile];
  /** How content travels beside the envelope; absent: it does not. */
  readonly profile?: PackageProfile;
}

function port(path: string, version: SoapVersion, name: ImProfile, profile?: PackageProfile): SoapPort {
  return Object.freeze({
    path,
    version,
    versions: [version] as const,
    documents: imProfiles[name],
    ...(profile === undefined ? {} : { profile }),
  });
}

export const PLAIN_PORT = port('/soap/im', Soap11, 'plain');

/** SOAP with Attachments, Attachments Profile 1.0. */
export const SWA_PORT = port('/soap/im/swa', Soap11, 'swa', Swa);

/** MTOM and XOP 1.0. */
export const MTOM_PORT = port('/soap/im/mtom', Soap11, 'mtom', Mtom);

export const SOAP12_PORT = port('/soap/im/soap12', Soap12, 'soap12');

/** MTOM and XOP 1.0 over SOAP 1.2. */
export const SOAP12_MTOM_PORT = port('/soap/im/soap12/mtom', Soap12, 'soap12Mtom', Mtom);

export const PORTS: readonly SoapPort[] = [PLAIN_PORT, SWA_PORT, MTOM_PORT, SOAP12_PORT, SOAP12_MTOM_PORT];
