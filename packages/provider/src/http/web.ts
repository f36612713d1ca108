import { WsiError } from '@imps-wsi/contract/errors';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from '../log.js';
import { IM_SERVICE, PORTS } from '../pipeline/services.js';
import { serveContracts, type ContractParts } from './contract-routes.js';
import type { PeerOf } from './peer.js';
import { refuseBelowSoap } from './early-answer.js';

/** Where the im service is reached. */
export const IM_PATH = IM_SERVICE.path;
/** Where IM users' clients find their access. */
export const CLIENT_PATH = '/client';

/** Answered even when nothing else is. */
export const isHealthPath = (path: string): boolean => path === '/healthz' || path === '/readyz';

/** What is answered here is no page, but for that of the service: no browser is to run, frame or guess at any of it. */
const PAGE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export interface WebParts extends ContractParts {
  /** Resolves when the provider can serve; rejects with the reason why not. */
  readonly ready: () => Promise<void>;
  readonly peerOf: PeerOf;
  /** What IM users' clients call. */
  readonly clients: RequestHandler;
  readonly log: Logger;
}

/** Everything that is not a SOAP request: the contract, health, the access of IM users' clients. */
export function createWeb(parts: WebParts): Express {
  const { ready, clients, peerOf, log } = parts;
  const web = express();
  web.disable('x-powered-by');
  web.disable('etag');
  web.set('query parser', 'simple');
  web.set('case sensitive routing', true);
  // One address: a POST behind a trailing slash must not be told to use POST.
  web.set('strict routing', true);

  web.use((request, response, next) => {
    response.set(PAGE_HEADERS);
    // RFC 6797 §7.2: over TLS only; elsewhere it would be anybody's word.
    if (peerOf(request).tls) response.set('Strict-Transport-Security', 'max-age=31536000');
    next();
  });
  serveContracts(web, parts);

  web.use(CLIENT_PATH, clients);

  web.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  web.get('/readyz', (_request, response) => {
    response.set('Cache-Control', 'no-store');
    ready().then(
      () => response.json({ status: 'ready' }),
      (error: unknown) => {
        log.warn('not ready', { error });
        response.status(503).json({ status: 'not ready', reason: 'The message store cannot be reached.' });
      },
    );
  });

  for (const { path } of PORTS) {
    web.all(path, (_request, response) => {
      refuseBelowSoap(response, new WsiError('MethodNotAllowed'));
    });
  }
  web.use((request, response) => {
    response
      .status(404)
      .type('text/plain')
      .send(`Nothing is here; the service is at ${IM_PATH}, its contract at ${IM_PATH}?wsdl.\n`);
    request.resume();
  });
  // Express needs all four parameters to know an error handler by.
  web.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = (error as { status?: unknown } | null)?.status;
    const code = typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
    if (code === 500) log.error('a web request failed', { error });
    if (!response.headersSent) response.status(code).type('text/plain').send('The request could not be answered.\n');
  });
  return web;
}
