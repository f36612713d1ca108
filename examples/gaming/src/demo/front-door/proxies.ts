import { Agent, ServerResponse } from 'node:http';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { createProxyServer, type ProxyServer } from 'httpxy';
import type { FrontDoorParts } from './front-door.js';
import { refuse } from './refusals.js';

/** How long an upstream may say nothing. Event streams say something every 15 seconds. */
const SILENCE_MS = 90_000;

/**
 * A connection for each request: on a kept one that its upstream is just closing, a POST would fail that nobody may
 * repeat. The upstream is not told so. It would close with its answer, and if it refuses a request before all of it has
 * arrived, what is still being sent would break the connection, and the answer would be lost.
 */
class FreshConnections extends Agent {
  override keepSocketAlive(): boolean {
    return false;
  }
}

/** Passes on what belongs to the game and to the client access of the providers. */
export function proxies({ gameUrl, providers }: Pick<FrontDoorParts, 'gameUrl' | 'providers'>): Router {
  const proxy = createProxyServer({
    agent: new FreshConnections({ keepAlive: true }),
    headers: { connection: 'keep-alive' },
    xfwd: false,
    changeOrigin: false,
    proxyTimeout: SILENCE_MS,
  });
  proxy.on('proxyRes', ({ headers }, request) => {
    // How the upstream ends its connection says nothing of ours.
    delete headers['keep-alive'];
    headers.connection = /close/i.test(request.headers.connection ?? '') ? 'close' : 'keep-alive';
  });
  proxy.on('error', (_error, request, response) => {
    // What is still coming is read and dropped, so that the visitor can read why.
    request?.resume();
    if (response instanceof ServerResponse) unavailable(response);
    else response?.destroy();
  });
  const router = Router();
  router.use('/api', forward(proxy, 'the game', '/api', gameUrl));
  for (const { domain, name, origin } of providers) {
    router.use(`/im/${domain}`, forward(proxy, name, '/client', origin));
  }
  return router;
}

/** @param prefix stands in front of what the router has left of the path */
function forward(proxy: ProxyServer, name: string, prefix: string, origin: () => string | undefined): RequestHandler {
  return (request: Request, response: Response) => {
    const target = origin();
    if (target === undefined) {
      unavailable(response, name);
      return;
    }
    const path = `${prefix}${request.url === '/' ? '' : request.url}`;
    // Dots must not lead out of what is offered here.
    if (!URL.canParse(path, target) || new URL(path, target).href !== `${new URL(target).origin}${path}`) {
      refuse(response, 400, 'BAD_PATH', 'This path cannot be used; write it without dots and with escapes.');
      return;
    }
    response.locals['upstream'] = name;
    request.url = path;
    // What fails is told by the event 'error'; this keeps it from being told twice.
    proxy.web(request, response, { target }).catch(() => unavailable(response, name));
  };
}

/** An answer that has begun is broken off: the rest of it cannot come any more. */
function unavailable(response: ServerResponse, name?: string): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const who = name ?? upstreamOf(response);
  response.setHeader('retry-after', '2');
  refuse(response, 503, 'UNAVAILABLE', `${who} does not answer at the moment; try again in a few seconds.`);
}

function upstreamOf(response: ServerResponse): string {
  const locals = 'locals' in response ? (response.locals as Readonly<Record<string, unknown>>) : {};
  return typeof locals['upstream'] === 'string' ? locals['upstream'] : 'The service';
}
