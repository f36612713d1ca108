import { Router, type RequestHandler } from 'express';
import type { Policies } from '../domain/policies.js';
import type { Authenticator } from '../security/authenticate.js';
import type { ClientSession, ClientSessions } from '../security/client-sessions.js';
import { jsonBodies, readSignIn } from './bodies.js';
import { methodNotAllowed, wrongCredentials } from './refusal.js';
import type { SessionCookie } from './session-cookie.js';
import type { PeerOf, SignedIn } from './signed-in.js';
import { sessionView } from './views.js';

/** Longest sign-in that is read: who asks is nobody yet. */
const SIGN_IN_BYTES = 32 * 1024;

export interface SessionRoutesParts {
  readonly authenticator: Pick<Authenticator, 'authenticatePerson'>;
  readonly sessions: ClientSessions;
  readonly signedIn: SignedIn;
  readonly cookie: SessionCookie;
  readonly peerOf: PeerOf;
  readonly policies: Policies;
  /** The session was ended: its event streams, here and in other processes, shall hear of it. */
  readonly onEnded: (session: ClientSession) => void;
}

/** `/session`: signing in and out. */
export function sessionRoutes(parts: SessionRoutesParts): Router {
  const { authenticator, sessions, signedIn, cookie, peerOf, policies, onEnded } = parts;
  // Told to clients, so that they need not find out by sending.
  const viewOf = (session: ClientSession) => sessionView(session, policies.of(session.caller).maxFileBytes);
  const end = async (session: ClientSession): Promise<void> => {
    await sessions.end(session);
    onEnded(session);
  };

  const signIn: RequestHandler = async (request, response) => {
    const { userId, password } = readSignIn(request);
    const { tls, loopback, address: peer } = peerOf(request);
    const context = { tls, loopback, peer, now: new Date() };
    const proven = await authenticator.authenticatePerson(userId, password, context);
    // Two pages of one browser share the cookie: the second to sign in must not sign out the first.
    const present = await signedIn.find(request);
    const same = present?.caller.ownerId === proven.caller.ownerId;
    const session = same ? present : await sessions.begin(proven);
    if (session === undefined) throw wrongCredentials();
    if (present !== undefined && !same) await end(present);
    cookie.set(response, tls, session);
    response.status(201).json(viewOf(session));
  };

  const router = Router({ caseSensitive: true, strict: true });
  router
    .route('/session')
    .post(jsonBodies(SIGN_IN_BYTES), signIn)
    .get(
      signedIn.required,
      signedIn.handle((session, request, response) => {
        // The browser's copy lives on as the session does.
        cookie.set(response, peerOf(request).tls, session);
        response.json(viewOf(session));
      }),
    )
    .delete(
      signedIn.mayChange,
      signedIn.handle(async (session, request, response) => {
        await end(session);
        cookie.clear(response, peerOf(request).tls);
        response.status(204).end();
      }),
    )
    .all(methodNotAllowed('GET, HEAD, POST, DELETE'));
  return router;
}
