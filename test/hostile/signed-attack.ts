import { expect } from '@jest/globals';
import { signedEnvelope } from '../support/signed-envelope.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { message, sendMessages } from '../wire/envelope.js';
import { faultOf, valuesOf } from '../wire/exchange.js';
import { BOB } from '../wire/house.js';

/** What attacks on signed requests are made of. */

export const GOOD = 'meet me at eight';
export const EVIL = 'meet me at nine';
export const part = (text: string) => `<part><contentType>text/plain</contentType><text>${text}</text></part>`;
export const evilRequest = () => sendMessages(message({ to: [BOB], part: part(EVIL) }));

export const bodyOf = (xml: string): string => /<s:Body .*<\/s:Body>/s.exec(xml)?.[0] ?? '';
export const timestampOf = (xml: string): string => /<wsu:Timestamp .*<\/wsu:Timestamp>/s.exec(xml)?.[0] ?? '';
export const signatureOf = (xml: string): string => /<ds:Signature .*<\/ds:Signature>/s.exec(xml)?.[0] ?? '';
export const idOf = (element: string): string => /wsu:Id="([^"]*)"/.exec(element)?.[1] ?? '';
export const evilBody = (attributes = ''): string => `<s:Body${attributes}>${evilRequest()}</s:Body>`;
/** A header block that everybody passes over. */
export const wrapper = (content: string): string => `<w:Wrapper xmlns:w="urn:wrapper">${content}</w:Wrapper>`;
export const intoHeader = (xml: string, content: string): string => xml.replace('</s:Header>', `${content}</s:Header>`);
export const intoSecurity = (xml: string, content: string): string =>
  xml.replace('</wsse:Security>', `${content}</wsse:Security>`);

/** A house that is attacked. */
export class AttackedHouse {
  private constructor(readonly house: SigningHouse) {}

  static async open(): Promise<AttackedHouse> {
    return new AttackedHouse(await openSigningHouse());
  }

  /** A request that Alice signed. */
  good(more: Partial<Parameters<typeof signedEnvelope>[0]> = {}): string {
    const body = sendMessages(message({ to: [BOB], part: part(GOOD) }));
    return signedEnvelope({ signer: this.house.alice, body, ...more });
  }

  /** Refused with one of these codes; nothing stored; the request as it was made is still good, and the process serves. */
  async refuses(attack: string, codes: readonly string[], original?: string): Promise<void> {
    const { house } = this;
    if (original !== undefined) expect(attack).not.toBe(original);
    const before = await house.deliveries();
    const answer = await house.post(attack);
    expect(answer.status).toBe(500);
    expect(codes).toContain(faultOf(answer).code);
    expect(await house.deliveries()).toBe(before);
    if (original !== undefined) {
      const taken = await house.post(original);
      expect(valuesOf(taken, 'code')).toContain('200');
      expect(await house.deliveries()).toBe(before + 1);
    }
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
  }
}
