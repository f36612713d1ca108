import type { Config } from '../config.js';
import type { SettingStore } from './ports.js';
import { SecretBox } from './secret-box.js';
import { FileKeySource, TextKeySource } from './secret-key.js';

/**
 * The secret box of a provider: its key comes from IMPS_WSI_SECRET_KEY, else from `<dataDir>/secret.key`. Nothing is
 * read or made before it is needed; a server calls `verify()` at start.
 */
export function openSecretBox(config: Pick<Config, 'secretKey' | 'dataDir'>, settings: SettingStore): SecretBox {
  const source =
    config.secretKey === undefined
      ? FileKeySource.inDirectory(config.dataDir)
      : new TextKeySource(config.secretKey.reveal());
  return new SecretBox(source, settings);
}
