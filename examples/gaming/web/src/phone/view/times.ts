const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const shown = (format: Intl.DateTimeFormat, iso: string): string => {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? '' : format.format(at);
};

export const clockTime = (iso: string): string => shown(clock, iso);
export const wholeTime = (iso: string): string => shown(whole, iso);

/** "Today", or the date in short. */
export function dayOf(iso: string, now = new Date()): string {
  const day = shown(date, iso);
  return day === date.format(now) ? 'Today' : day;
}
