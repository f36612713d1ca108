import type { IncomingMessage, ServerResponse } from 'node:http';
import { WsiError } from '@imps-wsi/contract/errors';
import { refuseBelowSoap } from './early-answer.js';

const bounds = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Ends a request whose body does not arrive in time. */
export function boundArrival(request: IncomingMessage, response: ServerResponse, milliseconds: number): void {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
  const timer = setTimeout(() => {
    if (request.complete) return;
    if (response.headersSent) request.socket.destroy();
    else refuseBelowSoap(response, new WsiError('RequestTimeout'));
  }, milliseconds);
  bounds.set(request, timer);
  response.on('close', () => clearTimeout(timer));
}

/** Its sender is known and what it brings may be large: from now on its reader times the waits between two pieces. */
export function trustArrival(request: IncomingMessage): void {
  clearTimeout(bounds.get(request));
}
