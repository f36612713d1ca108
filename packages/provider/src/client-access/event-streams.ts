import type { Request, Response } from 'express';
import type { Conversations } from '../domain/conversations.js';
import type { DeliveryMarks } from '../domain/delivery-marks.js';
import type { MessageIds } from '../domain/message-id.js';
import type { InboxWaiters } from '../domain/waiters.js';
import type { Logger } from '../log.js';
import type { ClientSession, ClientSessions } from '../security/client-sessions.js';
import { EventStream } from './event-stream.js';
import { EventWriter } from './event-writer.js';
import { badRequest, Refusal } from './refusal.js';

export interface EventStreamsParts {
  readonly conversations: Conversations;
  readonly sessions: ClientSessions;
  readonly marks: DeliveryMarks;
  readonly waiters: InboxWaiters;
  readonly ids: MessageIds;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: Logger;
}

const STREAMS_AN_ACCOUNT = 20;
const STREAMS_IN_ALL = 10_000;
const CURSOR = /^(?:0|[1-9][0-9]{0,18})$/;

/** The open event streams of this process. */
export class EventStreams {
  readonly #parts: EventStreamsParts;
  readonly #openOf = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();

  constructor(parts: EventStreamsParts) {
    this.#parts = parts;
  }

  /** Opens a stream and answers when it has ended. @throws Refusal before anything was answered */
  async open(session: ClientSession, request: Request, response: Response): Promise<void> {
    const { ownerId } = session.caller;
    const after = cursorOf(request);
    // A reader that left while its session was looked up: its "close" has been, and would be waited for in vain.
    if (response.destroyed) return;
    const open = this.#openOf.get(ownerId) ?? 0;
    if (open >= STREAMS_AN_ACCOUNT) {
      throw new Refusal(
        429,
        'TOO_MANY_STREAMS',
        `Your account has ${String(STREAMS_AN_ACCOUNT)} event streams open; close one, then try again.`,
        { 'Retry-After': '5' },
      );
    }
    if (this.#running.size >= STREAMS_IN_ALL) {
      throw new Refusal(503, 'OVERLOADED', 'Too many event streams are open just now; try again later.', {
        'Retry-After': '5',
      });
    }
    const controller = new AbortController();
    response.on('close', () => controller.abort());
    const stream = new EventStream(this.#parts, session, controller.signal);
    this.#openOf.set(ownerId, open + 1);
    const running = this.#run(stream, after, response, controller.signal);
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
      const left = (this.#openOf.get(ownerId) ?? 1) - 1;
      if (left > 0) this.#openOf.set(ownerId, left);
      else this.#openOf.delete(ownerId);
    }
  }

  /** Resolves when every stream has ended; they end when their waits are closed. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #run(stream: EventStream, after: Cursor, response: Response, gone: AbortSignal): Promise<void> {
    const start = await stream.begin(after);
    await stream.run(start, new EventWriter(response, gone));
    response.end();
  }
}

/** Where to go on: "new" from now, "lost" from a place that nobody knows. */
export type Cursor = 'new' | 'lost' | { readonly after: string };

function cursorOf(request: Request): Cursor {
  const last = request.get('Last-Event-ID');
  // A browser repeats it by itself and could not be told to leave it out.
  if (last !== undefined && last !== '') return isCursor(last) ? { after: last } : 'lost';
  const { after } = request.query;
  if (after === undefined) return 'new';
  if (typeof after !== 'string' || !isCursor(after)) {
    throw badRequest('after must be the cursor of an event, which is a string of digits.');
  }
  return { after };
}

const isCursor = (text: string): boolean => CURSOR.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n;
