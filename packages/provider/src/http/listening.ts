import { createServer, type AddressInfo, type Server } from 'node:net';

/** Taking an address to listen on. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The option that names the port. */
  readonly flag: '--port' | '--tls-port';
}

/** A failure to listen; the message is one line that says what to do next. */
export class ListenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
  }
}

/**
 * Whether the address can be listened on, asked before anything is made that a refusal would leave behind.
 *
 * @returns the port, which is a free one if any will do
 * @throws ListenError
 */
export async function checkAddress(address: ListenAddress): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, address);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** @returns the port that is listened on. @throws ListenError */
export function listen(server: Server, address: ListenAddress): Promise<number> {
  const { host, port } = address;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(whyNot(error, address), { cause: error }));
    });
    server.listen({ host, port, backlog: 1024 }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, { host, port, flag }: ListenAddress): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${String(port)} is in use; stop what listens there or choose another with ${flag}`;
    case 'EACCES':
      return `port ${String(port)} may not be used by this user; choose one above 1023 with ${flag}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; choose another with --host`;
    default:
      return `cannot listen on ${host} port ${String(port)}: ${message}`;
  }
}
