import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstantInboxClient, type ExchangeRecord } from '@imps-wsi/consumer-sdk';
import { selfSigned, type Identity } from '../support/certificates.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { ALICE, BOB } from '../wire/house.js';

/** The SDK signs its requests with a certificate, with no password at all. */

let house: SigningHouse;
const clients: InstantInboxClient[] = [];
const records: ExchangeRecord[] = [];

beforeAll(async () => {
  house = await openSigningHouse();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await house.drop();
});

function clientOf(username: string, identity: Identity): InstantInboxClient {
  const client = new InstantInboxClient({
    endpoint: house.url,
    username,
    certificate: identity.pem,
    privateKey: identity.keyPem,
    captureXml: true,
    onExchange: (record) => records.push(record),
  });
  clients.push(client);
  return client;
}

async function registered(address: string, key: 'rsa' | 'p256'): Promise<InstantInboxClient> {
  const identity = house.authority.issue({ name: `${address} with ${key}`, key });
  await house.register(address, identity);
  return clientOf(address, identity);
}

describe.each(['rsa', 'p256'] as const)('with a key of kind %s (WSI-13, GS-1)', (key) => {
  test('text of any kind, attributes, bytes and files go out, and come in, and are acknowledged', async () => {
    const alice = await registered(ALICE, key);
    const bob = await registered(BOB, key);
    const text = 'one & <two> ]]> "three"\r\nfour\t\u00e4\u{1f3c1}&#13;<empty/>\u0085five\u2028six\u00a0\ufeff\ufffd';
    const file = new Blob([new Uint8Array(100_000).fill(9)], { type: 'image/png' });
    await alice.send({ to: BOB, subject: '', text });
    await alice.send({
      to: BOB,
      parts: [text, { contentType: 'application/octet-stream', data: Buffer.from([0, 1, 2]) }, file],
    });
    const got = await bob.receive({ waitSeconds: 0 });
    const messages = [...got];
    expect(messages.map(({ sender }) => sender)).toEqual([ALICE, ALICE]);
    expect(messages[0]?.text).toBe(text);
    const bytes = await messages[1]?.parts[2]?.bytes();
    expect(Buffer.from(bytes ?? []).equals(Buffer.alloc(100_000, 9))).toBe(true);
    for (const message of messages) await message.acknowledge({ wait: true });
    expect([...(await bob.receive({ waitSeconds: 0 }))]).toEqual([]);
  });
});

test('polls within one moment are not taken for one another', async () => {
  const bob = await registered(BOB, 'rsa');
  const all = await Promise.all(Array.from({ length: 5 }, () => bob.receive({ waitSeconds: 0 })));
  expect(all).toHaveLength(5);
});

test('an unregistered certificate is refused as a wrong password is', async () => {
  const stranger = clientOf(ALICE, selfSigned());
  await expect(stranger.send({ to: BOB, text: 'x' })).rejects.toMatchObject({ code: 'FailedAuthentication' });
});

test('what does not fit together is refused before anything is sent', () => {
  const [one, other] = [selfSigned(), selfSigned()];
  const made = (options: object) => () =>
    new InstantInboxClient({ endpoint: house.url, username: ALICE, ...options } as never);
  expect(made({ certificate: one.pem, privateKey: other.keyPem })).toThrow('not that of the certificate');
  expect(made({ certificate: 'nonsense', privateKey: one.keyPem })).toThrow('certificate');
  expect(made({ certificate: one.pem })).toThrow('privateKey');
  expect(made({ certificate: one.pem, privateKey: one.keyPem, password: 'x' })).toThrow('exactly one');
  const odd = selfSigned({ key: 'ed25519' });
  expect(made({ certificate: odd.pem, privateKey: odd.keyPem })).toThrow('neither RSA nor EC');
});

const xmlsec1 = spawnSync('xmlsec1', ['--version']).status === 0;
if (!xmlsec1) console.info('skipped: this machine has no xmlsec1 (Debian: apt-get install xmlsec1)');
const whereThereIsXmlsec = xmlsec1 ? test : test.skip; // no xmlsec1: no other judge of canonical forms

whereThereIsXmlsec('xmlsec1, where it is installed, finds every signature right', async () => {
  const sent = records.flatMap(({ requestXml }) => requestXml ?? []);
  expect(sent.length).toBeGreaterThan(5);
  const directory = await mkdtemp(join(tmpdir(), 'imps-xmlsec-'));
  const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
  const ids = [`${wsu}:Timestamp`, 'http://schemas.xmlsoap.org/soap/envelope/:Body'].flatMap((name) => [
    '--id-attr:Id',
    name,
  ]);
  try {
    const [xmlFile, certificate] = [join(directory, 'request.xml'), join(directory, 'certificate.pem')];
    for (const xml of sent) {
      const base64 = /<wsse:BinarySecurityToken[^>]*>([^<]*)/.exec(xml)?.[1] ?? '';
      await writeFile(xmlFile, xml);
      await writeFile(certificate, new X509Certificate(Buffer.from(base64, 'base64')).toString());
      const run = spawnSync('xmlsec1', ['--verify', '--pubkey-cert-pem', certificate, ...ids, xmlFile], {
        encoding: 'utf8',
      });
      expect([run.status, run.stderr]).toEqual([0, expect.stringContaining('OK')]);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
