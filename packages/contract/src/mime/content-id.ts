import { randomUUID } from 'node:crypto';
import { quoted } from '../xml/index.js';
import { MimeError } from './mime-error.js';

/** Printable ASCII without blanks and brackets; more exact grammars (RFC 5322 msg-id) refuse what clients really send. */
const CONTENT_ID = /^[!-;=?-~]{1,998}$/;

/** Is it fit to be written as a Content-ID, brackets not included? */
export function isContentId(text: string): boolean {
  return CONTENT_ID.test(text);
}

/**
 * The value of a Content-ID header, or of the `start` parameter, without its brackets; they may be missing, as some
 * clients leave them out.
 *
 * @throws MimeError `MalformedHeader`
 */
export function parseContentId(value: string): string {
  const text = value.startsWith('<') && value.endsWith('>') ? value.slice(1, -1).trim() : value;
  if (isContentId(text)) return text;
  throw new MimeError('MalformedHeader', `${quoted(value)} is not a Content-ID such as <part=1@b1.example>`, {
    header: 'Content-ID',
  });
}

/**
 * The Content-ID that a reference means: `cid:` and the id, percent-encoded (RFC 2392).
 *
 * @throws MimeError `BadReference`
 */
export function cidOf(uri: string): string {
  const encoded = /^cid:(.*)$/is.exec(uri)?.[1];
  if (encoded === undefined) {
    throw new MimeError('BadReference', `the reference ${quoted(uri)} does not begin with cid:`);
  }
  let id: string;
  try {
    id = decodeURIComponent(encoded);
  } catch {
    throw new MimeError('BadReference', `the reference ${quoted(uri)} is wrongly percent-encoded`);
  }
  if (isContentId(id)) return id;
  throw new MimeError('BadReference', `the reference ${quoted(uri)} names nothing that can be a Content-ID`);
}

/** The reference to a part: what {@link cidOf} reads. Only what has to be is encoded, as not everybody decodes. */
export function cidUri(contentId: string): string {
  return `cid:${contentId.replace(/[^A-Za-z0-9._~!$&'()*+,;=:@-]/g, (c) => encodeURIComponent(c))}`;
}

/**
 * A new Content-ID in the form of the Attachments Profile (R2933): name of the wsdl:part, equals sign, something
 * unique, at sign, a domain.
 *
 * @param partName an NCName; other characters than Content-IDs have are percent-encoded as UTF-8
 * @param n tells the parts of one package apart that have the same name
 * @param host a domain of the sender
 */
export function contentIdFor(partName: string, n: number, host = 'imps-wsi.invalid'): string {
  return `${encodeURIComponent(partName.toWellFormed())}=${n}-${randomUUID()}@${host}`;
}
