/**
 * Do a name as XML signatures write it (RFC 4514, or what toolkits take for it) and a name as Node writes it (one
 * attribute a line) mean the same? Order and white space do not count, and attributes may be written by their number:
 * the name only helps to find a certificate, and the signature proves that it is the right one.
 */
export function isSameName(written: string, node: string): boolean {
  const one = partsOf(written.split(/(?<!\\)[,+]/));
  const other = partsOf(node.split(/[\n+]/));
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'EMAILADDRESS',
  S: 'ST',
  E: 'EMAILADDRESS',
};

function partsOf(attributes: readonly string[]): string[] {
  return attributes
    .map((attribute) => {
      // Strangers write these names: what looks for the end of white space from each of its blanks takes them for ever.
      const equals = attribute.indexOf('=');
      const type = attribute
        .slice(0, Math.max(0, equals))
        .trim()
        .replace(/^OID\./i, '')
        .toUpperCase();
      const short = SHORT[type] ?? type;
      return `${short}=${attribute
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/s, '$1')
        .replace(/\\(.)/g, '$1')
        .replace(/\s+/g, ' ')
        .toLowerCase()}`;
    })
    .sort();
}
