import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WsiError } from '@imps-wsi/contract/errors';
import { refuseBelowSoap } from './early-answer.js';

/** What comes on a connection is no HTTP, or not any more: who waits for an answer gets it, and the connection ends. */

/** For those that never close their side, and for answers that are not there yet. */
const LINGER_MILLISECONDS = 1_000;

/** Connections that end when what is being answered on them has been. */
const ending = new WeakSet<Socket>();

/** Nothing on the connection is being answered: says what is wrong. */
export function refuseUnread(error: NodeJS.ErrnoException, socket: Socket): void {
  refuse(socket, statusOf(error));
}

/** No proxy is here: R1114 wants a 405 of any method that is not POST, where Node would end the connection without a word. */
export function refuseConnect(socket: Socket): void {
  socket.on('error', () => undefined);
  refuse(socket, '405 Method Not Allowed\r\nAllow: POST, GET, HEAD');
}

function refuse(socket: Socket, statusAndHeaders: string): void {
  socket.end(`HTTP/1.1 ${statusAndHeaders}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // The other side may never close; what it still sends is read, so that it can read why it was refused.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
}

/**
 * Something is being answered: in the middle of that a refusal would be read as a part of it. A request whose body broke
 * off in this way is told so in its own answer; what was complete is answered first if that does not take long.
 *
 * @param open what is being answered on the connection, in order
 * @returns whether there is any
 */
export function endUnreadable(socket: Socket, open: ReadonlySet<ServerResponse> = new Set()): boolean {
  const last = [...open].at(-1);
  if (last === undefined) return false;
  if (last.req.complete) {
    // Each piece that comes is one more error: one end is enough.
    if (ending.has(socket)) return true;
    ending.add(socket);
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
    };
    const timer = setTimeout(end, LINGER_MILLISECONDS);
    last.once('close', end);
  } else if (last.headersSent) socket.destroy();
  else {
    refuseBelowSoap(last, new WsiError('BadHttpRequest', { reason: 'The request body broke off.' }), false);
    // Once it is answered, Node tells the reader of a request nothing any more.
    last.once('finish', () => last.req.destroy());
  }
  return true;
}

function statusOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
}
