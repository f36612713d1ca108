import type { DocumentName } from '@imps-wsi/contract/documents';
import { Mtom, Swa, type PackageProfile } from '@imps-wsi/contract/mime';
import { Soap11, Soap12, type SoapVersion } from '@imps-wsi/contract/soap';
import type { SoapService } from './service.js';

/** A contract document, and the schemas beside it. */
export interface PortDocuments {
  readonly wsdl: DocumentName;
  readonly schemas: readonly DocumentName[];
}

/**
 * An address of a service. All of one service offer the same operations; they differ in the SOAP version, and in how
 * content travels: inside of the envelope as base64, or beside it in a MIME package.
 */
export interface SoapPort {
  readonly service: SoapService;
  readonly path: string;
  /** The one version that is spoken there. */
  readonly version: SoapVersion;
  /** The same, as the envelope's reader wants it. */
  readonly versions: readonly [SoapVersion];
  readonly documents: PortDocuments;
  /** How content travels beside the envelope; absent: it does not. */
  readonly profile?: PackageProfile;
}

/** What a profile of the contract means for its address: the end of its path, the version, the packaging. */
const WAYS = {
  plain: { end: '', version: Soap11 },
  /** SOAP with Attachments, Attachments Profile 1.0. */
  swa: { end: '/swa', version: Soap11, profile: Swa },
  /** MTOM and XOP 1.0. */
  mtom: { end: '/mtom', version: Soap11, profile: Mtom },
  soap12: { end: '/soap12', version: Soap12 },
  /** MTOM and XOP 1.0 over SOAP 1.2. */
  soap12Mtom: { end: '/soap12/mtom', version: Soap12, profile: Mtom },
} as const satisfies Readonly<Record<string, { end: string; version: SoapVersion; profile?: PackageProfile }>>;

/** The profiles that a service has; one without bytes in its messages has none that is about packages. */
export type ServiceProfiles = Readonly<Partial<Record<keyof typeof WAYS, PortDocuments>>> & {
  readonly plain: PortDocuments;
};

/** An address for each profile of a service. */
export function portsOf(service: SoapService, path: string, profiles: ServiceProfiles): readonly SoapPort[] {
  return (Object.keys(WAYS) as (keyof typeof WAYS)[]).flatMap((name) => {
    const documents = profiles[name];
    if (documents === undefined) return [];
    const { end, version, ...packaging } = WAYS[name];
    return [
      Object.freeze({ service, path: path + end, version, versions: [version] as const, documents, ...packaging }),
    ];
  });
}
