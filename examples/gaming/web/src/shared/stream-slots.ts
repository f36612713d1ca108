/** The right to keep a connection open. */
export interface StreamSlot {
  release(): void;
}

/**
 * Browsers open at most six connections to an HTTP/1.1 server, counted over all tabs and frames together. Streams that
 * took them all would leave none for a move or a message. So the phones of one browser keep at most four open; who gets
 * none looks in every now and then instead (see event-stream.ts).
 */
const SLOTS = ['stream-slot-1', 'stream-slot-2', 'stream-slot-3', 'stream-slot-4'];

/** Locks are there on localhost and over TLS only; elsewhere a page is taken to need its streams while it is seen. */
export const slotsFollowVisibility = (): boolean => !('locks' in navigator);

export async function takeStreamSlot(): Promise<StreamSlot | undefined> {
  if (slotsFollowVisibility()) return document.visibilityState === 'visible' ? { release: () => undefined } : undefined;
  for (const name of SLOTS) {
    const slot = await lockOf(name);
    if (slot !== undefined) return slot;
  }
  return undefined;
}

function lockOf(name: string): Promise<StreamSlot | undefined> {
  return new Promise((resolve) => {
    const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        resolve(undefined);
        return undefined;
      }
      // The lock is kept for as long as this promise is open.
      return new Promise<void>((release) => resolve({ release }));
    });
    // A page that is being left cannot lock any more; it needs no stream either.
    held.catch(() => resolve(undefined));
  });
}
