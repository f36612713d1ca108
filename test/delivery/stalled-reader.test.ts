import { afterEach, expect, test } from '@jest/globals';
import { silentLogger } from '@imps-wsi/provider';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { originReader, peerReader } from '../../packages/provider/dist/http/peer.js';
import { SoapListener } from '../../packages/provider/dist/http/soap-listener.js';
import { Networks } from '../../packages/provider/dist/networks.js';
import type { SoapEndpoint } from '../../packages/provider/dist/pipeline/exchange.js';
import { IM_SERVICE } from '../../packages/provider/dist/pipeline/services.js';

const limits = { maxBytes: 1_000_000, maxXmlBytes: 1_000_000, timeoutMilliseconds: 10_000, stallMilliseconds: 100 };
let server: Server;
let client: Socket;

async function serve(endpoint: SoapEndpoint): Promise<SoapListener> {
  const peerOf = peerReader(new Networks([]));
  const listener = new SoapListener(endpoint, limits, peerOf, originReader(peerOf, '127.0.0.1'), silentLogger);
  server = createServer((request, response) => {
    listener.handle(request, response, IM_SERVICE.ports[0]!);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return listener;
}

afterEach(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const ask = 'POST / HTTP/1.1\r\nHost: b1\r\nContent-Type: text/xml\r\nContent-Length: 0\r\n\r\n';

async function dial(): Promise<void> {
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  client.pause();
  client.write(ask);
  await once(client, 'connect');
}

test('GS-4: a reader that takes nothing of a long answer loses the connection, and what it had leased is given back', async () => {
  const ended: string[] = [];
  const forever = async function* (): AsyncGenerator<string> {
    for (;;) yield await Promise.resolve('x'.repeat(100_000));
  };
  const listener = await serve(() =>
    Promise.resolve({
      status: 200,
      contentType: 'text/xml',
      body: forever(),
      sent: () => Promise.resolve(void ended.push('sent')),
      broken: () => Promise.resolve(void ended.push('broken')),
    }),
  );
  const asked = once(server, 'request');
  await dial();
  await asked;
  await listener.idle();
  expect(ended).toEqual(['broken']);
});
