import { childrenOf, expanded, parseXml, type XmlNode } from '../support/xml-tree.js';
import { SPOKEN, type Spoken } from './spoken.js';
import { headerOf, textOf, type RawAnswer } from './raw-http.js';

/** What a rule finds wrong with an answer, one line each. */
export type AnswerRule = (answer: RawAnswer) => readonly string[];

const [SOAP11, SOAP12] = SPOKEN;
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const XML = 'http://www.w3.org/XML/1998/namespace';

/** The version whose media type an answer has; undefined: it is no envelope. */
export function spokenIn(answer: Pick<RawAnswer, 'headers'>): Spoken | undefined {
  const type = headerOf(answer, 'Content-Type') ?? '';
  return SPOKEN.find(({ mediaType }) => type.startsWith(mediaType));
}

const complain = (isWrong: boolean, what: string): readonly string[] => (isWrong ? [what] : []);

/** A rule about envelopes: what carries none is not concerned. */
const ofEnvelopes =
  (rule: (root: XmlNode, spoken: Spoken, answer: RawAnswer) => readonly string[]): AnswerRule =>
  (answer) => {
    const spoken = spokenIn(answer);
    return spoken === undefined ? [] : rule(parseXml(textOf(answer)), spoken, answer);
  };

const bodyOf = (root: XmlNode, { namespace }: Spoken): XmlNode | undefined => childrenOf(root, namespace, 'Body')[0];
const faultOf = (root: XmlNode, spoken: Spoken): XmlNode | undefined =>
  bodyOf(root, spoken)?.children.find(({ uri, local }) => uri === spoken.namespace && local === 'Fault');

/** A rule about faults of one version. */
const ofFaults = (only: Spoken, rule: (fault: XmlNode, answer: RawAnswer) => readonly string[]): AnswerRule =>
  ofEnvelopes((root, spoken, answer) => {
    const fault = spoken === only ? faultOf(root, spoken) : undefined;
    return fault === undefined ? [] : rule(fault, answer);
  });

const nodes = (root: XmlNode): readonly XmlNode[] => [root, ...root.children.flatMap(nodes)];
/** Attributes of a namespace, by local name. */
const attributesOf = (node: XmlNode, uri: string): readonly string[] =>
  Object.keys(node.attributes).flatMap((name) => {
    const [prefix = '', local] = name.split(':');
    return local !== undefined && node.prefixes.get(prefix) === uri ? [local] : [];
  });

/** What Basic Profile 1.1, Simple SOAP Binding Profile 1.0 and SOAP 1.2 ask of who sends an answer; wording is ours. */
export const ANSWER_RULES: Readonly<Record<string, readonly [what: string, rule: AnswerRule]>> = {
  R9980: [
    'an Envelope is a Header, if any, and a Body',
    ofEnvelopes((root, spoken) => {
      const names = [root, ...root.children].map(({ uri, local }) => `{${uri}}${local}`).join(' ');
      const wanted = (header: string): string =>
        ['Envelope', ...(header === '' ? [] : [header]), 'Body']
          .map((each) => `{${spoken.namespace}}${each}`)
          .join(' ');
      return complain(names !== wanted('') && names !== wanted('Header'), names);
    }),
  ],
  R9981: [
    'a Body has one child',
    ofEnvelopes((root, spoken) => complain(bodyOf(root, spoken)?.children.length !== 1, 'not one child')),
  ],
  R1014: [
    'which is in a namespace',
    ofEnvelopes((root, spoken) => complain(bodyOf(root, spoken)?.children[0]?.uri === '', 'no namespace')),
  ],
  R1032: [
    'Envelope, Header and Body have no attributes of the namespace of the envelope',
    ofEnvelopes((root, { namespace }) => [root, ...root.children].flatMap((node) => attributesOf(node, namespace))),
  ],
  R1005: [
    'no encodingStyle',
    ofEnvelopes((root, { namespace }) =>
      nodes(root).flatMap((node) => complain(attributesOf(node, namespace).includes('encodingStyle'), node.local)),
    ),
  ],
  R1008: [
    'no document type',
    ofEnvelopes((_root, _spoken, answer) => complain(textOf(answer).includes('<!DOCTYPE'), 'there is one')),
  ],
  R1009: [
    'no processing instructions',
    ofEnvelopes((_root, _spoken, answer) => complain(/<\?(?!xml )/.test(textOf(answer)), 'there is one')),
  ],
  R1012: [
    'UTF-8 or UTF-16: ours is UTF-8, as written',
    ofEnvelopes((_root, _spoken, answer) =>
      complain(!Buffer.from(textOf(answer), 'utf8').equals(answer.body), 'bytes that are not UTF-8'),
    ),
  ],
  R1018: [
    'Content-Type says which encoding',
    ofEnvelopes((_root, { mediaType }, answer) => {
      const type = headerOf(answer, 'Content-Type') ?? '';
      return complain(type !== `${mediaType}; charset=utf-8`, type);
    }),
  ],
  R1111: [
    'what is no fault comes with 200',
    ofEnvelopes((root, spoken, { status }) =>
      complain(faultOf(root, spoken) === undefined && status !== 200, String(status)),
    ),
  ],
  R1126: ['a fault comes with 500', ofFaults(SOAP11, (_fault, { status }) => complain(status !== 500, String(status)))],
  R1000: [
    'a Fault holds faultcode, faultstring, faultactor and detail, and nothing else',
    ofFaults(SOAP11, ({ children }) => {
      const names = children.map(({ local }) => local).join(' ');
      return complain(!/^faultcode faultstring( faultactor)?( detail)?$/.test(names), names);
    }),
  ],
  R1001: [
    'which are in no namespace',
    ofFaults(SOAP11, ({ children }) => children.flatMap(({ uri, local }) => complain(uri !== '', local))),
  ],
  R1004: [
    'a faultcode is one of SOAP, or a name in a namespace of its own',
    ofFaults(SOAP11, (fault) => {
      const code = fault.children[0];
      const name = code === undefined ? '' : expanded(code, code.text.trim());
      const own = [WSSE, WSU].some((uri) => name.startsWith(`{${uri}}`));
      const soap = /^(VersionMismatch|MustUnderstand|Client|Server)$/.test(name.slice(SOAP11.namespace.length + 2));
      return complain(!(own || (name.startsWith(`{${SOAP11.namespace}}`) && soap)), name);
    }),
  ],
  R1031: [
    'without dots',
    ofFaults(SOAP11, ({ children }) => complain(children[0]?.text.includes('.') === true, children[0]?.text ?? '')),
  ],
  'SOAP 1.2 part 1 §5.4': [
    'a Fault holds Code, Reason with xml:lang, and Detail at most, of which each is of its namespace',
    ofFaults(SOAP12, (fault) => {
      const names = fault.children.map(({ uri, local }) => `${uri === SOAP12.namespace ? '' : '?'}${local}`).join(' ');
      const texts = fault.children.filter(({ local }) => local === 'Reason').flatMap(({ children }) => children);
      return [
        ...complain(!/^Code Reason( Detail)?$/.test(names), names),
        ...texts.flatMap((text) =>
          complain(
            !attributesOf({ ...text, prefixes: new Map([...text.prefixes, ['xml', XML]]) }, XML).includes('lang'),
            'Text without xml:lang',
          ),
        ),
      ];
    }),
  ],
  'SOAP 1.2 part 1 §5.4.6': [
    'the Value of Code is one of five',
    ofFaults(SOAP12, ({ children }) => {
      const value = children[0]?.children[0];
      const name = value === undefined ? '' : expanded(value, value.text.trim());
      const local = name.slice(SOAP12.namespace.length + 2);
      const isOne = /^(VersionMismatch|MustUnderstand|DataEncodingUnknown|Sender|Receiver)$/.test(local);
      return complain(!name.startsWith(`{${SOAP12.namespace}}`) || !isOne, name);
    }),
  ],
  'SOAP 1.2 part 2 §7.5.2.2': [
    'a fault of the sender comes with 400, any other with 500',
    ofFaults(SOAP12, ({ children }, { status }) => {
      const code = children[0]?.children[0]?.text.trim() ?? '';
      return complain(status !== (code.endsWith(':Sender') ? 400 : 500), `${code} with ${String(status)}`);
    }),
  ],
  R1125: [
    'what is refused below SOAP has a status of 4xx, or 503, and no envelope',
    (answer) =>
      spokenIn(answer) === undefined
        ? [
            ...complain(!/^(4\d\d|503)$/.test(String(answer.status)), String(answer.status)),
            ...complain(/<(\w+:)?Envelope/.test(textOf(answer)), 'an envelope'),
          ]
        : [],
  ],
  R1121: [
    'no cookies',
    (answer) => complain(headerOf(answer, 'Set-Cookie') !== undefined, headerOf(answer, 'Set-Cookie') ?? ''),
  ],
  R1141: [
    'HTTP/1.1, and with a body how long it is',
    (answer) => complain(answer.version !== '1.1', `HTTP/${answer.version}`),
  ],
};

/** All that is wrong with an answer, with the numbers. */
export const wrongWith = (answer: RawAnswer): readonly string[] =>
  Object.entries(ANSWER_RULES).flatMap(([id, [, rule]]) => rule(answer).map((what) => `${id}: ${what}`));
