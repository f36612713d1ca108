import type { MediaType } from '../media-type.js';
import { Soap11, Soap12, type SoapVersion } from '../soap/index.js';
import { quotedString } from './header-grammar.js';

/** All that differs between the ways to put a SOAP message with attachments into multipart/related. */
export interface PackageProfile {
  readonly name: 'swa' | 'mtom';
  /** The `type` parameter of the package, which is the media type of its root part. */
  readonly rootType: 'text/xml' | 'application/xop+xml';
  /** The SOAP versions it is defined for. */
  readonly versions: readonly SoapVersion[];
  /** Do `start-info` of the package and `type` of the root part name the media type of the message inside? */
  readonly namesMessageType: boolean;
  /** Content-Type of the root part. */
  rootContentType(version: SoapVersion, action?: string): string;
  /** The `start-info` parameter; undefined when the profile has none. */
  startInfo(version: SoapVersion, action?: string): string | undefined;
}

/** SOAP with Attachments as the Attachments Profile 1.0 narrows it (R2932, R2915): SOAP 1.1 only. */
export const Swa: PackageProfile = Object.freeze({
  name: 'swa',
  rootType: 'text/xml',
  versions: [Soap11],
  namesMessageType: false,
  rootContentType: () => 'text/xml; charset=UTF-8',
  startInfo: () => undefined,
});

/** MTOM: the root is the XOP form of a SOAP message (SOAP 1.1 binding for MTOM §3; XOP §4.1, §5). */
export const Mtom: PackageProfile = Object.freeze({
  name: 'mtom',
  rootType: 'application/xop+xml',
  versions: [Soap11, Soap12],
  namesMessageType: true,
  rootContentType: (version: SoapVersion, action?: string) =>
    `application/xop+xml; charset=UTF-8; type=${quotedString(messageType(version, action))}`,
  startInfo: messageType,
});

export const PROFILES: readonly PackageProfile[] = [Swa, Mtom];

/** The media type that the message would have if it were no XOP package; the action is a parameter of SOAP 1.2's. */
function messageType(version: SoapVersion, action?: string): string {
  return version === Soap11 || action === undefined
    ? version.mediaType
    : `${version.mediaType}; action=${quotedString(action)}`;
}

/** `type/subtype`. */
export function essenceOf({ type, subtype }: MediaType): string {
  return `${type}/${subtype}`;
}
