const DATE_TIME = /^(-?)(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|([+-])(\d\d):(\d\d))?$/;

const MAX_LENGTH = 100;
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/**
 * The instant an xs:dateTime names, or undefined when the text is not one, is longer than 100 characters, or its
 * year (as written, or in UTC) is not within 1 to 9999.
 *
 * Fractions finer than a millisecond are legal (some toolkits write seven digits) and cut off: a Date holds no more.
 * Without a time zone it is taken as UTC, as this contract's documentation says of all its times.
 */
export function parseDateTime(text: string): Date | undefined {
  return parsePlainUtc(text) ?? parseAny(text);
}

/** The form nearly everybody writes, 2031-05-17T09:30:00[.123]Z, without a regular expression. */
function parsePlainUtc(text: string): Date | undefined {
  const { length } = text;
  if ((length !== 24 && length !== 20) || text.charCodeAt(length - 1) !== 0x5a) return undefined;
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || text.charCodeAt(10) !== 0x54) return undefined;
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined;
  if (length === 24 && text.charCodeAt(19) !== 0x2e) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const ms = length === 24 ? digits(text, 20, 23) : 0;
  // NaN fails every comparison; what is unusual or wrong is left to the full parser.
  const usual = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!(usual && hour <= 23 && minute <= 59 && second <= 59 && ms >= 0)) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
}

function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function parseAny(text: string): Date | undefined {
  // More digits than this nobody writes; megabytes of them would exhaust the expression's stack.
  const match = text.length > MAX_LENGTH ? null : DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, minus, yearText = '', monthText, dayText, hourText, minuteText, secondText, fraction, zone, sign] = match;
  const year = Number(yearText);
  const month = Number(monthText);
  const day = Number(dayText);
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText);
  if (minus !== '' || year < 1 || year > 9999 || yearText.length > 4) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (minute > 59 || second > 59 || hour > 24) return undefined;
  const ms = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  // 24:00:00 is the first instant of the next day (XML Schema part 2, §3.2.7.1).
  if (hour === 24 && (minute !== 0 || second !== 0 || (fraction !== undefined && /[^0]/.test(fraction))))
    return undefined;
  let offset = 0;
  if (zone !== undefined && zone !== 'Z') {
    const zoneHour = Number(match[11]);
    const zoneMinute = Number(match[12]);
    if (zoneMinute > 59 || zoneHour * 60 + zoneMinute > 14 * 60) return undefined;
    offset = (zoneHour * 60 + zoneMinute) * (sign === '-' ? -1 : 1);
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  if (offset !== 0) date.setTime(date.getTime() - offset * MS_PER_MINUTE);
  // 24:00:00 and time zones lead out of the years that can be written again.
  const utcYear = date.getUTCFullYear();
  return utcYear >= 1 && utcYear <= 9999 ? date : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

// Times in one answer mostly share their day, and toISOString costs more than the rest of an item.
let lastDay = Number.NaN;
let lastDayText = '';
const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** The instant as xs:dateTime in UTC with milliseconds; undefined for an invalid Date or a year outside 1 to 9999. */
export function formatDateTime(date: Date): string | undefined {
  const time = date.getTime();
  const day = Math.floor(time / MS_PER_DAY);
  if (day !== lastDay) {
    const year = date.getUTCFullYear();
    if (!(year >= 1 && year <= 9999)) return undefined;
    lastDayText = date.toISOString().slice(0, 11);
    lastDay = day;
  }
  const ms = time - day * MS_PER_DAY;
  const seconds = Math.floor(ms / 1000);
  const two = TWO_DIGITS as readonly string[];
  const fraction = ms - seconds * 1000;
  return `${lastDayText}${two[Math.floor(seconds / 3600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}.${
    fraction < 100 ? '0' : ''
  }${fraction < 10 ? '0' : ''}${fraction}Z`;
}
