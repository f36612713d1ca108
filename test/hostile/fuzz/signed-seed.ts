import { randomBytes } from 'node:crypto';
import type { Identity } from '../../support/certificates.js';
import { binaryToken, signText } from '../../support/signed-envelope.js';
import { SOAP11, utc, WSSE, WSU } from '../../wire/envelope.js';
import { copy, find, parse, write, type Element } from './xml-tree.js';

/** Makes a signed request of one with a password, fresh and unlike any before: of two equal ones the second is a replay. */
export type Sign = (envelope: Element) => Element;

export function signedBy(signer: Identity): Sign {
  return (envelope) => {
    const id = randomBytes(8).toString('hex');
    const bare = copy(envelope);
    bare.children = bare.children.filter((child) => child !== find(bare, 'Header'));
    bare.children.unshift(
      parse(
        `<soap:Header xmlns:soap="${SOAP11}"><wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1">${binaryToken(signer.der)}` +
          `<wsu:Timestamp wsu:Id="time-${id}"><wsu:Created>${utc(0)}</wsu:Created></wsu:Timestamp></wsse:Security></soap:Header>`,
      ),
    );
    bare.attributes.push(['xmlns:wsu', WSU]);
    find(bare, 'Body').attributes.push(['wsu:Id', `body-${id}`]);
    return parse(signText(write(bare), { signer }));
  };
}
