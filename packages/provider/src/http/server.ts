import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';
import { PORTS } from '../pipeline/port.js';
import { boundArrival } from './arrival.js';
import { isExpectant } from './body.js';
import type { SoapListener } from './soap-listener.js';

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  readonly requestTimeoutMilliseconds: number;
}

/** A failure to listen; the message is one line that says what to do next. */
export class ListenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
  }
}

export interface RunningServer {
  readonly port: number;
  /** Takes no new connections, lets open exchanges end within the grace, then closes what is left. */
  stop(graceMilliseconds: number): Promise<void>;
}

/**
 * Whether the address can be listened on, asked before anything is made that a refusal would leave behind.
 *
 * @throws ListenError
 */
export async function checkAddress(settings: Pick<ServerSettings, 'host' | 'port'>): Promise<void> {
  const probe = createServer();
  await listen(probe, settings);
  await new Promise((resolve) => probe.close(resolve));
}

export interface Served {
  readonly soap: SoapListener;
  readonly web: Express;
  /** Resolves when nothing that the web application must finish is under way. */
  readonly idle: () => Promise<void>;
}

/** Listens: SOAP POSTs go straight to their listener, all else to the web application. */
export async function startServer(settings: ServerSettings, served: Served): Promise<RunningServer> {
  const { soap, web } = served;
  const answering = new WeakMap<Socket, number>();
  let stopping = false;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    answering.set(socket, (answering.get(socket) ?? 0) + 1);
    response.on('close', () => answering.set(socket, (answering.get(socket) ?? 1) - 1));
    response.on('error', () => undefined);
    // A caller that keeps its connection busy would keep a stop waiting until the grace is over, and then be cut off.
    if (stopping) response.setHeader('Connection', 'close');
    const { url = '/' } = request;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const port = request.method === 'POST' ? PORTS.find((each) => each.path === path) : undefined;
    if (port !== undefined) {
      soap.handle(request, response, port);
      return;
    }
    if (isExpectant(request)) response.writeContinue();
    boundArrival(request, response, settings.requestTimeoutMilliseconds);
    web(request, response);
  };
  const server = await createListener(settings, handle);
  // Who asks before sending a large body is told at once that it will not be taken.
  server.on('checkContinue', handle);
  // Content of any size may come over SOAP: its listener times what it reads, and what the web gets is timed here.
  server.requestTimeout = 0;
  server.headersTimeout = Math.min(20_000, settings.requestTimeoutMilliseconds);
  server.keepAliveTimeout = 75_000;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // In the middle of an earlier answer a refusal would be read as a part of it.
    if (error.code === 'ECONNRESET' || !socket.writable || (answering.get(socket) ?? 0) > 0) {
      socket.destroy();
      return;
    }
    socket.end(`HTTP/1.1 ${statusOf(error)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    // The other side may never close; what it still sends is read, so that it can read why it was refused.
    socket.resume();
    setTimeout(() => socket.destroy(), 1_000).unref();
  });
  await listen(server, settings);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    stop: (grace) => {
      stopping = true;
      return stop(server, () => Promise.all([soap.idle(), served.idle()]), sockets, grace);
    },
  };
}

function statusOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
}

async function createListener(
  settings: ServerSettings,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  if (settings.tls === undefined) return createServer(handle);
  const { certFile, keyFile } = settings.tls;
  const [cert, key] = await Promise.all([readTlsFile(certFile, '--tls-cert'), readTlsFile(keyFile, '--tls-key')]);
  try {
    return createTlsServer({ cert, key, minVersion: 'TLSv1.2' }, handle);
  } catch (error) {
    throw new ListenError(
      `the TLS certificate and key cannot be used: ${(error as Error).message}; check both PEM files`,
      {
        cause: error,
      },
    );
  }
}

async function readTlsFile(path: string, option: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ListenError(`${option} ${path} cannot be read (${code})`, { cause: error });
  }
}

function listen(server: Server, { host, port }: Pick<ServerSettings, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(whyNot(error, host, port), { cause: error }));
    });
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${String(port)} is in use; stop what listens there or choose another with --port`;
    case 'EACCES':
      return `port ${String(port)} may not be used by this user; choose one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; choose another with --host`;
    default:
      return `cannot listen on ${host} port ${String(port)}: ${message}`;
  }
}

async function stop(
  server: Server,
  idle: () => Promise<unknown>,
  sockets: Set<Socket>,
  graceMilliseconds: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMilliseconds);
  });
  await Promise.race([idle(), grace]);
  server.closeIdleConnections();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 100))]);
  for (const socket of sockets) socket.destroy();
  await closed;
  clearTimeout(timer);
  // Broken exchanges give back what they had leased before the store goes away.
  await idle();
}
