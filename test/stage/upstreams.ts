import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small server that stands for the game or a provider. */
export interface Upstream {
  readonly url: string;
  /** What it was asked, in order. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

export async function upstream(listener: RequestListener): Promise<Upstream> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => closed(server) };
}

/** A port at which nobody listens. */
export async function deadUrl(): Promise<string> {
  const { url, close } = await upstream((_request, response) => response.end());
  await close();
  return url;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
