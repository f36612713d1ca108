/** Where the service tells its operator what happens. Never the content of messages, never a secret. */
export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

/** One line an event on stderr. */
export const stderrLog: Log = (level, message) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${oneLine(message)}\n`);
};

/** Any thrown value in one line. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return oneLine(String(error));
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  if (message !== '') return oneLine(message);
  // A connection that failed at several addresses says so without a word of its own.
  const first: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
  return first === undefined ? 'unknown failure' : reasonOf(first);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
