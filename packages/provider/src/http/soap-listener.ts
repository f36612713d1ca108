import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WsiError } from '@imps-wsi/contract/errors';
import type { Logger } from '../log.js';
import type { SoapEndpoint, SoapReply, SoapRequest } from '../pipeline/exchange.js';
import type { SoapPort } from '../pipeline/port.js';
import { ArrivedMemory } from './arrived-memory.js';
import { RequestBody, type BodyLimits } from './body.js';
import { messageOf } from './content-type.js';
import { announceEnd, endAnswer, refuseBelowSoap } from './early-answer.js';
import type { OriginOf, PeerOf } from './peer.js';
import { isExpectant } from './request-check.js';

export interface SoapLimits extends BodyLimits {
  /** How long a reader may take nothing of its answer before the connection is broken. */
  readonly stallMilliseconds: number;
}

/** A larger request is not held in memory: its content goes to the store while it arrives. */
const WHOLE_BYTES = 256 * 1024;

/** Takes SOAP POSTs off the raw listener: bytes become an exchange, a reply becomes bytes. */
export class SoapListener {
  readonly #endpoint: SoapEndpoint;
  readonly #limits: SoapLimits;
  readonly #peerOf: PeerOf;
  readonly #originOf: OriginOf;
  readonly #log: Logger;
  readonly #open = new Set<Promise<void>>();
  readonly #connections = new WeakMap<Socket, AbortSignal>();

  readonly #wholeBytes: number;
  readonly #memory = new ArrivedMemory();

  constructor(endpoint: SoapEndpoint, limits: SoapLimits, peerOf: PeerOf, originOf: OriginOf, log: Logger) {
    this.#wholeBytes = Math.min(WHOLE_BYTES, limits.maxXmlBytes);
    this.#endpoint = endpoint;
    this.#limits = limits;
    this.#peerOf = peerOf;
    this.#originOf = originOf;
    this.#log = log;
  }

  handle(request: IncomingMessage, response: ServerResponse, port: SoapPort): void {
    const exchange = this.#exchange(request, response, port).catch((error: unknown) => {
      this.#log.error('a SOAP exchange failed outside the pipeline', { error });
      response.destroy();
    });
    this.#open.add(exchange);
    void exchange.finally(() => this.#open.delete(exchange));
  }

  /** Resolves when every exchange under way has ended, the removal of what it leaves behind included. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  async #exchange(request: IncomingMessage, response: ServerResponse, port: SoapPort): Promise<void> {
    const gone = this.#goneOf(request.socket);
    let announced: SoapRequest['announced'];
    let received: SoapRequest['body'];
    let isComing = !isExpectant(request);
    try {
      if (this.#memory.isFull) throw new WsiError('Overloaded', { retryAfterSeconds: 2 });
      announced = messageOf(request.headers['content-type'], port);
      const body = new RequestBody(request, this.#limits, this.#memory);
      if (!isComing) response.writeContinue();
      isComing = true;
      received = (announced.pack === undefined ? await body.whole(this.#wholeBytes) : undefined) ?? body;
    } catch (error) {
      if (!(error instanceof WsiError)) throw error;
      refuseBelowSoap(response, error, isComing);
      return;
    }
    const { tls, loopback, address } = this.#peerOf(request);
    const reply = await this.#endpoint({
      port,
      body: received,
      announced,
      tls,
      loopback,
      peer: address,
      page: () => this.#originOf(request) + port.path,
      gone,
    });
    if (received instanceof RequestBody) received.close();
    await this.#send(response, reply, gone);
    await reply.tidied;
  }

  /**
   * Aborted when the connection closes. The connection is asked, not the response: one that stands in line behind an
   * earlier answer on the same connection never hears of its end.
   */
  #goneOf(socket: Socket): AbortSignal {
    let gone = this.#connections.get(socket);
    if (gone === undefined) {
      const controller = new AbortController();
      gone = controller.signal;
      setMaxListeners(0, gone);
      if (socket.destroyed) controller.abort();
      else socket.once('close', () => controller.abort());
      this.#connections.set(socket, gone);
    }
    return gone;
  }

  async #send(response: ServerResponse, reply: SoapReply, gone: AbortSignal): Promise<void> {
    let delivered: boolean;
    try {
      delivered = await write(response, reply, gone, this.#limits.stallMilliseconds);
    } catch (error) {
      // After the 200 is on the wire an error may only break the connection: a closed envelope would be a lie.
      this.#log.warn('an answer broke off while it was written', { error });
      response.destroy();
      delivered = false;
    }
    try {
      await (delivered ? reply.sent?.() : reply.broken?.());
    } catch (error) {
      this.#log.warn('what an answer leased could not be settled; it comes back when its lease ends', { error });
    }
  }
}

/** Writes the reply; resolves with whether all of it was handed to the network. */
async function write(
  response: ServerResponse,
  reply: SoapReply,
  gone: AbortSignal,
  stallMilliseconds: number,
): Promise<boolean> {
  // Asked anew each time: the connection may break at every wait.
  const isGone = (): boolean => gone.aborted || response.destroyed;
  // Sent already: the connection is at its end, and who saw that has said why.
  if (isGone() || response.headersSent) return false;
  response.statusCode = reply.status;
  response.setHeader('Content-Type', reply.contentType);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (reply.retryAfterSeconds !== undefined) response.setHeader('Retry-After', reply.retryAfterSeconds);
  announceEnd(response);
  const network = { response, gone, stallMilliseconds };
  if (typeof reply.body === 'string') {
    const bytes = Buffer.from(reply.body, 'utf8');
    response.setHeader('Content-Length', bytes.length);
    await endAnswer(response, bytes);
  } else {
    if (reply.length !== undefined) response.setHeader('Content-Length', reply.length);
    for await (const chunk of reply.body) {
      if (isGone()) return false;
      // Back-pressure: waits until the network takes more, or never will.
      if (typeof chunk === 'string') {
        if (!response.write(chunk, 'utf8') && !(await reached('drain', network))) return false;
      } else {
        // What made the bytes uses their memory again.
        response.write(chunk, () => response.emit('taken'));
        if (!(await reached('taken', network))) return false;
      }
    }
    if (isGone()) return false;
    await endAnswer(response);
  }
  return reached('finish', network);
}

interface Network {
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
  readonly stallMilliseconds: number;
}

/**
 * Whether the event came, or never will because the connection is gone. A reader that takes nothing for too long loses
 * the connection: what it has leased would stay leased for as long as it likes. Leaves no listener behind, however
 * often.
 */
function reached(
  event: 'drain' | 'taken' | 'finish',
  { response, gone, stallMilliseconds }: Network,
): Promise<boolean> {
  const { socket } = response.req;
  return new Promise((resolve) => {
    // A response that stands in line behind an earlier answer has no socket yet; its turn comes with one.
    const watch = (): void => {
      socket.setTimeout(stallMilliseconds);
    };
    const done = (came: boolean): void => {
      response.off(event, onEvent);
      response.off('close', onGone);
      response.off('socket', watch);
      gone.removeEventListener('abort', onGone);
      // After the last byte the server has set its own, for the next request.
      if (socket.timeout === stallMilliseconds) socket.setTimeout(0);
      resolve(came);
    };
    const onEvent = (): void => {
      // Node says 'finish' also when the last write failed, because the reader broke off: only the connection knows.
      // It is asked at this very moment, for a reader may close right after it has read everything.
      done(!socket.destroyed && socket.errored === null);
    };
    const onGone = (): void => {
      done(false);
    };
    response.on(event, onEvent);
    response.on('close', onGone);
    gone.addEventListener('abort', onGone);
    if (gone.aborted || response.destroyed) onGone();
    else if (response.socket === null) response.on('socket', watch);
    else watch();
  });
}
