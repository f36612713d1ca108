import type { Logger } from '../../log.js';
import { certificatesOfPem, type Certificate } from './certificate.js';
import { judgeChain, type Trust, type TrustMaterial } from './chain.js';
import { revocationListsOf, type RevocationList } from './revocation.js';
import { TrustFileError, WatchedFile } from './watched-file.js';

export interface TrustStoreOptions {
  /** PEM: certificates of authorities, or single certificates, that are trusted as they are. */
  readonly x509TrustFile: string;
  /** PEM or DER: revocation lists. Absent: revocation is not looked at. */
  readonly x509RevocationFile?: string;
  readonly log: Logger;
  /** How often the files are looked at, while signed requests come; default 1 s. */
  readonly lookMilliseconds?: number;
}

/** A verdict holds so long; then time has passed for certificates and lists too. */
const VERDICT_MILLISECONDS = 60_000;
const MAX_VERDICTS = 10_000;

/** Whether certificates are trusted, by files that the operator may change while the provider runs. */
export class TrustStore {
  readonly #anchors: WatchedFile<readonly Certificate[]>;
  readonly #lists: WatchedFile<readonly RevocationList[]> | undefined;
  readonly #log: Logger;
  readonly #lookMilliseconds: number;
  readonly #verdicts = new Map<string, { readonly trust: Trust; readonly until: number }>();
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  private constructor({ x509TrustFile, x509RevocationFile, log, lookMilliseconds = 1_000 }: TrustStoreOptions) {
    this.#anchors = new WatchedFile(x509TrustFile, '--x509-trust-file', (bytes) =>
      certificatesOfPem(bytes.toString('latin1')),
    );
    this.#lists =
      x509RevocationFile === undefined
        ? undefined
        : new WatchedFile(x509RevocationFile, '--x509-revocation-file', revocationListsOf);
    this.#log = log;
    this.#lookMilliseconds = lookMilliseconds;
  }

  /** @throws TrustFileError when a file cannot be used: at the start that is an error, later a line in the log */
  static async open(options: TrustStoreOptions): Promise<TrustStore> {
    const store = new TrustStore(options);
    await store.#anchors.refresh();
    await store.#lists?.refresh();
    return store;
  }

  /** @param others certificates that came along with it */
  async judge(signer: Certificate, others: readonly Certificate[], now: Date): Promise<Trust> {
    await this.#look();
    const key = [signer, ...others].map(({ fingerprint }) => fingerprint).join();
    const known = this.#verdicts.get(key);
    if (known !== undefined && known.until > now.getTime()) return known.trust;
    const trust = judgeChain(signer, others, this.#material(), now);
    this.#verdicts.delete(key);
    if (this.#verdicts.size >= MAX_VERDICTS) {
      for (const oldest of this.#verdicts.keys()) {
        this.#verdicts.delete(oldest);
        break;
      }
    }
    this.#verdicts.set(key, { trust, until: now.getTime() + VERDICT_MILLISECONDS });
    return trust;
  }

  #material(): TrustMaterial {
    const lists = this.#lists?.value;
    return { anchors: this.#anchors.value, ...(lists === undefined ? {} : { lists }) };
  }

  /** Has a file changed? Asked by the requests that need to know, a moment apart; all of them wait for the answer. */
  #look(): Promise<void> | undefined {
    if (this.#looking !== undefined) return this.#looking;
    if (performance.now() - this.#lookedAt < this.#lookMilliseconds) return undefined;
    this.#looking = this.#refresh().finally(() => {
      this.#lookedAt = performance.now();
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #refresh(): Promise<void> {
    for (const file of [this.#anchors, this.#lists]) {
      try {
        if ((await file?.refresh()) !== true) continue;
        this.#verdicts.clear();
        this.#log.info('a file of certificates was read again');
      } catch (error) {
        if (!(error instanceof TrustFileError)) throw error;
        this.#log.error('a changed file cannot be used; what was read before still holds', { error });
      }
    }
  }
}
