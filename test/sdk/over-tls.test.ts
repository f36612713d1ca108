import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { TEST_CERTIFICATE, TEST_KEY } from '../wire/test-certificate.js';

/** The SDK over TLS that ends in the provider, with an authority of its own (WSI-13). */
let provider: TestProvider;
let directory: string;
let alice: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-sdk-tls-'));
  const [tlsCertificateFile, tlsKeyFile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  await writeFile(tlsCertificateFile, TEST_CERTIFICATE);
  await writeFile(tlsKeyFile, TEST_KEY);
  provider = await startTestProvider({ settings: { tlsCertificateFile, tlsKeyFile } });
  alice = await provider.addPerson('alice');
});
afterAll(async () => {
  await provider.drop();
  await rm(directory, { recursive: true, force: true });
});

const client = (more: { readonly tls?: { readonly ca: string } } = {}) =>
  new InstantInboxClient({
    endpoint: provider.url,
    username: alice,
    password: PASSWORD,
    retry: { maxAttempts: 1 },
    ...more,
  });

test('messages and large content, over the plain and the MTOM port, with tls.ca', async () => {
  const sdk = client({ tls: { ca: TEST_CERTIFICATE } });
  const picture = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 251));
  await sdk.send({
    to: alice,
    parts: [
      { contentType: 'text/plain', text: 'look' },
      { data: picture, contentType: 'image/png' },
    ],
  });
  for await (const message of sdk.messages()) {
    expect(message.text).toBe('look');
    expect(Buffer.from(await message.parts[1]!.bytes()).equals(picture)).toBe(true);
    await message.acknowledge();
    break;
  }
  await sdk.close();
});

test('a certificate that nobody vouches for is refused, and no password is sent', async () => {
  const sdk = client();
  await expect(sdk.send({ to: alice, text: 'hello' })).rejects.toMatchObject({ code: 'UntrustedCertificate' });
  await sdk.close();
});

test('NODE_EXTRA_CA_CERTS is enough', async () => {
  const sdk = fileURLToPath(import.meta.resolve('@imps-wsi/consumer-sdk'));
  const program = `
    import { InstantInboxClient } from ${JSON.stringify(sdk)};
    const options = { endpoint: process.env.ENDPOINT, username: process.env.NAME, password: process.env.PASS };
    const client = new InstantInboxClient(options);
    const { code } = await client.send({ to: process.env.NAME, text: 'hello' });
    console.log(code);
    await client.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: join(directory, 'cert.pem'),
      ENDPOINT: provider.url,
      NAME: alice,
      PASS: PASSWORD,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  expect(said).toBe('200\n');
});
