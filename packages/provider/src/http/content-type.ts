import { WsiError } from '@imps-wsi/contract/errors';
import { parseMediaType, type MediaType } from '@imps-wsi/contract/media-type';
import { mendedMediaType, MimeError, readPackage, type PackageType } from '@imps-wsi/contract/mime';
import { Soap11 } from '@imps-wsi/contract/soap';
import { PORTS, type SoapPort } from '../pipeline/port.js';

/**
 * What the Content-Type says of a request: the package it is, or undefined for a bare envelope. SOAP 1.1 comes as
 * text/xml at every address (R1115, R2945), a package at that of its profile only: the kinds are told apart by their
 * media type, never by their bytes.
 *
 * @throws WsiError UnsupportedContentType, which names the right address; BadPackage
 */
export function packageOf(header: string | undefined, port: SoapPort): PackageType | undefined {
  const media = header === undefined ? undefined : mediaTypeOf(header);
  if (media?.type === 'text' && media.subtype === 'xml') return undefined;
  const offered = header === undefined ? 'no Content-Type' : `Content-Type ${header.slice(0, 100)}`;
  if (media?.type === 'multipart' && media.subtype === 'related') return readRelated(header ?? '', offered, port);
  throw unsupported(port, `${offered}: ${hintFor(media?.type, media?.subtype)}`);
}

/** Clients write packages as the SwA note does, `type=text/xml` without quotes; that is mended, as in part headers. */
function mediaTypeOf(header: string): MediaType | undefined {
  const media = parseMediaType(header);
  if (media !== undefined || !/^[ \t]*multipart\//i.test(header)) return media;
  return parseMediaType(mendedMediaType(header) ?? '');
}

function readRelated(header: string, offered: string, port: SoapPort): PackageType {
  let pack: PackageType;
  try {
    pack = readPackage(header);
  } catch (error) {
    if (!(error instanceof MimeError)) throw error;
    if (port.profile === undefined) throw unsupported(port, `${offered}: attachments are taken at ${PACKAGE_PATHS}`);
    if (error.code === 'BadPackageParameter' || error.code === 'NotAPackage') {
      throw unsupported(port, `${offered}: ${error.reason}`);
    }
    throw new WsiError('BadPackage', { reason: `The package cannot be read: ${error.message}.` });
  }
  if (pack.version !== Soap11) throw unsupported(port, `${offered}: SOAP 1.2 is not offered`);
  if (pack.profile === port.profile) return pack;
  const right = PORTS.find(({ profile }) => profile === pack.profile);
  throw unsupported(port, `${offered}: such attachments are taken at ${right?.path ?? 'no address'}`);
}

const PACKAGE_PATHS = PORTS.flatMap(({ path, profile }) => (profile === undefined ? [] : [path])).join(' and ');

function hintFor(type = '', subtype = ''): string {
  if (subtype === 'soap+xml') return 'SOAP 1.2 is not offered';
  if (subtype === 'xop+xml') return 'the XOP form of an envelope comes as the root of a multipart/related package';
  if (type === 'multipart') return 'attachments come as multipart/related';
  return 'this address takes SOAP 1.1';
}

function unsupported({ profile }: SoapPort, what: string): WsiError {
  const packaged = profile === undefined ? '' : `, or as multipart/related with type="${profile.rootType}"`;
  return new WsiError('UnsupportedContentType', { reason: `${what}. Send SOAP 1.1 as text/xml${packaged}.` });
}
