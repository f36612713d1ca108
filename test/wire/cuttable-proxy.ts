import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import pg from 'pg';

/** A way to the database that a test can cut and mend. */
export interface CuttableProxy {
  /** Reaches the same database through the proxy. */
  readonly url: string;
  /** All connections break and no new one is taken, as when the server is stopped. */
  cut(): Promise<void>;
  /** Nothing passes any more, and nobody is told, as when a cable is pulled. */
  freeze(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function proxyTo(databaseUrl: string): Promise<CuttableProxy> {
  const target = new pg.Client({ connectionString: databaseUrl });
  const { host, port, user, database, password } = target;
  const upstream = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${String(port)}` } : { host, port };
  const open = new Set<Socket>();
  let frozen = false;

  const join = (near: Socket): void => {
    const far = connect(upstream);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('data', (bytes: Buffer) => {
        if (!frozen) other.write(bytes);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  };
  const listen = (at: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer(join);
      server.on('error', reject);
      server.listen(at, '127.0.0.1', () => resolve(server));
    });
  const shut = async (server: Server): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };

  let server: Server | undefined = await listen(0);
  const { port: at } = server.address() as AddressInfo;
  const cut = async (): Promise<void> => {
    if (server !== undefined) await shut(server);
    server = undefined;
  };
  const secret = typeof password === 'string' && password !== '' ? `:${encodeURIComponent(password)}` : '';
  return {
    url: `postgres://${encodeURIComponent(user ?? '')}${secret}@127.0.0.1:${String(at)}/${database ?? ''}`,
    cut,
    freeze: () => {
      frozen = true;
    },
    mend: async () => {
      // What was frozen lost bytes; nothing may go on with it.
      if (frozen) await cut();
      frozen = false;
      server ??= await listen(at);
    },
    close: cut,
  };
}
