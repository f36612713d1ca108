import { WsiError } from '@imps-wsi/contract/errors';
import { parseMediaType, type MediaType } from '@imps-wsi/contract/media-type';
import { mendedMediaType, MimeError, readPackage, type PackageType } from '@imps-wsi/contract/mime';
import type { AnnouncedMessage } from '../pipeline/exchange.js';
import type { SoapPort } from '../pipeline/port.js';

/**
 * What the Content-Type says of a request: its SOAP version, and the package it is, or that it is a bare envelope. An
 * envelope comes at every address under the media type of its version (R1115, R2945; SOAP 1.2 part 2 §7.1.4), a package at
 * that of its profile only: the kinds are told apart by their media type, never by their bytes. The `action` of SOAP 1.2
 * is optional there (RFC 3902) and nothing hangs on it, as on SOAPAction.
 *
 * @throws WsiError UnsupportedContentType, which names the right address; BadPackage
 */
export function messageOf(header: string | undefined, port: SoapPort): AnnouncedMessage {
  const media = header === undefined ? undefined : mediaTypeOf(header);
  const essence = media === undefined ? undefined : `${media.type}/${media.subtype}`;
  const { version } = port;
  if (media !== undefined && essence === version.mediaType) return { version, charset: charsetOf(media) };
  // SOAP 1.2 part 1 appendix A: who sends an older envelope is told so in that version, which needs it to be read.
  const older = version.olderVersions.find(({ mediaType }) => mediaType === essence);
  if (media !== undefined && older !== undefined) return { version: older, charset: charsetOf(media) };
  const offered = header === undefined ? 'no Content-Type' : `Content-Type ${header.slice(0, 100)}`;
  if (essence === 'multipart/related') {
    return { version, charset: undefined, pack: readRelated(header ?? '', offered, port) };
  }
  throw unsupported(port, `${offered}: ${hintFor(media, port)}`);
}

const charsetOf = ({ parameters }: MediaType): string | undefined => parameters.get('charset');

/** Clients write `type=text/xml` and `action=urn:…` without the quotes that both need; that is mended, as in part headers. */
function mediaTypeOf(header: string): MediaType | undefined {
  const media = parseMediaType(header);
  if (media !== undefined || !/^[ \t]*(?:multipart\/|application\/soap\+xml)/i.test(header)) return media;
  return parseMediaType(mendedMediaType(header) ?? '');
}

function readRelated(header: string, offered: string, port: SoapPort): PackageType {
  let pack: PackageType;
  try {
    pack = readPackage(header);
  } catch (error) {
    if (!(error instanceof MimeError)) throw error;
    if (port.profile === undefined) {
      throw unsupported(port, `${offered}: ${packagesHint(port)}`);
    }
    if (error.code === 'BadPackageParameter' || error.code === 'NotAPackage') {
      throw unsupported(port, `${offered}: ${error.reason}`);
    }
    throw new WsiError('BadPackage', { reason: `The package cannot be read: ${error.message}.` });
  }
  if (pack.version === port.version && pack.profile === port.profile) return pack;
  const right = port.service.ports.find(({ profile, version }) => profile === pack.profile && version === pack.version);
  throw unsupported(
    port,
    `${offered}: ${right === undefined ? packagesHint(port) : `such attachments are taken at ${right.path}`}`,
  );
}

function packagesHint({ service, version }: SoapPort): string {
  const packaged = service.ports.filter((port) => port.profile !== undefined && port.version === version);
  if (packaged.length === 0) return 'this service takes no attachments';
  return `attachments are taken at ${packaged.map(({ path }) => path).join(' and ')}`;
}

function hintFor(media: MediaType | undefined, port: SoapPort): string {
  const { type = '', subtype = '' } = media ?? {};
  const other = port.service.ports.find(
    ({ version }) => version !== port.version && version.mediaType === `${type}/${subtype}`,
  );
  if (other !== undefined) return `SOAP ${other.version.name} is taken at ${other.path}`;
  if (subtype === 'xop+xml') return 'the XOP form of an envelope comes as the root of a multipart/related package';
  if (type === 'multipart') return 'attachments come as multipart/related';
  return `this address takes SOAP ${port.version.name}`;
}

function unsupported({ profile, version }: SoapPort, what: string): WsiError {
  const packaged = profile === undefined ? '' : `, or as multipart/related with type="${profile.rootType}"`;
  return new WsiError('UnsupportedContentType', {
    reason: `${what}. Send SOAP ${version.name} as ${version.mediaType}${packaged}.`,
  });
}
