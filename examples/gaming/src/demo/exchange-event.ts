import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import type { GameEvent } from './game-messages.js';
import { factsOf } from './relay-facts.js';

/** XML of an exchange that is told to the parent, in UTF-16 units. */
const MOST_XML = 64 * 1024;

/** An exchange as the parent is told of it: bounded, whatever the messages hold. */
export function exchangeEvent(provider: string, record: ExchangeRecord): Extract<GameEvent, { type: 'exchange' }> {
  const { requestXml, responseXml, ...rest } = record;
  const facts = factsOf(record);
  return {
    type: 'exchange',
    at: Date.now(),
    provider,
    record: {
      ...rest,
      ...(requestXml === undefined ? {} : { requestXml: shortened(requestXml) }),
      ...(responseXml === undefined ? {} : { responseXml: shortened(responseXml) }),
    },
    ...(facts === undefined ? {} : { facts }),
    ...(isLong(requestXml) ? { requestXmlCut: true } : {}),
    ...(isLong(responseXml) ? { responseXmlCut: true } : {}),
  };
}

const isLong = (xml: string | undefined): boolean => xml !== undefined && xml.length > MOST_XML;

/** Never ends in half a character. */
const shortened = (xml: string): string => (isLong(xml) ? xml.slice(0, MOST_XML).replace(/[\ud800-\udbff]$/, '') : xml);
