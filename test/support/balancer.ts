import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A balancer that knows nothing: each request goes to the next target, over a connection of its own. */
export interface Balancer {
  /** The service as its clients see it. */
  readonly url: string;
  close(): Promise<void>;
}

export async function balance(...targets: readonly string[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const target = new URL(targets[turn % targets.length]!);
    turn += 1;
    const { method, headers } = incoming;
    const forwarded = httpRequest({
      host: target.hostname,
      port: target.port,
      path: incoming.url,
      method,
      headers: { ...headers, connection: 'close' },
      agent: false,
    });
    forwarded.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}${new URL(targets[0]!).pathname}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
