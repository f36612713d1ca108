/** A random identifier that no other client makes (UUID version 4). */
export const newId = (): string => globalThis.crypto.randomUUID();

/** So many random bytes from the platform's secure source. */
export const randomBytes = (count: number): Uint8Array => globalThis.crypto.getRandomValues(new Uint8Array(count));
