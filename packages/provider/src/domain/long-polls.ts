/** How many requests of each account wait for a message, in this process. */
export class LongPolls {
  readonly #open = new Map<string, number>();

  /** Takes a place for as long as a request waits; undefined when the account has as many as it may. */
  enter(ownerId: string, limit: number): (() => void) | undefined {
    const open = this.#open.get(ownerId) ?? 0;
    if (limit > 0 && open >= limit) return undefined;
    this.#open.set(ownerId, open + 1);
    return () => {
      const left = (this.#open.get(ownerId) ?? 1) - 1;
      if (left === 0) this.#open.delete(ownerId);
      else this.#open.set(ownerId, left);
    };
  }
}
