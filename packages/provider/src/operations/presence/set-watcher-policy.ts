import type { Presences } from '../../domain/presences.js';
import type { PresenceHandler } from '../handler.js';
import { overall } from './overall.js';

/** SetWatcherPolicy (GU-5): nobody sees a presence before its owner says so here. */
export const setWatcherPolicy =
  (presences: Presences): PresenceHandler<'SetWatcherPolicy'> =>
  async ({ presentity, rule }, { caller }) => {
    const wishes = rule.map(({ watcher, access, attributeName }) => ({
      watcher,
      access,
      attributeNames: attributeName,
    }));
    const result = await presences.setRules(caller, presentity, wishes);
    return { response: { ...overall(result), presentity: presentity ?? caller.address, result } };
  };
