import type { ServerResponse } from 'node:http';
import { Ajv } from 'ajv';
import { createSession, type Session } from 'better-sse';
import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import { curlOf, type Credential } from '../soap-curl.js';
import type { StageFeed } from '../stage-feed.js';
import type { ExchangeDetail, SwitchName, SwitchView } from '../stage-messages.js';
import { SwitchRefusal, type Press } from '../switches.js';
import { isFromOwnPage, isFromThisMachine } from './callers.js';
import { refuse } from './refusals.js';

/** What the stage page can see and do. */
export interface StageAccessParts {
  readonly feed: StageFeed;
  readonly press: (name: SwitchName, press: Press) => Promise<SwitchView>;
  /** The game's account at a provider, to repeat its calls. */
  readonly credential: (provider: 'b1' | 'b2') => Credential | undefined;
}

/** So long a press waits for its end. */
const ANSWER_WITHIN_MS = 1000;
const KEEP_ALIVE_MS = 15_000;
/** Open pages. */
const MOST_STREAMS = 20;
/** A page that reads so much less than comes is cut off; it comes back and begins with a snapshot. */
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;

const ajv = new Ajv({ strict: true });
const TOGGLE = {
  type: 'object',
  additionalProperties: false,
  required: ['on'],
  properties: { on: { type: 'boolean' } },
};
const ACTION = { type: 'object', additionalProperties: false, properties: {} };
const KILL = {
  type: 'object',
  additionalProperties: false,
  required: ['at'],
  properties: { at: { enum: ['before-send', 'before-acknowledge'] } },
};
const BODIES = {
  b1: ajv.compile<Press>(TOGGLE),
  b2: ajv.compile<Press>(TOGGLE),
  'slow-poll': ajv.compile<Press>(TOGGLE),
  'send-two': ajv.compile<Press>(ACTION),
  'kill-bridge': ajv.compile<Press>(KILL),
  reset: ajv.compile<Press>(ACTION),
} satisfies Record<SwitchName, unknown>;

/** `/stage/*`: the chart's feed, the XML of the exchanges, and the switches; for visitors of this machine only. */
export function stageAccess(parts: StageAccessParts): { readonly router: Router; close(): void } {
  const streams = new Streams(parts.feed);
  const router = Router();
  router.use(forThisMachineOnly);
  router.get('/events', streams.open);
  router.get('/exchanges/:id', (request, response) => {
    const detail = detailOf(parts, Number(request.params.id));
    if (detail !== undefined) response.set('cache-control', 'no-store').json(detail);
    else refuse(response, 404, 'NOT_KEPT', 'This exchange is no longer kept; look at a newer one.');
  });
  router.post('/switches/:name', ownPagesOnly, express.json({ limit: '1kb' }), async (request, response) => {
    const name = String(request.params['name']);
    const body: unknown = request.body;
    if (!isSwitch(name)) {
      refuse(response, 404, 'NO_SUCH_SWITCH', 'There is no switch of this name.');
      return;
    }
    const isPress = BODIES[name];
    if (!isPress(body)) {
      refuse(response, 400, 'BAD_BODY', `The body is not what ${name} takes.`);
      return;
    }
    try {
      const view = await soon(parts.press(name, body));
      // What takes longer is told by the feed; browsers have few connections, and this one is wanted for other things.
      response.set('cache-control', 'no-store').status(view === undefined ? 202 : 200);
      response.json({ switch: view ?? parts.feed.switch(name) });
    } catch (error) {
      if (!(error instanceof SwitchRefusal)) throw error;
      refuse(response, error.status, error.status === 409 ? 'BUSY' : 'FAILED', error.message);
    }
  });
  router.use(badBody);
  return { router, close: () => streams.close() };
}

/** Undefined when it takes longer; how it ends is then nobody's concern here. */
async function soon<T>(work: Promise<T>): Promise<T | undefined> {
  work.catch(() => undefined);
  let impatience: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    impatience = setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS);
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(impatience));
}

const isSwitch = (name: string): name is SwitchName => Object.hasOwn(BODIES, name);

const forThisMachineOnly: RequestHandler = (request, response, next) => {
  if (isFromThisMachine(request)) {
    next();
    return;
  }
  refuse(response, 403, 'THIS_MACHINE_ONLY', 'The stage is for the machine that runs it; open http://localhost there.');
};

const ownPagesOnly: RequestHandler = (request, response, next) => {
  if (!isFromOwnPage(request)) {
    refuse(response, 403, 'OTHER_ORIGIN', 'Only this page may use the switches.');
    return;
  }
  // A form of another page cannot send this type.
  if (request.is('application/json') === 'application/json') {
    next();
    return;
  }
  refuse(response, 415, 'JSON_NEEDED', 'Send the body as application/json.');
};

const badBody: ErrorRequestHandler = (error: { readonly status?: unknown }, _request, response, next) => {
  if (error.status === 413) {
    refuse(response, 413, 'TOO_LARGE', 'The body is too large.');
    return;
  }
  if (error.status === 400 || error.status === 415) {
    refuse(response, 400, 'BAD_BODY', 'The body is not JSON.');
    return;
  }
  next(error);
};

function detailOf({ feed, credential }: StageAccessParts, id: number): ExchangeDetail | undefined {
  const exchange = feed.exchange(id);
  if (exchange === undefined) return undefined;
  const { entry, xml } = exchange;
  const account = credential(entry.provider);
  const curl =
    account === undefined || xml.requestXml === undefined || xml.requestXmlCut
      ? undefined
      : curlOf(entry.operation, xml.requestXml, account);
  return { id, ...xml, ...(curl === undefined ? {} : { curl }) };
}

/** The open pages. */
class Streams {
  readonly #feed: StageFeed;
  readonly #open = new Map<Session, ServerResponse>();
  readonly #unsubscribe: () => void;
  #opening = 0;

  constructor(feed: StageFeed) {
    this.#feed = feed;
    this.#unsubscribe = feed.subscribe(({ id, name, data }) => {
      for (const [session, response] of this.#open) push(session, response, data, name, id);
    });
  }

  readonly open: RequestHandler = async (request, response) => {
    if (this.#open.size + this.#opening >= MOST_STREAMS) {
      refuse(response, 429, 'TOO_MANY_STREAMS', 'Close some of the open pages first.');
      return;
    }
    this.#opening += 1;
    try {
      const session = await createSession(request, response, { keepAlive: KEEP_ALIVE_MS, retry: 1000 });
      session.once('disconnected', () => this.#open.delete(session));
      // Nothing comes between the snapshot and the first event after it.
      const { id, data } = this.#feed.snapshot();
      push(session, response, data, 'snapshot', id);
      if (session.isConnected) this.#open.set(session, response);
    } finally {
      this.#opening -= 1;
    }
  };

  close(): void {
    this.#unsubscribe();
    for (const response of this.#open.values()) response.destroy();
  }
}

function push(session: Session, response: ServerResponse, data: unknown, name: string, id: number): void {
  if (!session.isConnected) return;
  session.push(data, name, String(id));
  if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
}
