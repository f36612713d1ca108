import { call } from '../../shared/http.js';
import type { Provider } from '../model/address.js';

/** A sample player of the demonstration, with all that signs in. */
export interface SamplePlayer {
  readonly username: string;
  readonly imAddress: string;
  readonly password: string;
  /** The game's bearer token. */
  readonly token: string;
}

/** @throws CallError */
export const samplePlayer = async (name: string): Promise<SamplePlayer> =>
  (await call(`/demo/phone/${encodeURIComponent(name)}`)) as SamplePlayer;

/** @throws CallError */
export const knownProviders = async (): Promise<readonly Provider[]> =>
  (await call('/demo/providers')) as readonly Provider[];
