/** What the parent says to a child that is to stop; see `leash.ts`. */
export const STOP = 'stop';
