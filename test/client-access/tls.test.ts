import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { TEST_CERTIFICATE, TEST_KEY } from '../wire/test-certificate.js';
import { clientUrl } from './device.js';

let provider: TestProvider;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-client-tls-'));
  const [tlsCertificateFile, tlsKeyFile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  await writeFile(tlsCertificateFile, TEST_CERTIFICATE);
  await writeFile(tlsKeyFile, TEST_KEY);
  provider = await startTestProvider({ settings: { tlsCertificateFile, tlsKeyFile } });
  await provider.addPerson('alice');
});
afterAll(async () => {
  await provider.drop();
  await rm(directory, { recursive: true, force: true });
});

function call(method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<{ status: number | undefined; cookies: string[] }>((resolve, reject) => {
    const url = clientUrl(provider) + path;
    const sent = request(url, { method, headers, ca: TEST_CERTIFICATE, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode, cookies: response.headers['set-cookie'] ?? [] }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('over TLS the cookie is bound to the host and goes over TLS only; forwarded passwords are taken', async () => {
  const { host } = new URL(provider.url);
  const { status, cookies } = await call(
    'POST',
    '/session',
    { 'Content-Type': 'application/json', Origin: `https://${host}`, 'X-Forwarded-For': '192.0.2.1' },
    JSON.stringify({ userId: 'alice', password: PASSWORD }),
  );
  expect(status).toBe(201);
  expect(cookies).toEqual([
    expect.stringMatching(
      /^__Host-imps-b1\.example=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ]);
  const [cookie = ''] = cookies[0]!.split(';');
  expect(await call('GET', '/session', { Cookie: cookie })).toMatchObject({ status: 200 });
  // The same under the name that has no such promise is nobody's.
  expect(await call('GET', '/session', { Cookie: cookie.replace('__Host-', '') })).toMatchObject({ status: 401 });
});
