import { Router, type NextFunction, type Request, type Response } from 'express';
import type { InboxSignal } from '../domain/delivery.js';
import type { Policies } from '../domain/policies.js';
import type { Authenticator } from '../security/authenticate.js';
import { EventStreams, type EventStreamsParts } from './event-streams.js';
import { FileUploads, type FileUploadsParts } from './file-uploads.js';
import { refuseForeignOrigin } from './guard.js';
import { messageRoutes } from './message-routes.js';
import { methodNotAllowed, Refusal, toRefusal } from './refusal.js';
import { SessionCookie } from './session-cookie.js';
import { sessionRoutes } from './session-routes.js';
import { SignedIn, type PeerOf } from './signed-in.js';

export interface ClientAccessParts extends EventStreamsParts {
  readonly authenticator: Pick<Authenticator, 'authenticatePerson'>;
  readonly storeRetrySeconds: () => number;
  readonly signal: InboxSignal;
  readonly peerOf: PeerOf;
  readonly trustArrival: FileUploadsParts['trustArrival'];
  /** The provider's first domain, which names its cookie. */
  readonly domain: string;
  readonly contents: FileUploadsParts['contents'];
  readonly maxRequestBytes: number;
  readonly policies: Policies;
}

export interface ClientAccess {
  readonly router: Router;
  /** Resolves when nothing is being answered any more; event streams end when waits are closed. */
  idle(): Promise<void>;
}

/** What IM users' clients call: plain JSON over HTTP, for accounts of people, beside the web services interface. */
export function createClientAccess(parts: ClientAccessParts): ClientAccess {
  const { conversations, sessions, marks, ids, peerOf, signal, policies, maxRequestBytes } = parts;
  const cookie = new SessionCookie(parts.domain);
  const signedIn = new SignedIn(sessions, cookie, peerOf);
  const streams = new EventStreams(parts);
  const files = new FileUploads({ ...parts, signedIn });
  const open = new Set<Promise<void>>();

  const router = Router({ caseSensitive: true, strict: true });
  router.use((request, response, next) => {
    const closed = new Promise<void>((resolve) => response.on('close', resolve));
    open.add(closed);
    void closed.then(() => open.delete(closed));
    response.set('Cache-Control', 'no-store');
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignOrigin(request);
    next();
  });
  router.use(
    sessionRoutes({
      ...parts,
      signedIn,
      cookie,
      // Streams look, and find their session gone.
      onEnded: ({ caller }) => signal.announce([caller.ownerId]),
    }),
  );
  router.use(messageRoutes({ conversations, marks, files, signedIn, ids, policies, maxRequestBytes }));
  router
    .route('/events')
    .head(methodNotAllowed('GET'))
    .get(
      signedIn.required,
      signedIn.handle((session, request, response) => streams.open(session, request, response)),
    )
    .all(methodNotAllowed('GET'));
  router.use(() => {
    throw new Refusal(404, 'NOT_FOUND', 'Nothing is at this address; see the reference of the client access.');
  });
  // Express needs all four parameters to know an error handler by.
  router.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const { status, code, message, headers } = toRefusal(error, parts);
    if (response.headersSent) {
      // Nothing closes an answer that is not whole.
      response.destroy();
      return;
    }
    response.removeHeader('Content-Disposition');
    response.status(status).set(headers).json({ error: code, message });
    // What is still coming is read and dropped, so that the client can read why it was refused.
    request.resume();
  });

  return {
    router,
    idle: async () => {
      await Promise.all([streams.idle(), files.idle()]);
      while (open.size > 0) await Promise.all(open);
    },
  };
}
