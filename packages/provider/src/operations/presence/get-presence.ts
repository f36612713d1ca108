import type { PresenceResultInput } from '@imps-wsi/contract/presence';
import type { PresenceAttribute } from '../../domain/presence.js';
import type { Presences, SeenPresence } from '../../domain/presences.js';
import type { PresenceHandler } from '../handler.js';
import { pidf, presenceSubList } from './documents.js';
import { overall } from './overall.js';

/** GetPresence (GIM-1, WSI-28): what each owner lets the caller see. */
export const getPresence =
  (presences: Presences): PresenceHandler<'GetPresence'> =>
  async ({ presentity, attributeName, format = 'ATTRIBUTES' }, { caller }) => {
    const seen = await presences.see(caller, presentity, attributeName);
    return { response: { ...overall(seen), presence: seen.map((each) => resultOf(each, format)) } };
  };

function resultOf(
  { presentity, code, reason, attributes }: SeenPresence,
  format: 'ATTRIBUTES' | 'PRESENCE_SUB_LIST' | 'PIDF',
): PresenceResultInput {
  if (attributes === undefined) return { presentity, code, reason };
  if (format === 'ATTRIBUTES') return { presentity, code, reason, attribute: attributes };
  return { presentity, code, reason, document: documentOf(presentity, attributes, format) };
}

const documentOf = (
  presentity: string,
  attributes: readonly PresenceAttribute[],
  format: 'PRESENCE_SUB_LIST' | 'PIDF',
): string => (format === 'PIDF' ? pidf(presentity, attributes) : presenceSubList(attributes));
