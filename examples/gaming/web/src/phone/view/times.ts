import { toTheMinute } from '../../shared/clock.js';

const date = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const shown = (format: (at: Date) => string, iso: string): string => {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? '' : format(at);
};

export const clockTime = (iso: string): string => shown(toTheMinute, iso);
export const wholeTime = (iso: string): string => shown((at) => whole.format(at), iso);

/** "Today", or the date in short. */
export function dayOf(iso: string, now = new Date()): string {
  const day = shown((at) => date.format(at), iso);
  return day === date.format(now) ? 'Today' : day;
}
