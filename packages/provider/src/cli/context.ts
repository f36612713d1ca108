import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';

/** What the commands need of the world; `main.ts` gives them the real one. */

export interface OpenStore {
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

export interface OpenStoreOptions {
  /** Bring the schema up to date first. */
  readonly migrate: boolean;
  /** Use the built-in database of another process that has this data directory open, instead of refusing. */
  readonly join: boolean;
  readonly log: Logger;
}

export interface RunningProvider {
  /** Where the service answers. */
  readonly url: string;
  /** Where it answers over TLS too, when `url` does not. */
  readonly tlsUrl: string | undefined;
  /** Looks at the TLS files at once. Never rejects. */
  reloadTls(): Promise<void>;
  /** Lets running requests finish, within the grace time; repeated calls wait for the first. */
  stop(): Promise<void>;
  /** Resolves when the provider cannot go on, with the reason. */
  readonly failed: Promise<Error>;
}

export type InputStream = Readable & { readonly isTTY?: boolean };

export interface CliContext {
  /** How the user calls us, for usage lines and examples. */
  readonly programName: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: InputStream;
  /** What was asked for: data, one secret, the ready line. */
  readonly out: (text: string) => void;
  /** The same for bytes, which may be overwritten once it resolves. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Whether nobody reads that any more: a command that goes on for ever then ends. */
  readonly outEnded?: () => boolean;
  /** Everything that is said about it. */
  readonly err: (text: string) => void;
  readonly openStore: (config: Config, options: OpenStoreOptions) => Promise<OpenStore>;
  readonly startProvider: (config: Config, log: Logger) => Promise<RunningProvider>;
  /** Calls back on SIGTERM and SIGINT; answers how to stop listening. */
  readonly onSignal: (listener: (signal: 'SIGTERM' | 'SIGINT') => void) => () => void;
  /** Calls back on SIGHUP, which else ends the process; answers how to stop listening. */
  readonly onHangUp?: (listener: () => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** What the process answers to the shell. */
export const EXIT_OK = 0;
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;

/** Wrongly called: option or argument. One line; exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Rightly called, and yet not done. One line; exit code 1. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}
