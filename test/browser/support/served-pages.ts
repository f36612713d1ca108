import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveConfig, silentLogger } from '@imps-wsi/provider';
import { originReader, peerReader } from '../../../packages/provider/dist/http/peer.js';
import { pageLimits } from '../../../packages/provider/dist/http/reference/page-limits.js';
import { createWeb } from '../../../packages/provider/dist/http/web.js';
import { Networks } from '../../../packages/provider/dist/networks.js';

/** What a provider serves beside SOAP, without a store: enough to look at its pages. */
export async function servedPages(): Promise<{ readonly origin: string; close(): void }> {
  const config = resolveConfig({ flags: { port: 0, domains: ['b1.example'], dataDir: '.' } });
  const peerOf = peerReader(new Networks([]));
  const web = createWeb({
    clients: (_request, _response, next) => next(),
    ready: () => Promise.resolve(),
    peerOf,
    originOf: originReader(peerOf, '127.0.0.1'),
    domain: 'b1.example',
    limits: pageLimits(config),
    log: silentLogger,
  });
  const server = createServer(web).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
