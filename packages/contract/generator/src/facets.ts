import { allowAttributes, attribute, documentationOf, refuse, type Node } from './dom.js';
import type { Builtin, Facets } from './model.js';
import { translatePattern } from './pattern.js';

const INT: readonly [bigint, bigint] = [-(2n ** 31n), 2n ** 31n - 1n];
const LONG: readonly [bigint, bigint] = [-(2n ** 63n), 2n ** 63n - 1n];

const ALLOWED: Readonly<Record<Builtin, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'length', 'pattern', 'enumeration', 'whiteSpace'],
  base64Binary: ['minLength', 'maxLength', 'length'],
  int: ['minInclusive', 'maxInclusive'],
  long: ['minInclusive', 'maxInclusive'],
  boolean: [],
  dateTime: [],
};

/** The bounds of a number type before any facet. */
export function boundsOf(base: Builtin): readonly [bigint, bigint] {
  return base === 'int' ? INT : LONG;
}

/** Reads the facets of an xs:restriction and checks that they make sense together. */
export function readFacets(restriction: Node, base: Builtin): Facets {
  const facets: { -readonly [K in keyof Facets]: Facets[K] } = {};
  const enumeration: string[] = [];
  const meanings: string[] = [];
  for (const node of restriction.children) {
    if (node.local === 'annotation') continue;
    allowAttributes(node, 'value');
    if (!ALLOWED[base].includes(node.local)) {
      throw refuse(node, `facet ${node.local} on xs:${base}`, ALLOWED[base].join(', ') || 'the plain type');
    }
    const value = attribute(node, 'value');
    switch (node.local) {
      case 'length':
        facets.minLength = facets.maxLength = count(node, value);
        break;
      case 'minLength':
        facets.minLength = count(node, value);
        break;
      case 'maxLength':
        facets.maxLength = count(node, value);
        break;
      case 'pattern':
        if (facets.pattern !== undefined) throw refuse(node, 'a second pattern', 'one pattern with |');
        facets.pattern = { schema: value, source: translatePattern(node, value) };
        break;
      case 'enumeration':
        if (!/^[A-Z][A-Z0-9_]*$/.test(value)) throw refuse(node, `enumeration value ${value}`, 'an UPPER_CASE word');
        if (enumeration.includes(value)) throw refuse(node, `enumeration value ${value} twice`, 'each value once');
        enumeration.push(value);
        meanings.push(documentationOf(node));
        break;
      case 'minInclusive':
        facets.min = whole(node, value, base);
        break;
      case 'maxInclusive':
        facets.max = whole(node, value, base);
        break;
      default:
        if (value !== 'preserve' && value !== 'replace' && value !== 'collapse') {
          throw refuse(node, `whiteSpace ${value}`, 'preserve, replace or collapse');
        }
        facets.whiteSpace = value;
    }
  }
  if (enumeration.length > 0) {
    facets.enumeration = enumeration;
    facets.meanings = meanings;
  }
  const lengths = [facets.minLength ?? 0, facets.maxLength ?? Number.POSITIVE_INFINITY] as const;
  const bounds = [facets.min ?? boundsOf(base)[0], facets.max ?? boundsOf(base)[1]] as const;
  if (lengths[0] > lengths[1] || bounds[0] > bounds[1])
    throw refuse(restriction, 'an empty range', 'a minimum below the maximum');
  return facets;
}

function count(node: Node, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw refuse(node, `${node.local} ${value}`, 'a whole number below 10^9');
  return Number(value);
}

function whole(node: Node, value: string, base: Builtin): bigint {
  if (!/^-?\d{1,19}$/.test(value)) throw refuse(node, `${node.local} ${value}`, 'a whole number');
  const number = BigInt(value);
  const [min, max] = boundsOf(base);
  if (number < min || number > max) throw refuse(node, `${node.local} ${value}`, `a value of xs:${base}`);
  return number;
}
