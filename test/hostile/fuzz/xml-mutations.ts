import type { Random } from '../../crash/random.js';
import { hostileText } from './hostile-values.js';
import { copy, element, isLeaf, localName, places, raw, write, type Element, type Place } from './xml-tree.js';

/** One thing that is done to a document; says what it was. */
export type XmlMutation = (root: Element, random: Random) => string;

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Characters; what is larger is refused for its size alone. */
const MOST_REPEATED = 4_000_000;

const anywhere = (root: Element, random: Random): Place => random.pick(places(root));
/** Somewhere below the document element. */
const inside = (root: Element, random: Random): Required<{ element: Element; parent: Element }> => {
  const place = random.pick(places(root).filter(({ parent }) => parent !== undefined));
  return { element: place.element, parent: place.parent ?? root };
};
const indexIn = (parent: Element, child: Element): number => parent.children.indexOf(child);

const setLeaf: XmlMutation = (root, random) => {
  const leaf = random.pick(places(root).filter((place) => isLeaf(place.element))).element;
  const text = hostileText(random);
  leaf.children = [raw(text)];
  return `${leaf.name} := ${text.slice(0, 40)}`;
};

const remove: XmlMutation = (root, random) => {
  const { element: gone, parent } = inside(root, random);
  parent.children.splice(indexIn(parent, gone), 1);
  return `without ${gone.name}`;
};

const repeat: XmlMutation = (root, random) => {
  const { element: again, parent } = inside(root, random);
  const times = random.weighted<number>([
    [20, 1],
    [5, random.between(2, 50)],
    [1, random.between(200, 12_000)],
  ]);
  // Wide trees are made of small things; a whole envelope ten thousand times is only large.
  const wanted = isLeaf(again) ? times : Math.min(times, 30);
  const count = Math.max(1, Math.min(wanted, Math.floor(MOST_REPEATED / write(again).length)));
  parent.children.splice(indexIn(parent, again), 0, ...Array.from({ length: count }, () => copy(again)));
  return `${again.name} ${String(count)} times more`;
};

const move: XmlMutation = (root, random) => {
  const { element: moved, parent } = inside(root, random);
  parent.children.splice(indexIn(parent, moved), 1);
  const target = anywhere(root, random).element;
  target.children.splice(random.between(0, target.children.length), 0, moved);
  return `${moved.name} moved into ${target.name}`;
};

const swap: XmlMutation = (root, random) => {
  const { parent } = inside(root, random);
  parent.children.reverse();
  return `children of ${parent.name} reversed`;
};

const rename: XmlMutation = (root, random) => {
  const { element: renamed } = anywhere(root, random);
  const before = renamed.name;
  renamed.name = random.pick<() => string>([
    () => `${before}x`,
    () => `undeclared:${localName(renamed)}`,
    () => localName(renamed),
    () => before.toUpperCase(),
    () => `a:${before}`,
    () => 'soap:Body',
    () => '1digit',
    () => 'é',
    () => 'n'.repeat(random.between(1000, 1100)),
    () => random.pick(places(root)).element.name,
  ])();
  return `${before} renamed to ${renamed.name.slice(0, 40)}`;
};

const otherNamespace: XmlMutation = (root, random) => {
  const declaring = places(root).filter(({ element: each }) =>
    each.attributes.some(([key]) => key.startsWith('xmlns')),
  );
  const declaration = random.pick(random.pick(declaring).element.attributes.filter(([key]) => key.startsWith('xmlns')));
  declaration[1] = random.pick([
    '',
    'urn:other',
    `${declaration[1]} `,
    SOAP,
    SOAP12,
    'http://www.w3.org/XML/1998/namespace',
    'http://www.w3.org/2000/xmlns/',
  ]);
  return `${declaration[0]} is ${declaration[1]}`;
};

const attribute: XmlMutation = (root, random) => {
  const { element: bearer } = anywhere(root, random);
  const added = random.weighted<() => [string, string][]>([
    [3, () => [['xsi:nil', random.pick(['true', '1', 'x'])]]],
    [3, () => [['xsi:type', random.pick(['xs:string', 'undeclared:t', ''])]]],
    [3, () => [['soap:mustUnderstand', random.pick(['1', '0', 'true', '2', ''])]]],
    [2, () => [['soap:actor', random.pick(['http://schemas.xmlsoap.org/soap/actor/next', 'urn:x', ''])]]],
    [
      2,
      () => [
        ['soap:encodingStyle', random.pick(['http://schemas.xmlsoap.org/soap/encoding/', `${SOAP12}/encoding/none`])],
      ],
    ],
    [2, () => [['soap:role', `${SOAP12}/role/${random.pick(['next', 'none', 'ultimateReceiver', 'x'])}`]]],
    [1, () => [['soap:relay', random.pick(['true', '0', 'x'])]]],
    [2, () => [['wsu:Id', random.pick(['a', 'body', '', '1'])]]],
    [1, () => [['xml:lang', 'en']]],
    [1, () => [['xml:space', 'preserve']]],
    [1, () => [['xmlns', '']]],
    [1, () => [[`xmlns:${random.pick(['xml', 'xmlns', 'a', 'soap'])}`, random.pick(['urn:a', '', XSI])]]],
    [2, () => [['a', hostileText(random).replaceAll('"', '&quot;')]]],
    [
      1,
      () => [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [1, () => Array.from({ length: random.between(2, 80) }, (_, index) => [`a${String(index)}`, 'v'])],
    [
      1,
      () =>
        Array.from({ length: random.between(2, 200) }, (_, index) => [
          `xmlns:p${String(index)}`,
          `urn:${String(index)}`,
        ]),
    ],
    [1, () => [['a', 'v'.repeat(2 ** random.between(10, 17))]]],
  ])();
  bearer.attributes.push(...added);
  if (random.chance(0.8)) declare(root, added);
  return `${String(added.length)} attributes such as ${added[0]?.[0] ?? ''} on ${bearer.name}`;
};

/** So that more than the missing prefix is tried. */
function declare(root: Element, added: readonly [string, string][]): void {
  for (const [prefix, uri] of [
    ['xsi', XSI],
    ['wsu', WSU],
  ] as const) {
    const isUsed = added.some(([name]) => name.startsWith(`${prefix}:`));
    const isDeclared = root.attributes.some(([name]) => name === `xmlns:${prefix}`);
    if (isUsed && !isDeclared) root.attributes.push([`xmlns:${prefix}`, uri]);
  }
}

const insert: XmlMutation = (root, random) => {
  const { element: parent } = anywhere(root, random);
  const what = random.pick<() => Element | ReturnType<typeof raw>>([
    () => raw(hostileText(random)),
    () => element('unknown', [['xmlns', 'urn:unknown']], [raw('x')]),
    () => element('unknown', [['xmlns', '']]),
    () => copy(random.pick(places(root)).element),
    () =>
      element('xop:Include', [
        ['xmlns:xop', 'http://www.w3.org/2004/08/xop/include'],
        ['href', 'cid:nothing'],
      ]),
    () => element('ds:Signature', [['xmlns:ds', DSIG]], [element('ds:SignedInfo')]),
    () => element('soap:Header', [['xmlns:soap', SOAP]]),
    () => element('soap:Fault', [['xmlns:soap', SOAP]]),
  ])();
  parent.children.splice(random.between(0, parent.children.length), 0, what);
  return `something into ${parent.name}`;
};

const wrap: XmlMutation = (root, random) => {
  const { element: wrapped, parent } = inside(root, random);
  const levels = random.weighted<number>([
    [10, 1],
    [5, random.between(2, 80)],
    [1, random.between(1000, 60_000)],
  ]);
  const name = random.pick([wrapped.name, 'w']);
  const at = indexIn(parent, wrapped);
  // As text: a tree so deep could not be written by recursion.
  parent.children.splice(at, 1, raw(`<${name}>`.repeat(levels)), wrapped, raw(`</${name}>`.repeat(levels)));
  return `${wrapped.name} within ${String(levels)} ${name}`;
};

const XML_MUTATIONS: readonly (readonly [number, XmlMutation])[] = [
  [30, setLeaf],
  [10, remove],
  [8, repeat],
  [6, move],
  [4, swap],
  [6, rename],
  [4, otherNamespace],
  [10, attribute],
  [8, insert],
  [4, wrap],
];

export const mutateXml: XmlMutation = (root, random) =>
  // With nothing left below the document element there is little to choose from.
  places(root).length === 1 ? insert(root, random) : random.weighted(XML_MUTATIONS)(root, random);

/** Done to the text of a document. */
export function mutateText(text: string, random: Random): [text: string, what: string] {
  const at = random.between(0, text.length);
  return random.weighted<() => [string, string]>([
    [4, () => [text.slice(0, at), 'cut off']],
    [3, () => [text.slice(0, at) + text.slice(at + random.between(1, 20)), 'a piece is missing']],
    [3, () => [text.slice(0, at) + hostileText(random) + text.slice(at), 'something in between']],
    [2, () => [`<!DOCTYPE x [<!ENTITY a "b">]>${text}`, 'a DOCTYPE']],
    [1, () => [`<!DOCTYPE x SYSTEM "file:///etc/passwd">${text}`, 'an external DTD']],
    [1, () => [billionLaughs(text), 'entities of entities']],
    [
      2,
      () => [
        `<?xml version="${random.pick(['1.0', '1.1', '2.0', ''])}" encoding="${random.pick(['UTF-8', 'utf-16', 'x', 'EBCDIC'])}"?>${text}`,
        'an XML declaration',
      ],
    ],
    [1, () => [`${text}${random.pick(['x', '<a/>', text, '\u0000', '<!-- -->'])}`, 'something behind the end']],
    [1, () => [`${random.pick([' ', '\n', 'x', '\ufeff\ufeff'])}${text}`, 'something in front']],
    [1, () => [text.replaceAll('"', "'"), 'other quotes']],
    [1, () => [text.replaceAll('>', ' >').replaceAll('<', '\n<'), 'space wherever it may be or not']],
    [1, () => ['', 'nothing']],
  ])();
}

const billionLaughs = (text: string): string => {
  const entities = Array.from(
    { length: 9 },
    (_, level) => `<!ENTITY e${String(level + 1)} "${`&e${String(level)};`.repeat(10)}">`,
  );
  return `<!DOCTYPE x [<!ENTITY e0 "ha">${entities.join('')}]>${text.replace('</', '&e9;</')}`;
};
