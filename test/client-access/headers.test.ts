import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { Device } from './device.js';

/** Whatever a browser gets from a provider is no page, and is not taken for one (GS-4). */
let provider: TestProvider;
let origin: string;
let alice: Device;

beforeAll(async () => {
  provider = await startTestProvider();
  ({ origin } = new URL(provider.url));
  alice = await Device.signIn(provider, await provider.addPerson('alice'));
});
afterAll(() => provider.drop());

test.each([
  ['a session', '/client/session', 200],
  ['conversations', '/client/conversations', 200],
  ['a refusal', '/client/messages', 400],
  ['nothing', '/client/nothing', 404],
  ['the contract', '/soap/im?wsdl', 200],
  ['a schema of it', '/soap/im?xsd=im.xsd', 200],
  ['the service asked by GET', '/soap/im', 405],
  ['health', '/healthz', 200],
  ['what is nowhere', '/<script>alert(1)</script>', 404],
  ['an address that cannot be read', '/soap/%ff%', 400],
])('%s', async (_what, path, status) => {
  const response = await fetch(origin + path, { headers: { Cookie: alice.cookie } });
  expect(response.status).toBe(status);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'content-type': expect.stringMatching(/^(?:application\/json|text\/xml|text\/plain)/),
  });
  expect(response.headers.get('x-powered-by')).toBeNull();
  // Without TLS nobody may say so: RFC 6797 §7.2.
  expect(response.headers.get('strict-transport-security')).toBeNull();
  if (!path.startsWith('/soap/im?')) expect(await response.text()).not.toMatch(/<\w/);
});
