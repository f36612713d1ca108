import { WsiError } from '@imps-wsi/contract/errors';
import { parseMediaType, type MediaType } from '@imps-wsi/contract/media-type';
import type { OutgoingMessage, Part } from '@imps-wsi/contract/im';
import type { DraftPart } from '../domain/content.js';
import type { MessageDraft } from '../domain/message-draft.js';
import type { Sending } from '../domain/sending.js';
import type { ImHandler } from './handler.js';
import { ReceivedContent, RefusedContent } from './received-content.js';

/** SendMessages (WSI-5, WSI-8 to WSI-11): accepted means committed; one result a message and recipient. */
export const sendMessages =
  (sending: Sending): ImHandler<'SendMessages'> =>
  async ({ message }, { caller }) => {
    const drafts = message.some(hasDetached)
      ? message.map((each) => ({ ...each, part: each.part.map(draftOf) }))
      : (message as readonly MessageDraft[]);
    const { code, reason, results } = await sending.send(caller, drafts);
    return { response: { code, reason, result: results } };
  };

const hasDetached = ({ part }: OutgoingMessage): boolean =>
  part.some(({ data }) => data !== undefined && !(data instanceof Uint8Array));

function draftOf(part: Part, index: number): DraftPart {
  const { data } = part;
  if (data === undefined || data instanceof Uint8Array) return { ...part, data };
  if (data instanceof RefusedContent) return { ...part, data: undefined, refusal: data.refusal };
  if (!(data instanceof ReceivedContent)) throw new Error('content of a kind that nobody makes');
  const { content, declared } = data;
  const refusal = contradiction(part.contentType, declared, index + 1);
  return refusal === undefined ? { ...part, data: content } : { ...part, data: undefined, refusal };
}

/**
 * What a part is, its contentType in the envelope says; the header of the MIME part that carries it may say nothing
 * (application/octet-stream, as many toolkits write whatever it is) or the same. Of two that differ one is wrong, and
 * nobody here knows which: the message is refused.
 */
function contradiction(contentType: string, declared: MediaType | undefined, number: number): WsiError | undefined {
  const meant = parseMediaType(contentType);
  if (declared === undefined || meant === undefined) return undefined;
  if (declared.type === 'application' && declared.subtype === 'octet-stream') return undefined;
  const charset = declared.parameters.get('charset')?.toLowerCase();
  const sameType = declared.type === meant.type && declared.subtype === meant.subtype;
  if (sameType && (charset === undefined || charset === meant.parameters.get('charset')?.toLowerCase())) {
    return undefined;
  }
  const found = `${declared.type}/${declared.subtype}${charset === undefined ? '' : `; charset=${charset}`}`;
  return new WsiError('MediaTypeNotValid', {
    reason: `Part ${String(number)} is ${contentType} by its contentType, and ${found} by the header of the MIME part that carries it; say the same in both.`,
  });
}
