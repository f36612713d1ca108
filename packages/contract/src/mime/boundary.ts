import { randomBytes } from 'node:crypto';
import { quoted } from '../xml/index.js';
import { MimeError } from './mime-error.js';

/**
 * RFC 2046 §5.1.1 has fewer characters; others occur, and do no harm where they are read. What matters is that it is
 * printable ASCII on one line, is at most 70 long and does not end in a space, which a mail relay might have cut off.
 */
const BOUNDARY = /^[ -~]{0,69}[!-~]$/;

/** @throws MimeError `BoundaryMissing`, `BadBoundary` */
export function checkBoundary(boundary: string | undefined): string {
  if (boundary === undefined || boundary === '') {
    throw new MimeError('BoundaryMissing', 'the Content-Type of the package has no boundary parameter');
  }
  if (!BOUNDARY.test(boundary)) {
    throw new MimeError(
      'BadBoundary',
      `the boundary ${quoted(boundary)} is not 1 to 70 printable ASCII characters, the last one no space`,
    );
  }
  return boundary;
}

/** A boundary of 128 random bits: no content holds it but by design of somebody who can read it in advance. */
export function newBoundary(): string {
  return `imps-wsi-${randomBytes(16).toString('hex')}`;
}
