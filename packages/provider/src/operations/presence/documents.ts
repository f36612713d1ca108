import { escapeAttribute, escapeText } from '@imps-wsi/contract/xml';
import { parseAddress } from '@imps-wsi/contract/address';
import type { PresenceAttribute } from '../../domain/presence.js';

const element = (name: string, text: string): string => `<${name}>${escapeText(text)}</${name}>`;

/** Names of properties that can be the name of an element; others have no place in the IMPS document. */
const XML_NAME = /^[A-Za-z_][\w.-]*$/;

/** Their pieces are a list of pairs there: which way, and the address or state. */
const PAIRS: Readonly<Record<string, readonly [item: string, name: string, value: string]>> = {
  PreferredContacts: ['AddrPref', 'PrefC', 'Caddr'],
  CommCap: ['CommC', 'Cap', 'Status'],
};

/** A presence as the PresenceSubList of the IMPS line (OMTP Legacy 4.1, 4.2); attributes of other schemes have no place in it. */
export function presenceSubList(attributes: readonly PresenceAttribute[]): string {
  const written = attributes.filter(({ scheme }) => scheme === undefined).map(impsAttribute);
  return `<PresenceSubList xmlns="http://www.openmobilealliance.org/DTD/WV-PA1.2">${written.join('')}</PresenceSubList>`;
}

function impsAttribute({ name, qualifier, value, property }: PresenceAttribute): string {
  const pair = PAIRS[name];
  const content =
    value !== undefined
      ? element('PresenceValue', value)
      : property
          .map((each) => {
            if (pair === undefined) return XML_NAME.test(each.name) ? element(each.name, each.value) : '';
            const [item, key, text] = pair;
            return `<${item}>${element(key, each.name)}${element(text, each.value)}</${item}>`;
          })
          .join('');
  return `<${name}>${element('Qualifier', qualifier ? 'T' : 'F')}${content}</${name}>`;
}

/**
 * A presence as PIDF (RFC 3863): one tuple, open or closed by OnlineStatus, the address as its contact, and StatusText as
 * its note.
 */
export function pidf(presentity: string, attributes: readonly PresenceAttribute[]): string {
  const of = (name: string): PresenceAttribute | undefined =>
    attributes.find((each) => each.scheme === undefined && each.name === name);
  const isOpen = of('OnlineStatus')?.value === 'T';
  const { user = '', domain } = parseAddress(presentity) ?? {};
  const [entity, contact] =
    domain === undefined ? [`tel:${user}`, `tel:${user}`] : [`pres:${user}@${domain}`, `im:${user}@${domain}`];
  const note = of('StatusText')?.value;
  // RFC 3863 §4.1.6: notes stand after contacts, §4.1.7: the moment last.
  const changed = of('StatusText')?.changedAt ?? of('OnlineStatus')?.changedAt;
  return [
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${escapeAttribute(entity)}"><tuple id="imps">`,
    `<status>${element('basic', isOpen ? 'open' : 'closed')}</status>`,
    element('contact', contact),
    note === undefined ? '' : element('note', note),
    changed === undefined ? '' : element('timestamp', changed.toISOString()),
    '</tuple></presence>',
  ].join('');
}
