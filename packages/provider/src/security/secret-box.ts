import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretKeySource } from './secret-key.js';
import type { SettingStore } from './ports.js';

/**
 * Seals the secrets of services. They must be readable again, because PasswordDigest is computed over the secret
 * itself; so they rest encrypted (AES-256-GCM) under a key that is not in the database. Each is bound to the address of
 * its account: moved to another row it does not open.
 *
 * Whether a process has the right key is seen from a check value in the store, before anything is sealed with it.
 */

/** The key is missing or is not the one this store was made with. The message is one line that says what to do. */
export class SecretKeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretKeyError';
  }
}

const CHECK_SETTING = 'secret-key-check';
/** The last resort, which every message about the key ends with. */
const LOST = 'or if it is lost for good run: reset-secret-key';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

interface Keys {
  readonly sealing: Buffer;
  readonly check: string;
}

export class SecretBox {
  readonly #source: SecretKeySource;
  readonly #settings: SettingStore;
  #keys: Promise<Keys> | undefined;

  constructor(source: SecretKeySource, settings: SettingStore) {
    this.#source = source;
    this.#settings = settings;
  }

  /**
   * To be called at start: where the store has sealed secrets, checks that this process holds their key.
   * @throws {SecretKeyError} when it does not.
   */
  async verify(): Promise<void> {
    if ((await this.#settings.get(CHECK_SETTING)) !== undefined) await this.#open(false);
  }

  /**
   * Gives up the key that the store was made with: what was sealed under it can never be opened again, and the next
   * secret is sealed under the key that is there then.
   */
  async forgetKey(): Promise<void> {
    await this.#settings.remove(CHECK_SETTING);
    this.#keys = undefined;
  }

  /** Seals a text for the account with this canonical address. Makes the key first where there is none yet. */
  async seal(text: string, address: string): Promise<Uint8Array> {
    const { sealing } = await this.#open(true);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(address, 'utf8'));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]);
  }

  /**
   * Opens what `seal` made for the same address.
   * @throws {SecretKeyError} when it was sealed under another key or for another account, or was changed.
   */
  async unseal(sealed: Uint8Array, address: string): Promise<string> {
    const { sealing } = await this.#open(false);
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) {
      throw new SecretKeyError(
        `the secret of ${address} is not in a form this release can read; run: account rotate-secret ${address}`,
      );
    }
    const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(1, 1 + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(address, 'utf8')).setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEADER_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      throw new SecretKeyError(
        `the secret of ${address} was damaged in the store; run: account rotate-secret ${address}`,
      );
    }
  }

  /** Loads and checks the key once; a failure is not kept, so that a key put in place later is found. */
  #open(create: boolean): Promise<Keys> {
    this.#keys ??= this.#load(create).catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #load(create: boolean): Promise<Keys> {
    const recorded = await this.#settings.get(CHECK_SETTING);
    // Secrets are sealed here already: a new key of our own making could not be theirs.
    const key = await this.#source.load(create && recorded === undefined);
    if (key === undefined) {
      throw new SecretKeyError(
        `the key for service secrets is missing; put back ${this.#source.description} or set IMPS_WSI_SECRET_KEY to the key this store was made with, ${LOST}`,
      );
    }
    const keys = deriveKeys(key);
    const expected = recorded ?? (create ? await this.#settings.setOnce(CHECK_SETTING, keys.check) : undefined);
    if (expected !== undefined && !sameText(expected, keys.check)) {
      throw new SecretKeyError(
        `the key for service secrets (${this.#source.description}) is not the one this store was made with; set IMPS_WSI_SECRET_KEY to that key or put its key file back, ${LOST}`,
      );
    }
    return keys;
  }
}

/** One key, two uses: one for sealing, one for the check value, so that the check tells nothing about the other. */
function deriveKeys(key: Buffer): Keys {
  const derived = (info: string) => Buffer.from(hkdfSync('sha256', key, 'imps-wsi secret box', info, 32));
  return {
    sealing: derived('sealing'),
    check: createHmac('sha256', derived('check')).update('imps-wsi key check').digest('base64'),
  };
}

function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}
