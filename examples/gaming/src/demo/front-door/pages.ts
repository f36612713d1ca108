import { join } from 'node:path';
import express, { Router, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { localNameOf } from '../network.js';
import { isFromThisMachine } from './callers.js';
import type { FrontDoorParts } from './front-door.js';
import { refuse } from './refusals.js';

/**
 * Only what comes from here; no script and no style in a page. There is no TLS on a home network, so nothing that would
 * ask for it.
 */
const guarded = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
  strictTransportSecurity: false,
  // Browsers complain about these on a page without TLS that is not this machine's.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
});

/**
 * The pages, what they are built of, and the sample players' data.
 *
 * @param host where the front door listens
 */
export function pages(
  { site, providers, phones }: Pick<FrontDoorParts, 'site' | 'providers' | 'phones'>,
  host: string,
): Router {
  const router = Router();
  const page = (name: string): RequestHandler => {
    return (_request, response) => sendPage(response, site, name);
  };

  router.get(['/', '/phone', '/phone/:player', '/assets/*path'], guarded);
  router.get('/', (request, response) => {
    if (isFromThisMachine(request)) sendPage(response, site, 'stage.html');
    else {
      const stage = `http://${localNameOf(host)}:${String(request.socket.localPort)}`;
      response.set('cache-control', 'no-cache').type('html').send(elsewhere(stage));
    }
  });
  router.get('/phone', page('phone.html'));
  router.get('/phone/:player', (request, response, next) => {
    if (isSample(request.params.player)) sendPage(response, site, 'phone.html');
    else next();
  });
  router.use(
    '/assets',
    express.static(join(site, 'assets'), {
      index: false,
      redirect: false,
      setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
    }),
  );

  router.get('/demo/phone/:player', (request, response, next) => {
    const { player } = request.params;
    if (!isSample(player)) {
      next();
      return;
    }
    const phone = phones().find(({ username }) => username === player);
    if (phone !== undefined) response.set('cache-control', 'no-store').json(phone);
    else refuse(response, 503, 'UNAVAILABLE', 'This sample player cannot be used; see what npm start says.');
  });
  router.get('/demo/providers', (_request, response) => {
    const list = providers.map(({ domain, name }) => ({ domain, name, imBase: `/im/${domain}` }));
    response.set('cache-control', 'no-store').json(list);
  });
  return router;
}

const isSample = (player: string): boolean => player === 'u1' || player === 'u2';

function sendPage(response: Response, site: string, name: string): void {
  response.set('cache-control', 'no-cache').sendFile(name, { root: site, cacheControl: false }, (error) => {
    if (error === undefined || response.headersSent) return;
    refuse(response, 503, 'PAGE_MISSING', 'This page is not built; run npm run build, then npm start again.');
  });
}

/** For those who come from another device: the stage with its switches is for the machine that runs it. */
const elsewhere = (stage: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Chess across two providers</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/assets/stage.css" />
  </head>
  <body>
    <main class="elsewhere">
      <h1>Chess across two providers</h1>
      <p>Take one of the phones, and play against the other.</p>
      <ul>
        <li><a href="/phone/u1">Phone of u1, a customer of B1</a></li>
        <li><a href="/phone/u2">Phone of u2, a customer of B2</a></li>
        <li><a href="/phone">A phone of your own: sign in with your IM account</a></li>
      </ul>
      <p class="soft">On the machine that runs this, open ${stage} to see what crosses the wire.</p>
    </main>
  </body>
</html>
`;
