import type { ServerResponse } from 'node:http';

/** Answers `{ error, message }`, as the game and the providers do. */
export function refuse(response: ServerResponse, status: number, error: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify({ error, message }));
}
