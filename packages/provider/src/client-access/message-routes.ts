import { Router, type Request } from 'express';
import type { Conversations } from '../domain/conversations.js';
import type { DeliveryMarks } from '../domain/delivery-marks.js';
import type { MessageIds } from '../domain/message-id.js';
import type { Policies } from '../domain/policies.js';
import { jsonBodies, readSend } from './bodies.js';
import type { FileUploads } from './file-uploads.js';
import { downloadPart } from './part-download.js';
import { badRequest, methodNotAllowed, noSuchMessage } from './refusal.js';
import type { SignedIn } from './signed-in.js';
import { messageView, sentView } from './views.js';

export interface MessageRoutesParts {
  readonly conversations: Conversations;
  readonly marks: Pick<DeliveryMarks, 'catchUp'>;
  readonly files: Pick<FileUploads, 'take'>;
  readonly signedIn: SignedIn;
  readonly ids: MessageIds;
  readonly policies: Policies;
  readonly maxRequestBytes: number;
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 200;
const LARGEST_ID = 9_223_372_036_854_775_807n;

/** `/messages`, `/files` and `/conversations`: sending, and what was said. */
export function messageRoutes(parts: MessageRoutesParts): Router {
  const { conversations, marks, files, signedIn, ids, policies, maxRequestBytes } = parts;
  const router = Router({ caseSensitive: true, strict: true });
  router
    .route('/messages')
    .post(
      signedIn.mayChange,
      jsonBodies(maxRequestBytes, (request) => policies.of(signedIn.of(request).caller).values.maxRequestBytes),
      signedIn.handle(async ({ caller }, request, response) => {
        const { messages } = readSend(request);
        const sent = await conversations.send(caller, messages);
        response.json({ messages: sent.map((each, index) => sentView(each, messages[index], ids)) });
      }),
    )
    .get(
      signedIn.required,
      signedIn.handle(async ({ caller }, request, response) => {
        const { peer, before, limit } = readHistoryQuery(request);
        await marks.catchUp(caller.ownerId);
        const page = await conversations.history(caller, peer, before, limit);
        if (page === undefined) throw badRequest('peer is not an address; write wv:user@domain.');
        const messages = page.entries.map((entry) => messageView(entry, ids));
        response.json({ messages, moreBefore: page.moreBefore });
      }),
    )
    .all(methodNotAllowed('GET, HEAD, POST'));
  router
    .route('/files')
    .post(
      signedIn.mayChange,
      signedIn.handle((session, request, response) => files.take(session, request, response)),
    )
    .all(methodNotAllowed('POST'));
  router
    .route('/conversations')
    .get(
      signedIn.required,
      signedIn.handle(async ({ caller }, _request, response) => {
        await marks.catchUp(caller.ownerId);
        const latest = await conversations.latest(caller);
        const list = latest.map((entry) => ({ peer: entry.peer, lastMessage: messageView(entry, ids) }));
        response.json({ conversations: list });
      }),
    )
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/messages/:id/parts/:number')
    .get(
      signedIn.required,
      signedIn.handle(async ({ caller }, request, response) => {
        const { id, number } = request.params;
        if (typeof id !== 'string' || !isId(id)) throw noSuchMessage();
        if (typeof number !== 'string' || !/^[1-9][0-9]{0,5}$/.test(number)) throw noSuchMessage();
        await downloadPart(conversations, caller, { entryId: id, number: Number(number) }, request, response);
      }),
    )
    .all(methodNotAllowed('GET, HEAD'));
  return router;
}

interface HistoryQuery {
  readonly peer: string;
  readonly before: string | undefined;
  readonly limit: number;
}

function readHistoryQuery({ query }: Request): HistoryQuery {
  for (const name of Object.keys(query)) {
    if (!['peer', 'before', 'limit'].includes(name)) {
      throw badRequest(`The query holds ${JSON.stringify(name.slice(0, 50))}, which is not known.`);
    }
  }
  const { peer, before, limit } = query;
  if (typeof peer !== 'string') throw badRequest('The query must name one peer, such as peer=wv:user@domain.');
  if (before !== undefined && (typeof before !== 'string' || !isId(before))) {
    throw badRequest('before must be the id of a message, which is a string of digits.');
  }
  if (limit !== undefined && (typeof limit !== 'string' || !/^[1-9][0-9]{0,2}$/.test(limit))) {
    throw badRequest(`limit must be a number from 1 to ${String(LARGEST_PAGE)}.`);
  }
  return { peer, before, limit: Math.min(limit === undefined ? DEFAULT_PAGE : Number(limit), LARGEST_PAGE) };
}

const isId = (text: string): boolean => /^[1-9][0-9]{0,18}$/.test(text) && BigInt(text) <= LARGEST_ID;
