import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { InstantInboxClient, UndiciTransport, type UndiciTransportOptions } from '@imps-wsi/consumer-sdk';
import { FakeProvider } from '@imps-wsi/consumer-sdk/testing';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server on this machine that answers as told, and a transport to reach it by. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options?: UndiciTransportOptions,
) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const transport = new UndiciTransport(options);
  cleanups.push(
    () => transport.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap/im`;
  const post = (signal = new AbortController().signal) =>
    transport.post({ url, headers: { 'content-type': 'text/xml' }, body: new TextEncoder().encode('<e/>'), signal });
  return { server, transport, url, post };
}

describe('UndiciTransport', () => {
  test('carries bytes both ways, whatever the status, and keeps connections', async () => {
    const sockets = new Set<unknown>();
    const { post } = await serve((request, response) => {
      sockets.add(request.socket);
      request.pipe(response.writeHead(500, { 'Content-Type': 'text/xml', 'X-Method': request.method }));
    });
    const reply = await post();
    for (let count = 0; count < 10; count += 1) await post();
    expect(reply.status).toBe(500);
    expect(reply.headers).toMatchObject({ 'content-type': 'text/xml', 'x-method': 'POST' });
    expect(new TextDecoder().decode(reply.body)).toBe('<e/>');
    // The pool may open a second one while the first is being handed back, but no more.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  test('undoes gzip', async () => {
    const { post } = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      request.resume();
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('<answer/>'));
    });
    expect(new TextDecoder().decode((await post()).body)).toBe('<answer/>');
  });

  test('an answer above the bound is given up, compressed or not', async () => {
    const large = Buffer.alloc(100_000, 'x');
    for (const coding of ['gzip', 'identity']) {
      const { post } = await serve(
        (request, response) => {
          request.resume();
          response.writeHead(200, { 'content-encoding': coding });
          response.end(coding === 'gzip' ? gzipSync(large) : large);
        },
        { maxResponseBytes: 50_000 },
      );
      await expect(post()).rejects.toMatchObject({ code: 'ResponseTooLarge', retryable: false });
    }
  });

  test('a connection that breaks, at once or half way, is a NetworkError', async () => {
    let half = false;
    const { post } = await serve((request, response) => {
      request.resume();
      if (half) response.writeHead(200, { 'content-length': '100' }).write('<ans');
      setImmediate(() => request.socket.destroy());
    });
    await expect(post()).rejects.toMatchObject({ code: 'NetworkError', retryable: true });
    half = true;
    await expect(post()).rejects.toMatchObject({ code: 'NetworkError' });
    const nobody = new UndiciTransport();
    cleanups.push(() => nobody.close());
    await expect(
      nobody.post({
        url: 'http://127.0.0.1:1/',
        headers: {},
        body: new Uint8Array(0),
        signal: AbortSignal.timeout(5000),
      }),
    ).rejects.toMatchObject({ code: 'NetworkError', message: expect.stringMatching(/127\.0\.0\.1:1.*ECONNREFUSED/) });
  });

  test('a broken gzip body is a NetworkError, not a crash', async () => {
    const { post } = await serve((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all');
    });
    await expect(post()).rejects.toMatchObject({ code: 'NetworkError' });
  });

  test('abort ends the exchange with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { post } = await serve((request) => {
      request.resume();
      controller.abort(reason);
    });
    await expect(post(controller.signal)).rejects.toBe(reason);
  });

  test('a whole conversation over a socket', async () => {
    const b1 = new FakeProvider({ domain: 'b1.example' });
    b1.addAccount({ address: 'wv:u1@b1.example', password: 'pw' });
    const { url, server } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      const gone = new AbortController();
      response.on('close', () => {
        gone.abort();
      });
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        void b1.transport
          .post({ url: b1.endpoint, headers, body: Buffer.concat(chunks), signal: gone.signal })
          .then(({ status, headers: answer, body }) => response.writeHead(status, answer).end(body))
          .catch(() => response.destroy());
      });
    });
    const u1 = new InstantInboxClient({ endpoint: url, username: 'wv:u1@b1.example', password: 'pw' });
    await u1.send({ to: 'wv:u1@b1.example', text: 'note to myself: ☃' });
    for await (const message of u1.messages()) {
      expect(message.text).toBe('note to myself: ☃');
      await message.acknowledge();
      break;
    }
    await u1.close();
    expect(b1.deliveriesTo('wv:u1@b1.example')[0]?.state).toBe('DELIVERED');
    server.closeAllConnections();
  });
});
