import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Child, run } from './child.js';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.resolve('@imps-wsi/provider')));

export interface DemoProviderOptions {
  /** Such as `b1.example`. */
  readonly domain: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** An account as the provider's command line tells it. */
interface AccountJson {
  readonly address: string;
  readonly secret?: string;
}

/** A provider in a process of its own, run by its command line as an operator would. */
export class DemoProvider {
  readonly domain: string;
  readonly #child: Child;
  readonly #store: readonly string[];

  private constructor(options: DemoProviderOptions, child: Child) {
    this.domain = options.domain;
    this.#child = child;
    this.#store = ['--domain', options.domain, '--data-dir', options.dataDir];
  }

  static async start(options: DemoProviderOptions, signal?: AbortSignal): Promise<DemoProvider> {
    const { domain, port, dataDir, settings, onLine } = options;
    const child = await Child.start(
      {
        name: domain,
        args: [MAIN, 'serve', '--port', String(port), '--domain', domain, '--data-dir', dataDir],
        ...(settings === undefined ? {} : { env: settings }),
        ready: /ready: (\S+)/,
        ...(onLine === undefined ? {} : { onLine }),
      },
      signal,
    );
    return new DemoProvider(options, child);
  }

  /** Address of the SOAP port. */
  get url(): string {
    return this.#child.url;
  }

  get exited(): Promise<void> {
    return this.#child.exited;
  }

  async addresses(signal?: AbortSignal): Promise<string[]> {
    const accounts = JSON.parse(await this.#account(['list', '--json'], { signal })) as readonly AccountJson[];
    return accounts.map(({ address }) => address);
  }

  /** Adds a person. The password goes by the environment, so that no other user of the machine can read it. */
  async addPerson(name: string, password: string, signal?: AbortSignal): Promise<void> {
    await this.#account(['add', `wv:${name}@${this.domain}`], { env: { IMPS_WSI_PASSWORD: password }, signal });
  }

  /** Adds a service with the service domain `<name>.<domain>` and answers its secret. */
  async addService(name: string, signal?: AbortSignal): Promise<string> {
    const args = ['add', '--service', `wv:${name}@${this.domain}`, '--service-domain', `${name}.${this.domain}`];
    return secretIn(await this.#account([...args, '--json'], { signal }));
  }

  /** A new secret for a service whose old one was lost. */
  async rotateSecret(name: string, signal?: AbortSignal): Promise<string> {
    return secretIn(await this.#account(['rotate-secret', `wv:${name}@${this.domain}`, '--json'], { signal }));
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  /** Its database stays, for the next one to take over. */
  kill(): Promise<void> {
    return this.#child.kill();
  }

  #account(
    args: readonly string[],
    options: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal | undefined },
  ): Promise<string> {
    return run(`an account command of ${this.domain}`, [MAIN, 'account', ...args, ...this.#store], options);
  }
}

function secretIn(json: string): string {
  const { secret } = JSON.parse(json) as AccountJson;
  if (secret === undefined) throw new Error('the provider gave no secret for the service');
  return secret;
}

/** A password that nobody has to remember. */
export const randomPassword = (): string => randomBytes(12).toString('base64url');
