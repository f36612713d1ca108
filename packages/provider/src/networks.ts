import { BlockList, isIP } from 'node:net';

/** The form in which addresses are compared, told and counted: IPv4 as such, also where it came as `::ffff:192.0.2.1`. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** Networks such as `10.0.0.0/8`, `2001:db8::/32`, or single addresses. */
export class Networks {
  readonly #list = new BlockList();
  readonly isEmpty: boolean;

  /** @throws Error for what is no network; see `isNetwork` */
  constructor(networks: readonly string[]) {
    this.isEmpty = networks.length === 0;
    for (const text of networks) {
      const network = parse(text);
      if (network === undefined) throw new Error(`${text} is no network`);
      this.#list.addSubnet(network.address, network.bits, network.family);
    }
  }

  /** @param address plain, as `plainAddress` writes it */
  has(address: string): boolean {
    const version = isIP(address);
    return !this.isEmpty && version !== 0 && this.#list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}

export const isNetwork = (text: string): boolean => parse(text) !== undefined;

function parse(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const widest = version === 6 ? 128 : 32;
  const size = bits === undefined ? widest : Number(bits);
  return size > widest ? undefined : { address, bits: size, family: version === 6 ? 'ipv6' : 'ipv4' };
}

/** Whom a bound by address binds: an IPv4 address, or the /64 of an IPv6 one, all of which its holder can use. */
export function sourceOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  // What ends like an IPv4 address takes the room of two groups.
  const missing = tail === undefined ? 0 : 8 - groups.length - behind.length - (address.includes('.') ? 1 : 0);
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
