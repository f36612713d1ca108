import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { WsiError } from '@imps-wsi/contract/errors';
import type { Logger } from '../log.js';
import type { Networks } from '../networks.js';
import { PORTS } from '../pipeline/services.js';
import type { TlsState } from '../tls/keeper.js';
import { boundArrival } from './arrival.js';
import type { ClientCertificates } from './client-certificates.js';
import { endUnreadable, refuseConnect, refuseUnread } from './client-error.js';
import { ConnectionGate, type ConnectionLimits } from './connection-gate.js';
import { refuseBelowSoap, refuseHead } from './early-answer.js';
import { listen, type ListenAddress } from './listening.js';
import { LoadWatch } from './load-watch.js';
import {
  headRefusal,
  HEADER_BYTES,
  isExpectant,
  MAX_PIPELINED,
  PARSED_HEADERS,
  useOriginForm,
} from './request-check.js';
import type { SoapListener } from './soap-listener.js';
import { createTlsServer, serveWith } from './tls-server.js';
import { isHealthPath } from './web.js';

export interface ServerSettings extends ConnectionLimits {
  /** Where plain HTTP is spoken, if anywhere. */
  readonly plain?: ListenAddress | undefined;
  readonly tls?: TlsListenSettings | undefined;
  readonly requestTimeoutMilliseconds: number;
  /** 0: whatever it is. */
  readonly maxEventLoopDelayMilliseconds: number;
  readonly trustedProxies: Networks;
  /** How long a reader may take nothing of an answer that is not streamed. Unequal to all other times of a connection. */
  readonly stallMilliseconds: number;
}

export interface TlsListenSettings extends ListenAddress {
  readonly state: TlsState;
  readonly clientCertificates: ClientCertificates;
}

export interface RunningServer {
  /** Absent: no plain HTTP is spoken. */
  readonly port: number | undefined;
  readonly tlsPort: number | undefined;
  /** New connections get this certificate. */
  useTls(state: TlsState): void;
  /** Takes no new connections, lets open exchanges end within the grace, then closes what is left. */
  stop(graceMilliseconds: number): Promise<void>;
}

export interface Served {
  readonly soap: SoapListener;
  readonly web: Express;
  /** Resolves when nothing that the web application must finish is under way. */
  readonly idle: () => Promise<void>;
}

const HEADERS_MILLISECONDS = 20_000;
const KEEP_ALIVE_MILLISECONDS = 75_000;

/** Listens: SOAP POSTs go straight to their listener, all else to the web application. */
export async function startServer(settings: ServerSettings, served: Served, log: Logger): Promise<RunningServer> {
  const { soap, web } = served;
  const exchanges = new WeakMap<Socket, Set<ServerResponse>>();
  const load = new LoadWatch(settings.maxEventLoopDelayMilliseconds, log);
  /** Those that read nothing more: an answer has said that the connection ends. */
  const ending = new WeakSet<Socket>();
  let stopping = false;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    if (ending.has(socket)) return;
    const open = exchanges.get(socket) ?? new Set();
    exchanges.set(socket, open.add(response));
    response.on('close', () => open.delete(response));
    response.on('error', () => undefined);
    const refusal = headRefusal(request);
    if (refusal !== undefined || open.size > MAX_PIPELINED) {
      ending.add(socket);
      refuseHead(response, ...(refusal ?? PIPELINE_REFUSAL));
      return;
    }
    // A caller that keeps its connection busy would keep a stop waiting until the grace is over, and then be cut off.
    if (stopping) response.setHeader('Connection', 'close');
    useOriginForm(request);
    const { url = '/' } = request;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const retryAfterSeconds = load.refusal();
    if (retryAfterSeconds !== undefined && !isHealthPath(path)) {
      refuseBelowSoap(response, new WsiError('Overloaded', { retryAfterSeconds }), !isExpectant(request));
      return;
    }
    const port = request.method === 'POST' ? PORTS.find((each) => each.path === path) : undefined;
    if (port !== undefined) {
      soap.handle(request, response, port);
      return;
    }
    if (isExpectant(request)) response.writeContinue();
    boundArrival(request, response, settings.requestTimeoutMilliseconds);
    // All of it is written: from now on its reader has to take some of it now and then.
    response.on('prefinish', () => socket.setTimeout(settings.stallMilliseconds));
    web(request, response);
  };

  const gate = new ConnectionGate(settings, settings.trustedProxies, log);
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const headersTimeout = Math.min(HEADERS_MILLISECONDS, settings.requestTimeoutMilliseconds);
  const options = {
    headersTimeout,
    connectionsCheckingInterval: Math.min(5_000, Math.max(50, Math.floor(headersTimeout / 4))),
    // Content of any size may come over SOAP: its listener times what it reads, and what the web gets is timed here.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    maxHeaderSize: HEADER_BYTES,
    insecureHTTPParser: false,
    noDelay: true,
  } satisfies ServerOptions;
  const attend = (server: Server, speaks: 'http' | 'tls'): void => {
    server.maxHeadersCount = PARSED_HEADERS;
    // Who asks before sending a large body is told at once that it will not be taken.
    server.on('checkContinue', handle);
    // Whatever else is expected: with a word about it, where Node would say a bare 417.
    server.on('checkExpectation', handle);
    server.on('connect', (_request, socket: Socket) => refuseConnect(socket));
    const greet = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (!gate.admit(socket, speaks)) return;
      hold(socket);
      for (const each of greet) each.call(server, socket);
    });
    server.on('secureConnection', hold);
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ECONNRESET') socket.destroy();
      // Ending already: what still comes is told piece by piece, and cutting it off now would cut off the refusal.
      else if (socket.writable && !endUnreadable(socket, exchanges.get(socket))) refuseUnread(error, socket);
    });
  };

  const servers: Server[] = [];
  const closeAll = async (): Promise<void> => {
    load.close();
    gate.close();
    await Promise.all(servers.map((each) => new Promise((resolve) => each.close(resolve))));
  };
  const { plain, tls } = settings;
  let port: number | undefined;
  let tlsPort: number | undefined;
  let tlsServer: TlsServer | undefined;
  try {
    if (plain !== undefined) {
      const server = createServer(options, handle);
      attend(server, 'http');
      port = await listen(server, plain);
      servers.push(server);
    }
    if (tls !== undefined) {
      tlsServer = createTlsServer({ ...tls, handshakeMilliseconds: headersTimeout }, options, handle, log);
      attend(tlsServer, 'tls');
      tlsPort = await listen(tlsServer, tls);
      servers.push(tlsServer);
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  load.start();
  return {
    port,
    tlsPort,
    useTls: (state) => {
      if (tlsServer !== undefined) serveWith(tlsServer, state);
    },
    stop: async (grace) => {
      stopping = true;
      // So that nobody sends a next request into a connection that is about to close.
      for (const socket of sockets) {
        for (const response of exchanges.get(socket) ?? []) {
          if (!response.headersSent) response.setHeader('Connection', 'close');
        }
      }
      await stop(servers, closeAll(), () => Promise.all([soap.idle(), served.idle()]), sockets, grace);
    },
  };
}

const PIPELINE_REFUSAL = [
  503,
  'Too many requests of this connection wait for their answers; wait for some of them.',
] as const;

async function stop(
  servers: readonly Server[],
  closed: Promise<void>,
  idle: () => Promise<unknown>,
  sockets: Set<Socket>,
  graceMilliseconds: number,
): Promise<void> {
  for (const server of servers) server.closeIdleConnections();
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMilliseconds);
  });
  await Promise.race([idle(), grace]);
  for (const server of servers) server.closeIdleConnections();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 100))]);
  for (const socket of sockets) socket.destroy();
  await closed;
  clearTimeout(timer);
  // Broken exchanges give back what they had leased before the store goes away.
  await idle();
}
