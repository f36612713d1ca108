import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity } from '../support/certificates.js';
import { binaryToken, directReference, DSIG, MORE, SHA256, unsignedEnvelope } from '../support/signed-envelope.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { faultOf, valuesOf, type Answer } from './exchange.js';
import { ALICE, BOB } from './house.js';

/** Requests signed by another implementation of canonical forms, digests and signatures: xmlsec1 over libxml2. */

let house: SigningHouse;

beforeAll(async () => {
  house = await openSigningHouse({ withRevocation: true });
});
afterAll(() => house.drop());

const verdictOf = (answer: Answer): string => (answer.status === 200 ? 'accepted' : faultOf(answer).code);

/** A certificate for Alice from the house's authority, registered. */
async function another(wish: Parameters<Identity['issue']>[0] = {}): Promise<Identity> {
  const identity = house.authority.issue({ name: 'alice again', ...wish });
  await house.register(ALICE, identity);
  return identity;
}

const xmlsec1 = spawnSync('xmlsec1', ['--version']).status === 0;
if (!xmlsec1) console.info('skipped: this machine has no xmlsec1 (Debian: apt-get install xmlsec1)');
const whereThereIsXmlsec = xmlsec1 ? describe : describe.skip; // no xmlsec1: no other judge of canonical forms

whereThereIsXmlsec('signed by xmlsec1, where it is installed', () => {
  const method = (algorithm: string) => `<ds:SignatureMethod Algorithm="${MORE}${algorithm}"/>`;
  const signedInfo = (xml: string, algorithm: string, prefixes: string) => {
    const canonical = (name: string) =>
      `<ds:${name} Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">${prefixes}</ds:${name}>`;
    const references = [...xml.matchAll(/wsu:Id="((?:time|body)-[^"]*)"/g)].map(
      ([, id = '']) =>
        `<ds:Reference URI="#${id}"><ds:Transforms>${canonical('Transform')}</ds:Transforms>` +
        `<ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue/></ds:Reference>`,
    );
    return `<ds:SignedInfo>${canonical('CanonicalizationMethod')}${method(algorithm)}${references.join('')}</ds:SignedInfo>`;
  };
  const inclusive = (list: string) =>
    list === ''
      ? ''
      : `<e:InclusiveNamespaces xmlns:e="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="${list}"/>`;

  async function signedByXmlsec(signer: Identity, body: string, algorithm: string, prefixes: string): Promise<string> {
    const unsigned = unsignedEnvelope({ body, token: binaryToken(signer.der) });
    const template =
      `<ds:Signature xmlns:ds="${DSIG}">${signedInfo(unsigned, algorithm, inclusive(prefixes))}<ds:SignatureValue/>` +
      `<ds:KeyInfo>${directReference()}</ds:KeyInfo></ds:Signature>`;
    const directory = await mkdtemp(join(tmpdir(), 'imps-xmlsec-'));
    try {
      const [key, input, output] = ['key.pem', 'in.xml', 'out.xml'].map((name) => join(directory, name)) as [
        string,
        string,
        string,
      ];
      await writeFile(key, signer.keyPem);
      await writeFile(input, unsigned.replace('</wsse:Security>', `${template}</wsse:Security>`));
      const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
      const ids = [`${wsu}:Timestamp`, 'http://schemas.xmlsoap.org/soap/envelope/:Body'].flatMap((name) => [
        '--id-attr:Id',
        name,
      ]);
      const run = spawnSync('xmlsec1', ['--sign', '--privkey-pem', key, ...ids, '--output', output, input], {
        encoding: 'utf8',
      });
      if (run.status !== 0) throw new Error(`xmlsec1 failed: ${run.stderr}`);
      return await readFile(output, 'utf8');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  test.each([
    ['rsa', 'rsa-sha256', ''],
    ['p256', 'ecdsa-sha256', ''],
    ['p384', 'ecdsa-sha384', 's wsu'],
    ['rsa', 'rsa-sha512', 'x wsse'],
  ] as const)(
    'a key of kind %s with %s, prefixes "%s": namespaces, attributes and text of every kind',
    async (key, algorithm, prefixes) => {
      const signer = await another({ key });
      const body =
        `<im:SendMessagesRequest xmlns:im="urn:imps-wsi:im:1" xmlns:unused="urn:unused" xmlns:x="urn:x" x:b='1 " &lt; &#9;&#10;' x:a="2">\n` +
        `<x1:message xmlns:x1="urn:imps-wsi:im:1"><im:clientMessageId>${randomBytes(6).toString('hex')}</im:clientMessageId>` +
        `<recipient xmlns="urn:imps-wsi:im:1">${BOB}</recipient><im:part xml:lang="de"><im:contentType>text/plain</im:contentType>` +
        `<im:text>a&#13;b &amp; <![CDATA[<c>]]><!-- d --> &gt; \u00e4 \u{1f3c1} \u0085\u2028</im:text></im:part></x1:message></im:SendMessagesRequest>`;
      const xml = await signedByXmlsec(signer, body, algorithm, prefixes);
      const answer = await house.post(xml);
      expect(valuesOf(answer, 'code')).toContain('200');
      expect(verdictOf(await house.post(xml.replace('xml:lang="de"', 'xml:lang="en"')))).toBe('FailedCheck');
    },
  );
});
