import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BODY, TIMESTAMP } from '../support/signed-envelope.js';
import type { SigningHouse } from '../support/signing-house.js';
import { WSSE, WSU } from '../wire/envelope.js';
import { valuesOf } from '../wire/exchange.js';
import {
  AttackedHouse,
  bodyOf,
  evilBody,
  evilRequest,
  idOf,
  intoHeader,
  intoSecurity,
  timestampOf,
  wrapper,
} from './signed-attack.js';

/**
 * Whoever has overheard a request that Alice signed wants the provider to act on another one as if she had signed that
 * (McIntosh and Austel, "XML signature element wrapping attacks and countermeasures", and what came after it). Each test
 * takes a good request, changes it as one published attack does, and shows that it is refused and nothing is stored. The
 * good request is taken afterwards: it was the change that was refused.
 */

let attacked: AttackedHouse;
let house: SigningHouse;

beforeAll(async () => {
  attacked = await AttackedHouse.open();
  ({ house } = attacked);
});
afterAll(() => house.drop());

const good: AttackedHouse['good'] = (more) => attacked.good(more);
const refuses: AttackedHouse['refuses'] = (...attack) => attacked.refuses(...attack);

describe('the signed Body is moved, and another one stands in its place (PP2-2)', () => {
  test('into a wrapper in the Header, the new Body without an id', async () => {
    const xml = good();
    const attack = intoHeader(xml.replace(bodyOf(xml), evilBody()), wrapper(bodyOf(xml)));
    await refuses(attack, ['InvalidSecurity', 'FailedCheck'], xml);
  });

  test('into a wrapper in the Header, the new Body with the same id', async () => {
    const xml = good();
    const evil = evilBody(` wsu:Id="${idOf(bodyOf(xml))}"`);
    await refuses(
      intoHeader(xml.replace(bodyOf(xml), evil), wrapper(bodyOf(xml))),
      ['FailedCheck', 'InvalidSecurity'],
      xml,
    );
  });

  test('straight into the Header, where what is signed is looked for too', async () => {
    const xml = good();
    const attack = intoHeader(xml.replace(bodyOf(xml), evilBody(' wsu:Id="other"')), bodyOf(xml));
    await refuses(attack, ['InvalidSecurity', 'FailedCheck'], xml);
  });

  test('into the Security header itself', async () => {
    const xml = good();
    const attack = intoSecurity(xml.replace(bodyOf(xml), evilBody(' wsu:Id="other"')), bodyOf(xml));
    await refuses(attack, ['UnsupportedSecurityToken', 'InvalidSecurity'], xml);
  });

  test('into an Object of the Signature', async () => {
    const xml = good();
    const attack = xml
      .replace(bodyOf(xml), evilBody())
      .replace('</ds:Signature>', `<ds:Object>${bodyOf(xml)}</ds:Object></ds:Signature>`);
    await refuses(attack, ['InvalidSecurity'], xml);
  });

  test('into KeyInfo, and into the token', async () => {
    const xml = good();
    const moved = xml.replace(bodyOf(xml), evilBody());
    await refuses(moved.replace('</ds:KeyInfo>', `${bodyOf(xml)}</ds:KeyInfo>`), ['InvalidSecurity']);
    const token = moved.replace('</wsse:BinarySecurityToken>', `${bodyOf(xml)}</wsse:BinarySecurityToken>`);
    await refuses(token, ['Client', 'InvalidSecurity', 'InvalidSecurityToken'], xml);
  });

  test('behind the Body, and before the Header', async () => {
    const xml = good();
    const behind = xml.replace(bodyOf(xml), `${evilBody(' wsu:Id="other"')}${bodyOf(xml)}`);
    await refuses(behind, ['InvalidSecurity', 'Client']);
    const sameId = xml.replace(bodyOf(xml), `${evilBody(` wsu:Id="${idOf(bodyOf(xml))}"`)}${bodyOf(xml)}`);
    await refuses(sameId, ['FailedCheck', 'Client', 'InvalidSecurity']);
    await refuses(
      xml.replace(bodyOf(xml), evilBody()).replace('<s:Header>', `${bodyOf(xml)}<s:Header>`),
      ['Client', 'InvalidSecurity', 'SecurityHeaderMissing'],
      xml,
    );
  });

  test('into the new Body, beside and inside of the request (sibling and child value)', async () => {
    const xml = good();
    const beside = xml.replace(bodyOf(xml), `<s:Body>${evilRequest()}${wrapper(bodyOf(xml))}</s:Body>`);
    await refuses(beside, ['InvalidSecurity', 'FailedCheck']);
    const inside = xml.replace(
      bodyOf(xml),
      `<s:Body>${evilRequest().replace('</SendMessagesRequest>', `${wrapper(bodyOf(xml))}</SendMessagesRequest>`)}</s:Body>`,
    );
    await refuses(inside, ['InvalidSecurity', 'FailedCheck'], xml);
  });

  test('and the whole signed Envelope becomes a part of another one', async () => {
    const xml = good();
    const security = /<wsse:Security.*<\/wsse:Security>/s.exec(xml)?.[0] ?? '';
    const attack = xml
      .replace(bodyOf(xml), evilBody(' wsu:Id="other"'))
      .replace('<s:Header>', `<s:Header>${wrapper(xml.replace(security, ''))}`);
    await refuses(attack, ['InvalidSecurity', 'FailedCheck'], xml);
  });

  test('by an element that is only called Body: what was signed was never the message', async () => {
    const decoy = `<d:Body xmlns:d="urn:decoy" wsu:Id="decoy">x</d:Body>`;
    const xml = good({ headers: decoy, references: [TIMESTAMP, `//*[namespace-uri(.)='urn:decoy']`] });
    await refuses(xml, ['InvalidSecurity']);
  });
});

describe('ids that more than one element has, or that another parser sees elsewhere', () => {
  test.each([
    ['Id without namespace', (id: string) => `Id="${id}"`],
    ['ID', (id: string) => `ID="${id}"`],
    ['id', (id: string) => `id="${id}"`],
    ['xml:id', (id: string) => `xml:id="${id}"`],
    ['wsu:Id under another prefix', (id: string) => `xmlns:u="${WSU}" u:Id="${id}"`],
    ['Id of another namespace', (id: string) => `xmlns:u="urn:u" u:Id="${id}"`],
  ])('the id of the Body once more, as %s', async (_what, attribute) => {
    const xml = good();
    const twin = `<w:Twin xmlns:w="urn:twin" ${attribute(idOf(bodyOf(xml)))}/>`;
    await refuses(intoHeader(xml, twin), ['InvalidSecurity', 'FailedCheck'], xml);
  });

  test('an id on the Body that is none of WS-Security', async () => {
    const xml = good();
    const id = idOf(bodyOf(xml));
    await refuses(
      xml.replace(bodyOf(xml), bodyOf(xml).replace(`wsu:Id="${id}"`, `Id="${id}"`)),
      ['InvalidSecurity'],
      xml,
    );
  });

  test('the prefix of wsu bound to something else at the Body (namespace injection)', async () => {
    const xml = good();
    const injected = xml.replace('<s:Body ', '<s:Body xmlns:wsu="urn:other" ');
    await refuses(injected, ['InvalidSecurity', 'FailedCheck'], xml);
  });

  test('the default namespace of the request changed', async () => {
    const xml = good();
    await refuses(xml.replace('xmlns="urn:imps-wsi:im:1"', 'xmlns="urn:imps-wsi:im:2"'), ['FailedCheck'], xml);
  });

  test('unsigned attributes that canonical form leaves out (xmlns…) are not there for anybody', async () => {
    const xml = good();
    // xml-crypto leaves out what begins with xmlns, so that the digest is right; so does what is read.
    const answer = await house.post(xml.replace('<message>', '<message xmlnsx="evil">'));
    expect(valuesOf(answer, 'code')).toContain('200');
  });
});

describe('not signed enough', () => {
  test('no Timestamp signed, none there, or two of them', async () => {
    await refuses(good({ references: [BODY] }), ['InvalidSecurity']);
    const xml = good();
    await refuses(xml.replace(timestampOf(xml), ''), ['InvalidSecurity']);
    const fresh = timestampOf(xml).replace(/wsu:Id="[^"]*"/, 'wsu:Id="fresh"');
    await refuses(xml.replace(timestampOf(xml), `${fresh}${timestampOf(xml)}`), ['InvalidSecurity'], xml);
  });

  test('an old request with a new Timestamp, the signed one kept in a wrapper', async () => {
    const old = good({ created: -3_000 });
    const fresh = timestampOf(good());
    await refuses(old.replace(timestampOf(old), fresh), ['InvalidSecurity']);
    await refuses(intoHeader(old.replace(timestampOf(old), fresh), wrapper(timestampOf(old))), ['InvalidSecurity']);
    await refuses(intoHeader(old.replace(timestampOf(old), fresh), timestampOf(old)), ['InvalidSecurity']);
  });

  test('no Body signed', async () => {
    await refuses(good({ references: [TIMESTAMP] }), ['InvalidSecurity']);
    await refuses(good({ references: [TIMESTAMP, `${BODY}/*`] }), ['InvalidSecurity', 'FailedCheck']);
  });

  test('a Timestamp of another Security header, meant for somebody else', async () => {
    const xml = good();
    const other = `<wsse:Security xmlns:wsse="${WSSE}" s:actor="urn:somebody">${timestampOf(xml)}</wsse:Security>`;
    const attack = xml.replace(timestampOf(xml), '').replace('<s:Header>', `<s:Header>${other}`);
    await refuses(attack, ['InvalidSecurity'], xml);
  });
});
