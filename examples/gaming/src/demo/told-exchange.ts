import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import type { GameEvent } from './game-messages.js';
import { factsOf } from './relay-facts.js';

/** UTF-16 code units of one document: messages between processes should stay small. */
const MOST_XML = 64 * 1024;

/** A SOAP exchange as the game's process tells it to its parent: long XML is cut, what it says of messages is not. */
export function toldExchange(provider: string, record: ExchangeRecord): GameEvent {
  const { requestXml, responseXml, ...rest } = record;
  const facts = factsOf(record);
  return {
    type: 'exchange',
    at: Date.now(),
    provider,
    record: {
      ...rest,
      ...(requestXml === undefined ? {} : { requestXml: cut(requestXml) }),
      ...(responseXml === undefined ? {} : { responseXml: cut(responseXml) }),
    },
    ...((requestXml?.length ?? 0) > MOST_XML ? { requestXmlCut: true } : {}),
    ...((responseXml?.length ?? 0) > MOST_XML ? { responseXmlCut: true } : {}),
    ...(facts === undefined ? {} : { facts }),
  };
}

/** Not within a character. */
const cut = (xml: string): string =>
  xml.length <= MOST_XML ? xml : xml.slice(0, MOST_XML).replace(/[\uD800-\uDBFF]$/, '');
