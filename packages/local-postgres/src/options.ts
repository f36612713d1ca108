import type { Transport } from './endpoint.js';

/** How a local server is run. */
export interface LocalPostgresOptions {
  /** The cluster lives in `<dataDir>/postgres`, beside its log and lock. Made if absent. */
  readonly dataDir: string;
  /** Databases that exist when `start` resolves. */
  readonly databases?: readonly string[];
  /** Extra PostgreSQL settings; they go before this package's own choices. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Whether what is committed survives a power cut; default true. False is for tests only.
   */
  readonly durable?: boolean;
  /**
   * As root only: where the cluster goes when the server's unprivileged account cannot enter `dataDir`
   * (`<dataDir>/postgres` is then a link to it). Default `/var/lib/imps-wsi`; false refuses instead.
   */
  readonly fallbackDir?: string | false;
  /** For a new cluster. Default: a Unix socket, or on Windows TCP on 127.0.0.1 with a random password. */
  readonly transport?: Transport;
  /** How long the server may take to come up, recovery included, in milliseconds; default 10 minutes. */
  readonly startTimeoutMs?: number;
  /** How long a clean shutdown may take before the server is ended the hard way; default 60 seconds. */
  readonly stopTimeoutMs?: number;
  /** Calls a start off that still waits for the server; `start` then rejects with STOPPED. */
  readonly signal?: AbortSignal;
  /** Receives each line the server logs. */
  readonly onLog?: (line: string) => void;
  /** Told when the server died under its owner, once it runs again or was given up. */
  readonly onRestart?: (event: RestartEvent) => void;
}

/** What became of a server that died. Connections to the dead one are lost; the URL stays the same. */
export type RestartEvent =
  | { readonly outcome: 'restarted'; readonly attempts: number; readonly downMs: number }
  | { readonly outcome: 'given-up'; readonly attempts: number; readonly error: Error };

export const DEFAULTS: {
  readonly durable: boolean;
  readonly transport: Transport;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
} = {
  durable: true,
  transport: process.platform === 'win32' ? 'tcp' : 'socket',
  startTimeoutMs: 600_000,
  stopTimeoutMs: 60_000,
};
