import { type DocumentName, isDocumentName, renderDocument } from '@imps-wsi/contract/documents';
import { imService } from '@imps-wsi/contract/im';
import { WsiError } from '@imps-wsi/contract/errors';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from '../log.js';
import { originOf } from './peer.js';
import { refuseBelowSoap } from './soap-listener.js';

/** Where the im service is reached. */
export const IM_PATH = '/soap/im';
/** Where IM users' clients find their access. */
export const CLIENT_PATH = '/client';

/** The documents of this address; those of the other profiles belong to addresses of their own. */
const served: ReadonlySet<string> = new Set([imService.wsdl, ...imService.schemas]);
const isServed = (name: string): name is DocumentName => served.has(name) && isDocumentName(name);

export interface WebParts {
  /** Resolves when the provider can serve; rejects with the reason why not. */
  readonly ready: () => Promise<void>;
  /** Shown in documents when a request names no usable Host. */
  readonly fallbackHost: string;
  /** What IM users' clients call. */
  readonly clients: RequestHandler;
  readonly log: Logger;
}

/** Everything that is not a SOAP request: the contract, health, the access of IM users' clients. */
export function createWeb({ ready, fallbackHost, clients, log }: WebParts): Express {
  const web = express();
  web.disable('x-powered-by');
  web.disable('etag');
  web.set('query parser', 'simple');
  web.set('case sensitive routing', true);
  // One address: a POST behind a trailing slash must not be told to use POST.
  web.set('strict routing', true);

  web.get(IM_PATH, (request, response) => {
    const wanted = Object.keys(request.query)[0]?.toLowerCase();
    if (wanted === 'wsdl') {
      sendDocument(request, response, imService.wsdl);
      return;
    }
    if (wanted === 'xsd') {
      const name = Object.values(request.query)[0];
      if (typeof name === 'string' && isServed(name)) sendDocument(request, response, name);
      else response.status(404).type('text/plain').send('There is no such schema; see ?wsdl for those there are.\n');
      return;
    }
    response
      .status(405)
      .set('Allow', 'POST')
      .type('text/plain')
      .send(
        `This is the SOAP 1.1 address of the instant messaging service: POST requests here. Contract: ${IM_PATH}?wsdl\n`,
      );
  });
  // The WSDL names its schemas by plain file names, which resolve beside it.
  web.get('/soap/:document', (request, response, next) => {
    const { document } = request.params;
    if (isServed(document)) sendDocument(request, response, document);
    else next();
  });

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

  web.all(IM_PATH, (request, response) => {
    refuseBelowSoap(request, response, new WsiError('MethodNotAllowed'));
  });
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

  function sendDocument(request: Request, response: Response, name: Parameters<typeof renderDocument>[0]): void {
    const address = originOf(request, fallbackHost) + IM_PATH;
    response.type('text/xml').send(renderDocument(name, { address }));
  }
  return web;
}
