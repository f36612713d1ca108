import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { createLogger } from '../../packages/provider/dist/log.js';
import { missing, startFrontProxy, type FrontProxy } from '../support/front-proxy.js';
import { PASSWORD } from '../support/provider.js';
import { envelope, passwordText, request } from './envelope.js';
import { dial, faultOf, post, readToEnd, SOAP_HEADERS } from './exchange.js';
import { ALICE, openHouse, type House } from './house.js';
import { TEST_CERTIFICATE, TEST_KEY } from './test-certificate.js';

/** nginx and HAProxy in front of a provider, with the very lines that docs/operations.md gives. */
const guide = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const example = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(guide)?.[1] ?? `no ${language} in the guide`;

interface Place {
  readonly tlsPort: number;
  readonly plainPort: number;
  readonly directory: string;
}

const configurations = {
  nginx: ({ tlsPort, plainPort, directory }: Place, provider: string): string => {
    const server = example('nginx')
      .replace('listen 443 ssl;', `listen 127.0.0.1:${String(tlsPort)} ssl; listen 127.0.0.1:${String(plainPort)};`)
      .replaceAll('/etc/imps/', `${directory}/`)
      .replace('127.0.0.1:8080', provider);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${directory}/${name};`)
      .join(' ');
    return `pid ${directory}/pid; events {} http { access_log off; ${temporary} ${server} }`;
  },
  haproxy: ({ tlsPort, plainPort, directory }: Place, provider: string): string => {
    const lines = example('haproxy')
      .replace(':443', `127.0.0.1:${String(tlsPort)}`)
      .replaceAll('/etc/imps/', `${directory}/`)
      .replace('127.0.0.1:8080', provider);
    // Beside the guide's, one without TLS, to see that it is told apart.
    return `${lines}\n\nfrontend clear\n  bind 127.0.0.1:${String(plainPort)}\n  http-request del-header Forwarded\n  http-request set-header X-Forwarded-Proto http\n  option forwardfor\n  default_backend provider\n`;
  },
};

describe.each(['nginx', 'haproxy'] as const)('behind %s (WSI-13)', (program) => {
  const lacking = missing(program);
  if (lacking !== undefined) console.info(`skipped: ${lacking} (Debian: apt-get install nginx-light haproxy)`);
  const when = lacking === undefined ? test : test.skip; // no proxy, nothing to go through
  const log: string[] = [];
  let house: House;
  let proxy: FrontProxy | undefined;

  beforeAll(async () => {
    house = await openHouse({
      settings: { trustedProxies: '127.0.0.1' },
      log: createLogger({ write: (line) => log.push(line) }),
    });
    if (lacking !== undefined) return;
    const { host } = new URL(house.url);
    proxy = await startFrontProxy(program, { certificate: TEST_CERTIFICATE, key: TEST_KEY }, (place) =>
      configurations[program](place, host),
    );
  });
  afterAll(async () => {
    await proxy?.stop();
    await house.drop();
  });

  const client = () =>
    new InstantInboxClient({
      endpoint: `${proxy!.origin}/soap/im`,
      username: ALICE,
      password: PASSWORD,
      tls: { ca: TEST_CERTIFICATE },
    });

  when('a password is taken that came over TLS; long polls and large content go through', async () => {
    const sdk = client();
    const picture = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => (index * 7) % 251));
    const messages = sdk.messages();
    const coming = messages.next();
    await sdk.send({ to: ALICE, parts: [{ contentType: 'image/png', data: picture }] });
    const { value: message } = await coming;
    expect(Buffer.from(await message!.parts[0]!.bytes()).equals(picture)).toBe(true);
    await message!.acknowledge();
    await messages.return();
    await sdk.close();
  });

  when('a password in clear is not, whatever its client says of TLS', async () => {
    const ask = envelope(passwordText(ALICE), request('GetCapabilities'));
    for (const headers of [
      {},
      { 'X-Forwarded-Proto': 'https' },
      { Forwarded: 'for=127.0.0.1;proto=https' },
      { 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Proto': 'https', Forwarded: 'proto=https' },
    ]) {
      const answer = await post(`${proxy!.plainOrigin}/soap/im`, ask, { headers: { ...SOAP_HEADERS, ...headers } });
      expect(faultOf(answer)).toMatchObject({ code: 'InvalidSecurity' });
    }
  });

  when('its client is who is named in the log, whoever it says it is', async () => {
    const guess = envelope(passwordText(ALICE, 'guessed'), request('GetCapabilities'));
    const status = await new Promise((resolve, reject) => {
      const sent = httpsRequest(`${proxy!.origin}/soap/im`, {
        method: 'POST',
        headers: { ...SOAP_HEADERS, 'X-Forwarded-For': '192.0.2.99', Forwarded: 'for=192.0.2.99;proto=https' },
        ca: TEST_CERTIFICATE,
        agent: false,
        localAddress: '127.0.0.5',
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      });
      sent.end(guess);
    });
    expect(status).toBe(500);
    expect(log.join('')).toMatch(/authentication failed .* peer=127\.0\.0\.5\n/);
  });

  when('what two could read differently does not get through it as two requests', async () => {
    const hidden = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const head = 'POST /soap/im HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n';
    for (const text of [
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${head}Content-Length: 0\r\nContent-Length: 9\r\n\r\n${hidden}`,
      `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
    ]) {
      const socket = await dial(proxy!.plainOrigin);
      const answer = readToEnd(socket);
      socket.write(text);
      expect(await answer).not.toMatch(/"status":"ok"/);
    }
    const sdk = client();
    expect(await sdk.send({ to: ALICE, text: 'still there' })).toMatchObject({ code: 200 });
    await sdk.close();
  });
});
