/**
 * The time of day, in the same form wherever the pages show it: of 24 hours, unless the browser's language counts them
 * otherwise.
 */
const minutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `12:01`, in the visitor's time. */
export const toTheMinute = (at: number | Date): string => broken(minutes.format(at));
/** `12:01:05`, in the visitor's time. */
export const toTheSecond = (at: number | Date): string => broken(seconds.format(at));

/** Where it is narrow, "AM" may stand below the time. */
const broken = (time: string): string => time.replaceAll('\u202f', ' ');
