import { XmlToken, type XmlScanner } from '../xml/index.js';
import { readInstant, type WsuInstant } from './instant.js';
import { CREATED, EXPIRES, WSU_NAMESPACE } from './names.js';
import { WsseError } from './wsse-error.js';

/** A wsu:Timestamp. Whether it is fresh is for the caller to judge. */
export interface Timestamp {
  readonly id: string | undefined;
  readonly created: WsuInstant;
  readonly expires: WsuInstant | undefined;
}

/** Reads a Timestamp: exactly one Created, then at most one Expires, both UTC in at most milliseconds (R3203 to R3229). */
export function readTimestamp(scanner: XmlScanner): Timestamp {
  const start = scanner.elementStart;
  const refuse = (reason: string): never => {
    throw new WsseError('wsse:InvalidSecurity', reason, scanner.pathOf(start));
  };
  const id = scanner.attributes.value(WSU_NAMESPACE, 'Id');
  let created: WsuInstant | undefined;
  let expires: WsuInstant | undefined;
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Start && scanner.name === CREATED && created === undefined && expires === undefined) {
      created = readInstant(scanner, 3);
    } else if (token === XmlToken.Start && scanner.name === EXPIRES && expires === undefined) {
      expires = readInstant(scanner, 3);
    } else {
      refuse('a Timestamp holds one Created, then at most one Expires');
    }
  }
  if (created === undefined) return refuse('a Timestamp without Created (R3203)');
  if (expires !== undefined && expires.date < created.date) {
    refuse('a Timestamp that expires before it was created');
  }
  return { id, created, expires };
}
