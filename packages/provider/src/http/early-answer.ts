import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WsiError } from '@imps-wsi/contract/errors';

/**
 * Answers that come before their request is complete. The connection ends with them, but not at once: closing while the
 * client still sends would reset the connection, and most clients then never read why they were refused. So all of the
 * answer is written, what is still sent is read and dropped, within bounds, and only then does the answer end.
 */

/** Reading and dropping costs next to nothing; what is larger, or comes slower, is cut off. */
const DROPPED_BYTES = 256 * 1024 * 1024;
const DROP_MILLISECONDS = 5_000;

/** To be called before the first byte of an answer is written: says that the connection ends with it, where it does. */
export function announceEnd(response: ServerResponse): void {
  if (!response.req.complete && !response.headersSent) response.setHeader('Connection', 'close');
}

/** Writes the last bytes of an answer, and ends it when nothing more comes of its request. */
export async function endAnswer(response: ServerResponse, bytes?: Buffer): Promise<void> {
  const { req: request } = response;
  if (!request.complete) {
    if (bytes !== undefined) response.write(bytes);
    await dropped(request);
    response.end();
  } else if (bytes === undefined) response.end();
  else response.end(bytes);
}

/**
 * Answers what has no envelope (R1125).
 *
 * @param isComing whether the rest of the request is on its way; not so when its client waits for a go-ahead
 */
export function refuseBelowSoap(response: ServerResponse, error: WsiError, isComing = true): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(`${error.message}\n`);
  response.statusCode = error.definition.http;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Length', bytes.length);
  if (error.definition.http === 405) response.setHeader('Allow', 'POST, GET, HEAD');
  if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', error.retryAfterSeconds);
  announceEnd(response);
  if (isComing) void endAnswer(response, bytes);
  else response.end(bytes);
}

/** Answers a request whose head is not taken, and reads no more of its connection than it takes to be read. */
export function refuseHead(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Length', bytes.length);
  response.setHeader('Connection', 'close');
  if (status === 503) response.setHeader('Retry-After', 1);
  void endAnswer(response, bytes);
}

/** Resolves when the rest of the request has come, or is not waited for any more. */
function dropped(request: IncomingMessage): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let left = DROPPED_BYTES;
    const done = (): void => {
      clearTimeout(timer);
      request.off('data', onData);
      request.off('end', done);
      request.off('close', done);
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left < 0) done();
    };
    const timer = setTimeout(done, DROP_MILLISECONDS);
    timer.unref();
    request.on('data', onData);
    request.on('end', done);
    request.on('close', done);
    request.resume();
  });
}
