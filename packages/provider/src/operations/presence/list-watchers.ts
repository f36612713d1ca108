import type { Presences } from '../../domain/presences.js';
import type { PresenceHandler } from '../handler.js';

/** ListWatchers: who may see a presence, who may not, and who asked in vain. */
export const listWatchers =
  (presences: Presences): PresenceHandler<'ListWatchers'> =>
  async ({ presentity, after, maxWatchers }, { caller }) => {
    const { entries, more } = await presences.watchers(caller, presentity, after, maxWatchers);
    const watcher = entries.map((entry) => ({
      watcher: entry.watcher === '' ? undefined : entry.watcher,
      access: entry.access,
      attributeName: entry.attributeNames ?? [],
      changedAt: entry.changedAt,
    }));
    return { response: { presentity: presentity ?? caller.address, watcher, moreAvailable: more } };
  };
