import { readFileSync } from 'node:fs';
import { Soap11, Soap12, type SoapVersion } from '@imps-wsi/contract/soap';
import type { Identity } from '../../support/certificates.js';
import { signedBy, type Sign } from './signed-seed.js';
import { find, isLeaf, localName, parse, places, raw, type Element } from './xml-tree.js';

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';

/** Who sends, and who is sent to, in the place of those in the golden files. */
export interface Actors {
  readonly sender: string;
  readonly password: string;
  /** The sender's certificate. */
  readonly signer: Identity;
  readonly recipients: readonly string[];
  /** Ids of messages that wait for the sender. */
  readonly messageIds: readonly string[];
}

/** Addresses of a provider, without `/soap/`. */
export const PORTS = {
  im: { version: Soap11, profile: undefined },
  'im/swa': { version: Soap11, profile: 'swa' },
  'im/mtom': { version: Soap11, profile: 'mtom' },
  'im/soap12': { version: Soap12, profile: undefined },
  'im/soap12/mtom': { version: Soap12, profile: 'mtom' },
} as const satisfies Readonly<
  Record<string, { readonly version: SoapVersion; readonly profile: 'swa' | 'mtom' | undefined }>
>;
export type Port = keyof typeof PORTS;

/** A request that is right, to be broken. */
export interface Seed {
  readonly name: string;
  readonly port: Port;
  readonly envelope: Element;
  /** What it refers to, by content id. */
  readonly attachments: readonly string[];
  /** Signs it, where that is how it proves who sends it. */
  readonly sign?: Sign;
}

/** What this provider does not offer: with it nothing would get as far as the store. */
const NOT_OFFERED = new Set(['keepCopy', 'anonymous', 'replyTo', 'sender', 'expiresAt']);
const CONTENT_IDS = ['part 1&@b1.example', 'part 2&@b1.example'] as const;

/** @param golden directory of the golden files */
export function seedsOf(golden: URL, actors: Actors): Seed[] {
  const seed = (file: string, port: Port = 'im'): Seed => {
    const { version, profile } = PORTS[port];
    const text = readFileSync(new URL(`${file}.xml`, golden), 'utf8');
    // In all but its namespace an envelope of SOAP 1.2 is written as one of SOAP 1.1.
    const envelope = parse(text.replace(Soap11.namespace, version.namespace));
    envelope.children.unshift(header(actors, version));
    recast(envelope, actors);
    return { name: `${file} at ${port}`, port, envelope, attachments: profile === undefined ? [] : CONTENT_IDS };
  };
  const offered = seed('SendMessages.request');
  keepOffered(offered.envelope);
  const reading = seed('GetMessages.request');
  setLeaf(reading.envelope, 'waitSeconds', '0');
  const sign = signedBy(actors.signer);
  const offered12 = seed('SendMessages.request', 'im/soap12');
  keepOffered(offered12.envelope);
  return [
    { ...offered, name: 'SendMessages.request signed', sign },
    { ...reading, name: 'GetMessages.request signed', sign },
    offered,
    { ...offered, port: 'im/mtom', name: 'SendMessages.request alone at mtom' },
    seed('SendMessages.request'),
    seed('SendMessages.request.swa', 'im/swa'),
    seed('SendMessages.request.xop', 'im/mtom'),
    reading,
    { ...reading, port: 'im/swa', name: 'GetMessages.request at swa' },
    seed('AcknowledgeMessages.request'),
    seed('GetMessageStatus.request'),
    seed('GetMessageContent.request'),
    seed('GetCapabilities.request'),
    offered12,
    seed('SendMessages.request.xop', 'im/soap12/mtom'),
    seed('GetCapabilities.request', 'im/soap12'),
  ];
}

const header = ({ sender, password }: Actors, { namespace }: SoapVersion): Element =>
  parse(
    `<soap:Header><wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1"><wsse:UsernameToken>` +
      `<wsse:Username>${sender}</wsse:Username><wsse:Password Type="${PASSWORD_TEXT}">${password}</wsse:Password>` +
      `</wsse:UsernameToken></wsse:Security></soap:Header>`.replace(
        'soap:Header',
        `soap:Header xmlns:soap="${namespace}"`,
      ),
  );

/** Recipients and ids that exist; what the wait would be for is left out. */
function recast(envelope: Element, { recipients, messageIds }: Actors): void {
  let recipient = 0;
  let id = 0;
  for (const { element } of places(envelope)) {
    if (!isLeaf(element)) continue;
    if (localName(element) === 'recipient') element.children = [raw(recipients[recipient++ % recipients.length] ?? '')];
    if (localName(element) === 'messageId') element.children = [raw(messageIds[id++ % messageIds.length] ?? '')];
  }
}

function keepOffered(envelope: Element): void {
  for (const { element, parent } of places(envelope)) {
    const name = localName(element);
    const isRead = name === 'report' && element.children.some((child) => child.kind === 'raw' && child.text === 'READ');
    if (parent !== undefined && (NOT_OFFERED.has(name) || isRead)) {
      parent.children.splice(parent.children.indexOf(element), 1);
    }
  }
}

function setLeaf(envelope: Element, name: string, value: string): void {
  find(envelope, name).children = [raw(value)];
}
