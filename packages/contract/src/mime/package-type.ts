import { parseMediaType, type MediaType } from '../media-type.js';
import type { SoapVersion } from '../soap/index.js';
import { quoted } from '../xml/index.js';
import { checkBoundary } from './boundary.js';
import { parseContentId } from './content-id.js';
import { mendedMediaType } from './header-grammar.js';
import { MimeError } from './mime-error.js';
import type { PartHeaders } from './part-headers.js';
import { essenceOf, PROFILES, type PackageProfile } from './profile.js';

/** What the Content-Type of a package says (RFC 2387), checked against the profiles. */
export interface PackageType {
  readonly profile: PackageProfile;
  /** The version that the envelope in the root part has to be of. */
  readonly version: SoapVersion;
  readonly boundary: string;
  /** The `type` parameter as written. */
  readonly type: string;
  /** Content-ID of the root part, without brackets; undefined: the first part is the root (R2922). */
  readonly start: string | undefined;
  /** The `start-info` parameter as written. */
  readonly startInfo: string | undefined;
  /** The `action` that SOAP 1.2 carries in one of the media types. */
  readonly action: string | undefined;
}

/**
 * Reads the Content-Type of an HTTP message that carries a package.
 *
 * @throws MimeError `NotAPackage`, `BoundaryMissing`, `BadBoundary`, `BadPackageParameter`
 */
export function readPackage(contentType: string): PackageType {
  const mediaType = parseMediaType(mendedMediaType(contentType) ?? '');
  if (mediaType === undefined || essenceOf(mediaType) !== 'multipart/related') {
    const reason = `${quoted(contentType)} is not multipart/related with parameters`;
    throw new MimeError('NotAPackage', reason, { header: 'Content-Type' });
  }
  const { parameters } = mediaType;
  const boundary = checkBoundary(parameters.get('boundary'));
  const type = parameters.get('type');
  const profile = profileOf(type);
  const start = startOf(parameters.get('start'));
  const startInfo = parameters.get('start-info');
  const { version, message } = versionOf(profile, startInfo);
  const action = message?.parameters.get('action') ?? parameters.get('action');
  return { profile, version, boundary, type: type ?? '', start, startInfo, action };
}

function profileOf(type: string | undefined): PackageProfile {
  const mediaType = parseMediaType(type ?? '');
  const essence = mediaType === undefined ? undefined : essenceOf(mediaType);
  const profile = PROFILES.find(({ rootType }) => rootType === essence);
  if (profile !== undefined) return profile;
  throw badParameter(
    `${type === undefined ? 'the type parameter is missing' : `type=${quoted(type)}`}; it has to be "text/xml" ` +
      '(SOAP with Attachments) or "application/xop+xml" (MTOM)',
  );
}

function startOf(start: string | undefined): string | undefined {
  if (start === undefined) return undefined;
  try {
    return parseContentId(start.trim());
  } catch {
    throw badParameter(`start=${quoted(start)} is no Content-ID`);
  }
}

/** The SOAP version, and the media type of the message where the profile names it. */
function versionOf(
  profile: PackageProfile,
  startInfo: string | undefined,
): { version: SoapVersion; message: MediaType | undefined } {
  const message = profile.namesMessageType ? parseMediaType(startInfo ?? '') : undefined;
  const version = profile.versions.find(
    ({ mediaType }) => !profile.namesMessageType || (message !== undefined && essenceOf(message) === mediaType),
  );
  if (version !== undefined) return { version, message };
  const found = startInfo === undefined ? 'the start-info parameter is missing' : `start-info=${quoted(startInfo)}`;
  const allowed = profile.versions.map(({ mediaType }) => `"${mediaType}"`).join(' or ');
  throw badParameter(`${found}; it has to be ${allowed}`);
}

/** Is this part the one with the envelope? */
export function isRootPart(
  pack: PackageType,
  part: { readonly number: number; readonly headers: PartHeaders },
): boolean {
  return pack.start === undefined ? part.number === 1 : part.headers.contentId === pack.start;
}

/**
 * Looks whether the root part is of the type that the package announces (R2931, R2915; XOP §4.1).
 *
 * @throws MimeError `WrongRootType`
 */
export function checkRootPart(pack: PackageType, headers: PartHeaders): void {
  const { rootType } = pack.profile;
  const found = essenceOf(headers.mediaType);
  if (found !== rootType) throw wrongRoot(`the root part is ${quoted(found)}; it has to be ${rootType}`);
  if (!pack.profile.namesMessageType) return;
  const inner = headers.mediaType.parameters.get('type');
  const message = parseMediaType(inner ?? '');
  if (message !== undefined && essenceOf(message) === pack.version.mediaType) return;
  throw wrongRoot(
    inner === undefined
      ? `the root part has no type parameter; it has to be "${pack.version.mediaType}" as in start-info`
      : `the root part has type=${quoted(inner)}, start-info of the package is "${pack.version.mediaType}"`,
  );
}

function wrongRoot(reason: string): MimeError {
  return new MimeError('WrongRootType', reason, { header: 'Content-Type' });
}

function badParameter(reason: string): MimeError {
  return new MimeError('BadPackageParameter', reason, { header: 'Content-Type' });
}
