import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import type { SamplePhone } from '../sample-players.js';
import { pages } from './pages.js';
import { proxies } from './proxies.js';
import { refuse } from './refusals.js';
import { stageAccess, type StageAccessParts } from './stage-access.js';

/** What stands behind the front door. */
export interface FrontDoorParts {
  /** Directory of the built pages. */
  readonly site: string;
  /** Where the game is reached; undefined while it is away. */
  readonly gameUrl: () => string | undefined;
  readonly providers: readonly {
    readonly domain: string;
    /** As the pages call it: `B1`. */
    readonly name: string;
    /** Where it is reached; undefined while it is away. */
    readonly origin: () => string | undefined;
  }[];
  readonly phones: () => readonly SamplePhone[];
  readonly stage: StageAccessParts;
}

/** A file of gigabytes over a slow network takes longer than the five minutes that Node allows a request. */
const LONGEST_REQUEST_MS = 6 * 3_600_000;

export interface FrontDoorOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** The one address under which visitors reach everything: pages, the game, the client access of the providers. */
export class FrontDoor {
  readonly #server: Server;
  readonly #closeStreams: () => void;

  private constructor(server: Server, closeStreams: () => void) {
    this.#server = server;
    this.#closeStreams = closeStreams;
  }

  /** @throws the error of the listener, such as EADDRINUSE */
  static async open({ host, port }: FrontDoorOptions, parts: FrontDoorParts): Promise<FrontDoor> {
    const stage = stageAccess(parts.stage);
    const app = express();
    app.disable('x-powered-by');
    app.set('etag', false);
    app.use(proxies(parts));
    app.use('/stage', stage.router);
    app.use(pages(parts, host));
    app.use((_request, response) => refuse(response, 404, 'NOT_FOUND', 'There is nothing at this address; try /.'));
    app.use(failed);
    const server = createServer({ requestTimeout: LONGEST_REQUEST_MS }, app);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new FrontDoor(server, () => stage.close());
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): Promise<void> {
    this.#closeStreams();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

/** Whatever it is, it is told without its inside. */
const failed: ErrorRequestHandler = (error: { readonly status?: unknown }, _request, response, _next) => {
  if (error.status === 400) refuse(response, 400, 'BAD_REQUEST', 'This address cannot be read.');
  else refuse(response, 500, 'FAILED', 'Something went wrong here; try again.');
};
