/**
 * Tells who is interested that something changed for a player: a match request, a challenge, a game. It says that, not
 * what: listeners look for themselves. Within this process.
 */
export class Changes {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Calls the listener after each change that concerns the player, until the returned function is called. */
  watch(playerId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(playerId) ?? new Set();
    this.#listeners.set(playerId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(playerId) === listeners) this.#listeners.delete(playerId);
    };
  }

  /** To be called when the change is committed, so that listeners find it. */
  announce(playerIds: Iterable<string>): void {
    for (const id of new Set(playerIds)) for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
