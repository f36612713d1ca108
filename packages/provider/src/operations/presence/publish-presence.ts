import type { Presences } from '../../domain/presences.js';
import type { PresenceHandler } from '../handler.js';
import { overall } from './overall.js';

/** PublishPresence (OMA-DEF-5): attributes are set and withdrawn one by one, each with a lifetime of its own. */
export const publishPresence =
  (presences: Presences): PresenceHandler<'PublishPresence'> =>
  async ({ presentity, attribute, withdraw }, { caller }) => {
    const wishes = attribute.map((each) => ({ ...each, qualifier: each.qualifier ?? true }));
    const result = await presences.publish(caller, presentity, wishes, withdraw);
    return { response: { ...overall(result), presentity: presentity ?? caller.address, result } };
  };
