/** Why a local server could not be had. Stable: callers may branch on it. */
export type LocalPostgresErrorCode =
  /** No PostgreSQL binaries for this machine, or they cannot run on it. */
  | 'BINARIES_MISSING'
  /** Running as root, and no unprivileged account exists to run PostgreSQL under. */
  | 'NO_ACCOUNT'
  /** Another live process owns the data directory. */
  | 'DATA_DIR_IN_USE'
  /** The data directory was written by another major version of PostgreSQL. */
  | 'DATA_DIR_VERSION'
  /** The data directory cannot be read, written or reached by the account that must. */
  | 'DATA_DIR_ACCESS'
  /** Something else lives where the cluster should be. */
  | 'NOT_A_CLUSTER'
  /** `initdb` failed. */
  | 'INIT_FAILED'
  /** The server did not come up. */
  | 'START_FAILED'
  /** The server did not go away. */
  | 'STOP_FAILED'
  /** The instance was stopped; it cannot be used any more. */
  | 'STOPPED';

/** Every failure of this package. `message` is one line and says what to do next. */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';

  constructor(
    readonly code: LocalPostgresErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message.replace(/\s*\n\s*/g, ' ').trim(), options);
  }
}

/** The way out that every "cannot run here" message ends with. */
export const OWN_SERVER = 'or use a PostgreSQL server of your own (give its URL instead of a data directory)';

/**
 * The `code` of a Node.js system error, or `undefined` for anything else. Looks at the shape and not at the
 * class: test runners and `vm` contexts have an `Error` of their own.
 */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A one-line text of any thrown value. Of a system error without the path, which our own messages name. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  const message = String(error.message);
  return systemCode(error) === undefined ? message : message.replace(/, \w+ '.*$/s, '');
}
