import { isIPv4, isIPv6 } from 'node:net';

/**
 * Where an address is, as far as one who guesses passwords has it to himself: an IPv4 address, or a /64 of IPv6 and the
 * /48 around it, for who has one of those has all networks in it. The narrowest comes first.
 *
 * @param peer as the socket says it; what is no address is a network of its own
 */
export function sourceNetworks(peer: string | undefined): readonly string[] {
  if (peer === undefined || peer === '') return ['unknown'];
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(peer)?.[1];
  if (mapped !== undefined) return [mapped];
  if (isIPv4(peer)) return [peer];
  const [address = ''] = peer.split('%');
  if (!isIPv6(address)) return [peer.slice(0, 64)];
  const groups = groupsOf(address);
  return [`${groups.slice(0, 4).join(':')}::/64`, `${groups.slice(0, 3).join(':')}::/48`];
}

/** The first four of the eight groups are all that is asked for; a dotted tail stands behind them. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const split = (text: string) =>
    text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
  const front = split(head);
  const back = tail === undefined ? [] : split(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16).toString(16));
}
