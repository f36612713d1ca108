import { randomBytes, scryptSync } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, reasonOf } from '../thrown.js';

/** Where the key for service secrets comes from: the environment, or a file of our own beside the data. */
export interface SecretKeySource {
  /** For messages; tells where, never what. */
  readonly description: string;
  /** The 32 bytes of the key. With `create` a missing one is made where that can be; else undefined when missing. */
  load(create: boolean): Promise<Buffer | undefined>;
}

const KEY_BYTES = 32;
export const KEY_FILE_NAME = 'secret.key';

/**
 * A key given as text: 32 bytes in base64, or any passphrase of at least 32 characters, which is stretched. All
 * processes of a provider must come to the same key, hence the fixed salt.
 */
export class TextKeySource implements SecretKeySource {
  readonly description = 'IMPS_WSI_SECRET_KEY';
  readonly #text: string;
  #key: Buffer | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  load(): Promise<Buffer> {
    this.#key ??= keyFromText(this.#text);
    return Promise.resolve(this.#key);
  }
}

function keyFromText(text: string): Buffer {
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return scryptSync(text, 'imps-wsi secret key', KEY_BYTES, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 });
}

/** A random key in `<dataDir>/secret.key`, readable by its owner only, made when first needed. */
export class FileKeySource implements SecretKeySource {
  readonly description: string;

  constructor(private readonly path: string) {
    this.description = path;
  }

  static inDirectory(dataDir: string): FileKeySource {
    return new FileKeySource(join(dataDir, KEY_FILE_NAME));
  }

  async load(create: boolean): Promise<Buffer | undefined> {
    const found = await this.#read();
    if (found !== undefined || !create) return found;
    await this.#create();
    return this.#read();
  }

  async #read(): Promise<Buffer | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw new Error(`the key file ${this.path} cannot be read: ${reasonOf(error)}`, { cause: error });
    }
    if (process.platform !== 'win32' && ((await stat(this.path)).mode & 0o077) !== 0) {
      throw new Error(`the key file ${this.path} can be read by other users; run: chmod 600 ${this.path}`);
    }
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== KEY_BYTES) throw new Error(`the key file ${this.path} is damaged; put it back from a backup`);
    return key;
  }

  /** Written whole under another name, then linked: of two processes that begin at once, one key wins for both. */
  async #create(): Promise<void> {
    const draft = `${this.path}.${process.pid}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
        mode: 0o600,
        flag: 'wx',
        flush: true,
      });
      await link(draft, this.path).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
    } catch (error) {
      throw new Error(`the key file ${this.path} cannot be written: ${reasonOf(error)}`, { cause: error });
    } finally {
      await rm(draft, { force: true });
    }
  }
}
