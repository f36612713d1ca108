import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Logger } from '../log.js';
import { contextOptions } from '../tls/material.js';
import type { TlsState } from '../tls/keeper.js';
import type { ClientCertificates } from './client-certificates.js';

export interface TlsServerSettings {
  readonly state: TlsState;
  readonly clientCertificates: ClientCertificates;
  /** From the first byte of a connection to its first request. */
  readonly handshakeMilliseconds: number;
}

/** The first byte of every TLS connection: a handshake record. */
const HANDSHAKE = 0x16;

const PLAIN_TEXT = 'This port speaks TLS; use https.\n';
const PLAIN_REFUSAL =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n' +
  `Content-Length: ${String(PLAIN_TEXT.length)}\r\nConnection: close\r\n\r\n${PLAIN_TEXT}`;
const LINGER_MILLISECONDS = 1_000;

/** HTTP over TLS. Whoever speaks plain HTTP is told so in plain HTTP. */
export function createTlsServer(
  settings: TlsServerSettings,
  options: ServerOptions,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  log: Logger,
): Server {
  const { state, clientCertificates, handshakeMilliseconds } = settings;
  const server = createServer(
    {
      ...options,
      ...contextOptions(state.material),
      ticketKeys: Buffer.from(state.ticketKeys, 'base64'),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: handshakeMilliseconds,
      requestCert: clientCertificates !== 'none',
      rejectUnauthorized: clientCertificates === 'require',
    },
    handle,
  );
  const greet = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    readFirst(socket, handshakeMilliseconds, (isTls) => {
      if (isTls) for (const each of greet) each.call(server, socket);
      else refusePlain(socket);
    });
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    log.debug('a TLS handshake failed', { reason: error.code ?? error.message, peer: socket.remoteAddress });
    socket.destroy();
  });
  if (clientCertificates === 'request') {
    server.on('secureConnection', (socket: TLSSocket) => {
      if (socket.authorized || Object.keys(socket.getPeerCertificate()).length === 0) return;
      log.info('a client certificate is not trusted', {
        reason: String(socket.authorizationError),
        peer: socket.remoteAddress,
      });
      socket.destroy();
    });
  }
  return server;
}

/** Serves new connections with another certificate; those that are there stay as they are. */
export function serveWith(server: Server, { material, ticketKeys }: TlsState): void {
  server.setSecureContext({ ...contextOptions(material), ticketKeys: Buffer.from(ticketKeys, 'base64') });
}

/** Looks at the first byte and puts it back. */
function readFirst(socket: Socket, patienceMilliseconds: number, done: (isTls: boolean) => void): void {
  const onError = (): void => {
    socket.destroy();
  };
  const timer = setTimeout(onError, patienceMilliseconds);
  socket.once('error', onError);
  socket.once('close', () => clearTimeout(timer));
  socket.once('data', (chunk: Buffer) => {
    clearTimeout(timer);
    socket.pause();
    socket.unshift(chunk);
    // Its reader takes over when this event is over.
    process.nextTick(() => {
      if (socket.destroyed) return;
      socket.off('error', onError);
      done(chunk[0] === HANDSHAKE);
    });
  });
}

function refusePlain(socket: Socket): void {
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(PLAIN_REFUSAL);
  socket.resume();
}
