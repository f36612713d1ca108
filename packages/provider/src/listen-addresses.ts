import type { Config } from './config.js';
import { checkAddress, type ListenAddress } from './http/listening.js';
import { IM_PATH } from './http/web.js';

/** Where a provider listens, and where it is found then. */

export interface ServedUrls {
  readonly url: string;
  /** Where TLS is spoken, when `url` is not that. */
  readonly tlsUrl: string | undefined;
}

/** @returns the ports, with free ones where any will do. @throws ListenError */
export async function checkAddresses(config: Config): Promise<Pick<Config, 'port' | 'tlsPort'>> {
  const { plain, tls } = addressesOf(config);
  const [port, tlsPort] = await Promise.all(
    [plain, tls].map((each) => (each === undefined ? Promise.resolve(undefined) : checkAddress(each))),
  );
  if (config.tlsPort !== undefined) return { port: port ?? config.port, tlsPort: tlsPort ?? config.tlsPort };
  return { port: port ?? tlsPort ?? config.port };
}

/** TLS takes the first port, unless it has one of its own. */
export function addressesOf({ host, port, tlsPort, tlsCertificateFile }: Config): {
  readonly plain: ListenAddress | undefined;
  readonly tls: ListenAddress | undefined;
} {
  const first = { host, port, flag: '--port' } as const;
  if (tlsPort !== undefined) return { plain: first, tls: { host, port: tlsPort, flag: '--tls-port' } };
  return tlsCertificateFile === undefined ? { plain: first, tls: undefined } : { plain: undefined, tls: first };
}

/** @param ports those that are listened on */
export function urlsOf(
  host: string,
  { port, tlsPort }: { readonly port: number | undefined; readonly tlsPort: number | undefined },
): ServedUrls {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const tlsUrl = `https://${shown}:${String(tlsPort)}${IM_PATH}`;
  if (port === undefined) return { url: tlsUrl, tlsUrl: undefined };
  return {
    url: `http://${shown}:${String(port)}${IM_PATH}`,
    tlsUrl: tlsPort === undefined ? undefined : tlsUrl,
  };
}
