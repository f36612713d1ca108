/** So much of a long text is shown at first. */
const MOST_CHARACTERS = 600;
const MOST_LINES = 10;

/** The beginning of a long text; undefined when the text is short enough to be shown whole. */
export function clamped(text: string): string | undefined {
  let end = Math.min(text.length, MOST_CHARACTERS);
  let at = -1;
  for (let line = 0; line < MOST_LINES; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0 || at >= end) break;
    if (line === MOST_LINES - 1) end = at;
  }
  if (end === text.length || text.length - end < MOST_CHARACTERS / 3) return undefined;
  return text.slice(0, wholeCharacters(text, end));
}

/** An end that does not cut a character that is written in several code units, such as 👩‍👧 or é. */
function wholeCharacters(text: string, end: number): number {
  const start = Math.max(0, end - 40);
  let whole = end;
  for (const { index, segment } of segments(text.slice(start, end + 40))) {
    const from = start + index;
    if (from < end && from + segment.length > end) whole = from;
  }
  return whole;
}

function segments(text: string): Iterable<{ readonly index: number; readonly segment: string }> {
  if ('Segmenter' in Intl) return new Intl.Segmenter().segment(text);
  // Older browsers: at least no code point is cut in two.
  return [...text.matchAll(/./gsu)].map(({ 0: segment, index }) => ({ segment, index }));
}

/** "512 bytes", "98 kB", "2.1 MB", "4.3 GB" */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
