import { createServer, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { PortError } from './ports.js';

/** All interfaces, IPv6 and IPv4. */
const EVERYWHERE = '::';
const EVERYWHERE_IPV4 = '0.0.0.0';

/**
 * DEMO_HOST: the address on which the pages are served, by default all of this machine's.
 *
 * @throws PortError when it is no IP address
 */
export function demoHostFrom(env: Readonly<Record<string, string | undefined>>): string {
  const value = env['DEMO_HOST']?.trim() ?? '';
  if (value === '') return EVERYWHERE;
  if (value === 'localhost') return '127.0.0.1';
  if (isIP(value) === 0) {
    throw new PortError(
      `DEMO_HOST is ${value}; it must be an IP address of this machine, such as 127.0.0.1, or :: for all.`,
    );
  }
  return value;
}

/** The host, or what stands for it on a machine without IPv6. */
export async function usableHost(host: string): Promise<string> {
  if (host !== EVERYWHERE) return host;
  return (await canListen(EVERYWHERE)) ? EVERYWHERE : EVERYWHERE_IPV4;
}

/** A name or address under which a browser of this machine reaches what listens on `host`. */
export function localNameOf(host: string): string {
  if (host === EVERYWHERE || host === EVERYWHERE_IPV4 || host === '127.0.0.1' || host === '::1') return 'localhost';
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Under these addresses other devices of the network may reach what listens on `host`; IPv4, which people can type. */
export function networkAddresses(host: string): readonly string[] {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = own.filter(
    ({ family, internal, address }) => family === 'IPv4' && !internal && !isLinkLocal(address),
  );
  const addresses = outside.map(({ address }) => address);
  if (host === EVERYWHERE || host === EVERYWHERE_IPV4) return addresses;
  return addresses.includes(host) ? [host] : [];
}

const isLinkLocal = (address: string): boolean => address.startsWith('169.254.');

function canListen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, host, () => server.close(() => resolve(true)));
  });
}
