import type { Request, RequestHandler, Response } from 'express';
import type { ClientSession, ClientSessions } from '../security/client-sessions.js';
import { requireCsrfToken } from './guard.js';
import { notSignedIn } from './refusal.js';
import type { SessionCookie } from './session-cookie.js';

/** Where a request comes from: see `http/peer.ts`. */
export type PeerOf = (request: Request) => {
  readonly address: string;
  /** The client's connection is protected by TLS, into this process or to a trusted proxy. */
  readonly tls: boolean;
  /** From this machine, with no sign that it was forwarded. */
  readonly loopback: boolean;
};

export type SignedInWork = (session: ClientSession, request: Request, response: Response) => Promise<void> | void;

/** Lets requests of signed-in clients pass, and knows whose they are. */
export class SignedIn {
  readonly #sessions: ClientSessions;
  readonly #cookie: SessionCookie;
  readonly #peerOf: PeerOf;
  readonly #found = new WeakMap<Request, ClientSession>();

  constructor(sessions: ClientSessions, cookie: SessionCookie, peerOf: PeerOf) {
    this.#sessions = sessions;
    this.#cookie = cookie;
    this.#peerOf = peerOf;
  }

  /** The session that the request's cookie names, if there is one. */
  find(request: Request): Promise<ClientSession | undefined> {
    return this.#sessions.find(this.#cookie.read(request, this.#peerOf(request).tls));
  }

  /** Refuses who is not signed in: before a body is read, for strangers are not listened to at length. */
  readonly required: RequestHandler = async (request, _response, next) => {
    const session = await this.find(request);
    if (session === undefined) throw notSignedIn();
    this.#found.set(request, session);
    next();
  };

  /** The same for what changes something: a page of another site can send the cookie, but not the CSRF token. */
  readonly mayChange: RequestHandler[] = [
    this.required,
    (request, _response, next) => {
      requireCsrfToken(request, this.of(request));
      next();
    },
  ];

  /** A handler behind `required` or `mayChange`. */
  handle(work: SignedInWork): RequestHandler {
    return (request, response) => work(this.of(request), request, response);
  }

  /** The session of a request behind `required` or `mayChange`. */
  of(request: Request): ClientSession {
    const session = this.#found.get(request);
    if (session === undefined) throw notSignedIn();
    return session;
  }
}
