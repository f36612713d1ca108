/** A random identifier that no other client makes (UUID version 4). */
export const newId = (): string => globalThis.crypto.randomUUID();
