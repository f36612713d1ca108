import { randomBytes } from 'node:crypto';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import { oneLine, reasonOf } from '../thrown.js';
import { DAY_MILLISECONDS, expiryNotice } from './expiry.js';
import { factsOf, readMaterial, sameMaterial, type TlsFiles, type TlsMaterial } from './material.js';

/** All that a process needs to speak TLS; what several processes of a provider share. */
export interface TlsState {
  readonly material: TlsMaterial;
  /** What session tickets are sealed with, 48 bytes in base64: a client may resume at any process that has them. */
  readonly ticketKeys: string;
}

/** Three small files: looking is cheaper than being told, which no network file system does and no swapped link. */
const LOOK_MILLISECONDS = 2_000;
/** Who has overheard a connection and later gets hold of the memory of a process reads no more of it than that. */
const TICKET_KEY_MILLISECONDS = 12 * 3_600_000;

/**
 * Keeps certificate and key as the files have them, without a restart: looks by itself, and at once when told. What cannot
 * be used is told once and changes nothing.
 */
export class TlsKeeper {
  readonly #files: TlsFiles;
  readonly #log: Logger;
  readonly #onChange: (state: TlsState) => void;
  #state: TlsState;
  /** Why the files as they are now cannot be used; told already. */
  #complaint: string | undefined;
  #warnedAt = 0;
  #looking: Promise<void> | undefined;
  readonly #timers: NodeJS.Timeout[];

  private constructor(files: TlsFiles, material: TlsMaterial, log: Logger, onChange: (state: TlsState) => void) {
    this.#files = files;
    this.#log = log;
    this.#onChange = onChange;
    this.#state = { material, ticketKeys: newTicketKeys() };
    this.#timers = [
      setInterval(() => void this.look(), LOOK_MILLISECONDS),
      setInterval(() => {
        this.#set({ ...this.#state, ticketKeys: newTicketKeys() });
      }, TICKET_KEY_MILLISECONDS),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#warn(Date.now());
  }

  /**
   * @param onChange called with each new state, the first excepted
   * @throws TlsFileError
   */
  static async open(files: TlsFiles, log: Logger, onChange: (state: TlsState) => void): Promise<TlsKeeper> {
    return new TlsKeeper(files, await readMaterial(files), log, onChange);
  }

  get state(): TlsState {
    return this.#state;
  }

  /** Takes what is in the files now, if it can be used. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #look(): Promise<void> {
    let material: TlsMaterial;
    try {
      material = await readMaterial(this.#files);
    } catch (error) {
      const complaint = oneLine(reasonOf(error));
      if (complaint !== this.#complaint) {
        this.#log.error('the TLS files have changed and cannot be used; what was read before is still served', {
          reason: complaint,
        });
      }
      this.#complaint = complaint;
      return;
    }
    this.#complaint = undefined;
    if (!sameMaterial(material, this.#state.material)) {
      // Who resumes a session is not asked for his certificate again: one greeted under other authorities has to be.
      const sameClients = material.clientCa === this.#state.material.clientCa;
      this.#set({ material, ticketKeys: sameClients ? this.#state.ticketKeys : newTicketKeys() });
      const { subject, validTo, fingerprint } = factsOf(material);
      this.#log.info('a new TLS certificate is served', { subject, validTo: validTo.toISOString(), fingerprint });
      this.#warnedAt = 0;
    }
    this.#warn(Date.now());
  }

  #set(state: TlsState): void {
    this.#state = state;
    this.#onChange(state);
  }

  /** Once a day. */
  #warn(now: number): void {
    if (now - this.#warnedAt < DAY_MILLISECONDS) return;
    const facts = factsOf(this.#state.material);
    const notice = expiryNotice(facts, new Date(now));
    if (notice === undefined) return;
    this.#warnedAt = now;
    const { subject, validFrom, validTo } = facts;
    const fields = { subject, validFrom: validFrom.toISOString(), validTo: validTo.toISOString() };
    this.#log[notice.level](notice.text, fields);
  }
}

/** The keeper of a provider that speaks TLS; undefined where it does not. @throws TlsFileError */
export async function openTlsKeeper(
  config: Pick<Config, 'tlsCertificateFile' | 'tlsKeyFile' | 'tlsClientCaFile'>,
  log: Logger,
  onChange: (state: TlsState) => void,
): Promise<TlsKeeper | undefined> {
  const { tlsCertificateFile: certificateFile, tlsKeyFile: keyFile, tlsClientCaFile: clientCaFile } = config;
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return TlsKeeper.open({ certificateFile, keyFile, clientCaFile }, log, onChange);
}

const newTicketKeys = (): string => randomBytes(48).toString('base64');
