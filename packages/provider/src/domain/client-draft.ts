import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError } from '@imps-wsi/contract/errors';
import type { StoredContent } from './content-store.js';
import { digestOf, packParts, type ContentRules, type DraftPart } from './content.js';
import type { NewEntry } from './conversation-store.js';
import { packHeader } from './header.js';
import { hasHalfCharacter, isUnfitForXml, peerOf } from './peer.js';
import type { MessageDraft } from './message-draft.js';

/** A message as an IM client gives it: one recipient, one part. */
export interface ClientDraft {
  readonly clientMessageId: string;
  readonly to: string;
  readonly text?: string | undefined;
  /** Base64, or what was uploaded; what of that lies in the store stays the caller's to discard. */
  readonly data?: string | Uint8Array | StoredContent | undefined;
  readonly contentType?: string | undefined;
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly inReplyTo?: string | undefined;
}

export interface PreparedDraft {
  readonly entry: NewEntry;
  readonly message: MessageDraft;
}

/** The bounds of the contract: what does not fit them could not be given to a reader over SOAP. */
const LONGEST = { name: 1024, subject: 1024, conversationId: 1024, inReplyTo: 64, contentType: 1024 } as const;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Makes of a client's message what is sent and what is logged. @throws WsiError one of the registry's result errors */
export function prepareDraft(draft: ClientDraft, homeDomains: readonly string[], rules: ContentRules): PreparedDraft {
  const address = parseAddress(draft.to);
  if (address === undefined) throw new WsiError('MalformedAddress');
  for (const [field, longest] of Object.entries(LONGEST)) {
    checkField(field, draft[field as keyof typeof LONGEST], longest);
  }
  const { clientMessageId, to, subject, conversationId, inReplyTo } = draft;
  const part = [partOf(draft)];
  const message: MessageDraft = {
    clientMessageId,
    recipient: [to],
    part,
    report: [],
    attribute: [],
    subject,
    conversationId,
    inReplyTo,
  };
  const { parts, bytes, large, fingerprint } = packParts(part, rules);
  const header = packHeader(message);
  const recipientKey = address.canonical;
  return {
    message,
    entry: {
      peer: peerOf(address, homeDomains),
      clientMessageId,
      recipientKey,
      digest: digestOf([recipientKey, header ?? '', ...fingerprint]),
      header,
      parts,
      content: bytes,
      large,
    },
  };
}

/** Text that XML cannot carry goes as the bytes of a plain text: a reader over SOAP could not be given it otherwise. */
function partOf({ text, data, contentType, name }: ClientDraft): DraftPart {
  if (text !== undefined) {
    if (hasHalfCharacter(text)) {
      throw refused('The text holds half of a surrogate pair, which is no character; send whole characters.');
    }
    return isUnfitForXml(text)
      ? { contentType: 'text/plain; charset=utf-8', name, data: Buffer.from(text, 'utf8') }
      : { contentType: 'text/plain', name, text };
  }
  if (data === undefined || contentType === undefined) throw new WsiError('ContentNotExactlyOne');
  if (typeof data !== 'string') return { contentType, name, data };
  if (!BASE64.test(data)) throw refused('data is not base64 (A–Z, a–z, 0–9, + and /, padded with =).');
  return { contentType, name, data: Buffer.from(data, 'base64') };
}

function checkField(field: string, value: string | undefined, longest: number): void {
  if (value === undefined) return;
  // Counted as the contract's schema counts: characters, not UTF-16 units.
  if (value.length > longest && Array.from(value).length > longest) {
    throw refused(`${field} is longer than the ${String(longest)} characters that are accepted.`);
  }
  if (isUnfitForXml(value) || hasHalfCharacter(value)) {
    throw refused(`${field} holds a character that cannot be carried (a control character or half a character).`);
  }
  if (field === 'inReplyTo' && value === '') throw refused('inReplyTo is empty; leave it out.');
}

const refused = (reason: string) => new WsiError('BadParameter', { reason });
