import { readFileSync } from 'node:fs';
import type { Identity } from '../../support/certificates.js';
import { signedBy, type Sign } from './signed-seed.js';
import { find, isLeaf, localName, parse, places, raw, type Element } from './xml-tree.js';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
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

export type Port = 'im' | 'swa' | 'mtom';

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
    const envelope = parse(readFileSync(new URL(`${file}.xml`, golden), 'utf8'));
    envelope.children.unshift(header(actors));
    recast(envelope, actors);
    return { name: `${file} at ${port}`, port, envelope, attachments: port === 'im' ? [] : CONTENT_IDS };
  };
  const offered = seed('SendMessages.request');
  keepOffered(offered.envelope);
  const reading = seed('GetMessages.request');
  setLeaf(reading.envelope, 'waitSeconds', '0');
  const sign = signedBy(actors.signer);
  return [
    { ...offered, name: 'SendMessages.request signed', sign },
    { ...reading, name: 'GetMessages.request signed', sign },
    offered,
    { ...offered, port: 'mtom', name: 'SendMessages.request alone at mtom' },
    seed('SendMessages.request'),
    seed('SendMessages.request.swa', 'swa'),
    seed('SendMessages.request.xop', 'mtom'),
    reading,
    { ...reading, port: 'swa', name: 'GetMessages.request at swa' },
    seed('AcknowledgeMessages.request'),
    seed('GetMessageStatus.request'),
    seed('GetMessageContent.request'),
    seed('GetCapabilities.request'),
  ];
}

const header = ({ sender, password }: Actors): Element =>
  parse(
    `<soap:Header><wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1"><wsse:UsernameToken>` +
      `<wsse:Username>${sender}</wsse:Username><wsse:Password Type="${PASSWORD_TEXT}">${password}</wsse:Password>` +
      `</wsse:UsernameToken></wsse:Security></soap:Header>`.replace('soap:Header', `soap:Header xmlns:soap="${SOAP}"`),
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
