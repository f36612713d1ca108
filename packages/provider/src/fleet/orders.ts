import type { Config } from '../config.js';
import type { TlsState } from '../tls/keeper.js';

/** What a fleet and its workers say to each other. */

/** The settings as the parent found them: a file that changes meanwhile must not make one worker unlike the others. */
export interface WorkerSettings extends Omit<Config, 'secretKey'> {
  readonly secretKeyText?: string;
}

export type Order =
  | {
      readonly order: 'serve';
      readonly number: number;
      readonly settings: WorkerSettings;
      readonly tls?: TlsState | undefined;
    }
  /** Greet new connections with this certificate. */
  | { readonly order: 'use-tls'; readonly tls: TlsState }
  /** Finish what is under way and exit. */
  | { readonly order: 'stop' };

export type Report =
  /** It listens to orders: what is sent before is lost. */
  | { readonly report: 'awake' }
  | { readonly report: 'ready'; readonly url: string; readonly tlsUrl?: string | undefined }
  /** It could not start: why, in one line. */
  | { readonly report: 'failed'; readonly text: string };

export function settingsOf({ secretKey, ...settings }: Config): WorkerSettings {
  return secretKey === undefined ? settings : { ...settings, secretKeyText: secretKey.reveal() };
}

export const isOrder = (message: unknown): message is Order => hasText(message, 'order');
export const isReport = (message: unknown): message is Report => hasText(message, 'report');

const hasText = (message: unknown, name: string): boolean =>
  typeof message === 'object' && message !== null && typeof Reflect.get(message, name) === 'string';
