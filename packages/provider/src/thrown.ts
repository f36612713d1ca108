/**
 * Reading what was thrown, by shape and not by class: errors of the platform and of other realms are not instances of
 * our `Error`.
 */

/** The `code` of a system or database error (`ENOENT`, `23505`), or undefined. */
export function codeOf(error: unknown): string | undefined {
  return textField(error, 'code');
}

/** A field of an error that is a text, such as the `syscall` of a system error or the `constraint` of a database one. */
export function textField(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}

/** The message of anything thrown. A failed connection to several addresses has one message for each. */
export function reasonOf(error: unknown): string {
  const message = textField(error, 'message');
  if (message !== undefined && message !== '') return message;
  const several: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'errors') : undefined;
  if (Array.isArray(several)) return several.map(reasonOf).join('; ');
  return textField(error, 'name') ?? String(error);
}

export function isError(value: unknown): value is Error {
  return textField(value, 'message') !== undefined && textField(value, 'stack') !== undefined;
}

/** In one line, with nothing that a terminal would take for a command, or turn round (bidirectional controls). */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ').trim();
}
