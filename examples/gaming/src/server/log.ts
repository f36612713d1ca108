/** Where the service tells its operator what happens. Never the content of messages, never a secret. */
export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

/** One line an event on stderr. */
export const stderrLog: Log = (level, message) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${oneLine(message)}\n`);
};

/** Any thrown value in one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0)
    return reasonOf(error.errors[0]);
  return oneLine(error instanceof Error ? error.message : String(error));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
