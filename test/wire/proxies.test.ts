import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { peerReader, type Peer } from '../../packages/provider/dist/http/peer.js';
import { createLogger } from '../../packages/provider/dist/log.js';
import { Networks } from '../../packages/provider/dist/networks.js';
import { envelope, passwordText, request } from './envelope.js';
import { faultOf, post } from './exchange.js';
import { ALICE, openHouse, type House } from './house.js';

/** Who calls, when proxies stand in between: what they say is believed of those that the operator named, and of nobody else. */

/** A request that comes from this address, over TLS if its name says so. */
function from(remoteAddress: string, headers: Record<string, string> = {}, tls = false): IncomingMessage {
  const socket = tls ? new TLSSocket(new Socket()) : new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  return { socket, headers } as unknown as IncomingMessage;
}

describe('where a request comes from', () => {
  const peerOf = peerReader(new Networks(['10.0.0.0/8', '127.0.0.1', '2001:db8:1::/48']));
  const strangers = { address: '192.0.2.1', tls: false, loopback: false };

  test.each<[string, Record<string, string>, Partial<Peer>]>([
    ['nothing is said', {}, { address: '10.0.0.1', tls: false }],
    ['one step', { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' }, { address: '192.0.2.1', tls: true }],
    ['one step in clear', { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'http' }, { tls: false }],
    ['no scheme', { 'x-forwarded-for': '192.0.2.1' }, { address: '192.0.2.1', tls: false }],
    ['a scheme alone', { 'x-forwarded-proto': 'https' }, { address: '10.0.0.1', tls: true }],
    ['a forged beginning', { 'x-forwarded-for': '127.0.0.1, 198.51.100.7, 192.0.2.1' }, { address: '192.0.2.1' }],
    ['two trusted proxies', { 'x-forwarded-for': '203.0.113.9, 192.0.2.1, 10.2.3.4' }, { address: '192.0.2.1' }],
    [
      'two trusted proxies that list their schemes',
      { 'x-forwarded-for': '192.0.2.1, 10.2.3.4', 'x-forwarded-proto': 'https, http' },
      { address: '192.0.2.1', tls: true },
    ],
    [
      'a client that lies about its scheme',
      { 'x-forwarded-for': '8.8.8.8, 192.0.2.1', 'x-forwarded-proto': 'https, http' },
      { address: '192.0.2.1', tls: false },
    ],
    ['nothing but trusted proxies', { 'x-forwarded-for': '10.9.9.9, 10.2.3.4' }, { address: '10.9.9.9' }],
    ['an address with its port', { 'x-forwarded-for': '192.0.2.1:5511' }, { address: '192.0.2.1' }],
    ['an IPv6 address in brackets', { 'x-forwarded-for': '[2001:db8:2::7]:443' }, { address: '2001:db8:2::7' }],
    ['no address at all', { 'x-forwarded-for': 'unknown' }, { address: '10.0.0.1' }],
    ['something that is not one', { 'x-forwarded-for': "192.0.2.1' OR 1=1" }, { address: '10.0.0.1' }],
    ['Forwarded', { forwarded: 'for=192.0.2.1;proto=https' }, { address: '192.0.2.1', tls: true }],
    [
      'Forwarded with quotes, steps and other things',
      { forwarded: 'For=198.51.100.7, for="[2001:db8:2::7]:4711";by="a,b;c";Proto=HTTPS , for=10.1.1.1;proto=http' },
      { address: '2001:db8:2::7', tls: true },
    ],
    ['Forwarded for somebody hidden', { forwarded: 'for=_hidden;proto=https' }, { address: '10.0.0.1', tls: true }],
    [
      'two headers that agree',
      { forwarded: 'for=192.0.2.1;proto=https', 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' },
      { address: '192.0.2.1', tls: true },
    ],
    [
      'two headers, one of them forged',
      { forwarded: 'for=127.0.0.1;proto=https', 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'http' },
      { address: '10.0.0.1', tls: false },
    ],
  ])('a trusted proxy is believed: %s', (_what, headers, expected) => {
    expect(peerOf(from('10.0.0.1', headers))).toMatchObject({ ...expected, loopback: false });
    expect(peerOf(from('::ffff:10.0.0.1', headers))).toMatchObject({ ...expected, loopback: false });
  });

  test('nobody else is', () => {
    const headers = {
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-proto': 'https',
      forwarded: 'for=1.1.1.1;proto=https',
    };
    expect(peerOf(from('192.0.2.1', headers))).toEqual(strangers);
    expect(peerOf(from('192.0.2.1'))).toEqual(strangers);
    expect(peerOf(from('2001:db8:2::1', headers))).toMatchObject({ address: '2001:db8:2::1', tls: false });
  });

  test('this machine is itself without a sign of forwarding only, and never where it is a trusted proxy', () => {
    expect(peerOf(from('127.0.0.2'))).toEqual({ address: '127.0.0.2', tls: false, loopback: true });
    expect(peerOf(from('::1'))).toMatchObject({ loopback: true });
    const signs =
      'via forwarded x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-port x-forwarded-ssl x-forwarded-prefix ' +
      'x-forwarded x_forwarded_for x-real-ip x-client-ip true-client-ip x-cluster-client-ip fastly-client-ip fly-client-ip ' +
      'cf-connecting-ip cf-ray cdn-loop x-original-forwarded-for x-original-host x-originating-ip x-remote-ip x-scheme ' +
      'x-envoy-external-address x-azure-socketip x-arr-ssl front-end-https wl-proxy-client-ip';
    for (const header of signs.split(' ')) {
      expect(peerOf(from('127.0.0.2', { [header]: '' }))).toMatchObject({ address: '127.0.0.2', loopback: false });
    }
    const usual = { host: 'b1', 'user-agent': 'zeep', soapaction: '""', 'x-request-id': '1', traceparent: '00-1-1-01' };
    expect(peerOf(from('127.0.0.2', usual))).toMatchObject({ loopback: true });
    expect(peerOf(from('127.0.0.1'))).toMatchObject({ address: '127.0.0.1', loopback: false });
  });

  test('TLS into this process counts, unless the proxy says that its client came without', () => {
    expect(peerOf(from('192.0.2.1', {}, true))).toMatchObject({ tls: true });
    expect(peerOf(from('192.0.2.1', { 'x-forwarded-proto': 'http' }, true))).toMatchObject({ tls: true });
    expect(peerOf(from('10.0.0.1', { 'x-forwarded-for': '192.0.2.1' }, true))).toMatchObject({ tls: true });
    expect(peerOf(from('10.0.0.1', { 'x-forwarded-proto': 'http' }, true))).toMatchObject({ tls: false });
  });
});

describe('a provider behind a proxy (WSI-13)', () => {
  let house: House;
  const log: string[] = [];
  const ask = envelope(passwordText(ALICE), request('GetCapabilities'));
  const overTls = { 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'https' };
  const inClear = { ...overTls, 'X-Forwarded-Proto': 'http' };

  beforeAll(async () => {
    house = await openHouse({
      settings: { trustedProxies: '127.0.0.1' },
      log: createLogger({ write: (line) => log.push(line) }),
    });
  });
  afterAll(() => house.drop());

  test('takes a password in clear that came to a trusted proxy over TLS, and no other', async () => {
    expect(await house.post(ask, { headers: overTls })).toMatchObject({ status: 200 });
    for (const headers of [inClear, { 'X-Forwarded-For': '192.0.2.1' }, {}]) {
      expect(faultOf(await house.post(ask, { headers }))).toMatchObject({ code: 'InvalidSecurity' });
    }
  });

  test('does not believe others, and lends them nothing', async () => {
    const localAddress = '127.0.0.2';
    expect(await house.post(ask, { localAddress })).toMatchObject({ status: 200 });
    expect(faultOf(await house.post(ask, { headers: overTls, localAddress }))).toMatchObject({
      code: 'InvalidSecurity',
    });
  });

  test('names the address under which the client came in its contract', async () => {
    const { port } = new URL(house.url);
    const wsdl = async (headers: Record<string, string>) =>
      (await post(`${house.url}?wsdl`, '', { method: 'GET', headers: { Host: 'im.b1.example', ...headers } })).text;
    expect(await wsdl(overTls)).toContain('<soap:address location="https://im.b1.example/soap/im"');
    expect(await wsdl({ ...inClear, Host: 'no host!' })).toContain(`location="http://127.0.0.1:`);
    expect(port).not.toBe('');
  });

  test('names the address that the operator says, whatever Host does', async () => {
    const behind = await openHouse({ settings: { publicUrl: 'https://im.example/b1/' } });
    try {
      const get = async (query: string, headers = {}) =>
        (await post(`${behind.url}${query}`, '', { method: 'GET', headers: { Host: 'elsewhere.example', ...headers } }))
          .text;
      for (const document of [await get('?wsdl'), await get('?singleWsdl')]) {
        expect(document).toContain('<soap:address location="https://im.example/b1/soap/im"');
        expect(document).not.toContain('elsewhere.example');
      }
      const page = await get('', { Accept: 'text/html' });
      expect(page).toContain('href="https://im.example/b1/soap/im/swa?wsdl"');
      expect(page).not.toContain('elsewhere.example');
      const fault = await behind.post(envelope(passwordText(ALICE), '<Nonsense xmlns="urn:imps-wsi:im:1"/>'));
      expect(fault.text).toContain('>https://im.example/b1/soap/im#UnknownOperation<');
    } finally {
      await behind.drop();
    }
  });

  test('names the client in its log, and not the proxy', async () => {
    await house.post(envelope(passwordText(ALICE, 'guessed'), request('GetCapabilities')), { headers: overTls });
    expect(log.join('')).toMatch(/authentication failed .* peer=192\.0\.2\.1\n/);
  });
});
