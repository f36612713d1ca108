import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { InstantInboxClient, type ClientBehaviour } from '@imps-wsi/consumer-sdk';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { bytesOf, Source } from './content-kit.js';

/**
 * Large content over real connections, against a server that knows nothing but what a SendMessages answer and a
 * GetMessageContent answer look like.
 */
const MIB = 1_048_576;
const U1 = 'wv:u1@b1.example';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function house(answer: Answer, options: Partial<ClientBehaviour> = {}) {
  const server = createServer((request, response) => {
    // What tells that the port is there.
    if (request.headers['soapaction'] === '"urn:imps-wsi:im:1/GetCapabilities"') {
      request.resume().on('end', () => reply(response, CAPABILITIES));
    } else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new InstantInboxClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap/im`,
    username: 'wv:chess@b1.example',
    secret: 'c2VjcmV0',
    retry: { maxAttempts: 3, baseDelayMs: 0 },
    ...options,
  });
  cleanups.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => Promise.resolve().then(() => server.closeAllConnections()),
    () => client.close(),
  );
  return { server, client };
}

const reply = (response: ServerResponse, body: string): void =>
  void response
    .writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' })
    .end(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${body}</e:Body></e:Envelope>`);

const CAPABILITIES =
  '<GetCapabilitiesResponse xmlns="urn:imps-wsi:im:1"><contractVersion>1</contractVersion><domain>b1.example</domain>' +
  '<maxRequestBytes>1</maxRequestBytes><maxMessageBytes>1</maxMessageBytes>' +
  '<maxDeliveriesPerRequest>1</maxDeliveriesPerRequest><suggestedBatchSize>1</suggestedBatchSize>' +
  '<maxWaitSeconds>1</maxWaitSeconds><defaultLeaseSeconds>1</defaultLeaseSeconds><maxLeaseSeconds>1</maxLeaseSeconds>' +
  '<maxInlineBytes>1</maxInlineBytes><idempotencySeconds>1</idempotencySeconds><kind>MESSAGE</kind></GetCapabilitiesResponse>';

const accepted = (response: ServerResponse): void =>
  reply(
    response,
    '<SendMessagesResponse xmlns="urn:imps-wsi:im:1"><code>200</code><reason>Done.</reason><result>' +
      `<clientMessageId>photo</clientMessageId><recipient>${U1}</recipient><messageId>b1-1</messageId>` +
      '<code>200</code><reason>Stored.</reason><retryable>false</retryable></result></SendMessagesResponse>',
  );

const photo = (stream: AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>), size?: number) => ({
  to: U1,
  clientMessageId: 'photo',
  parts: [{ contentType: 'image/png', stream, size }],
});

/** The same 64 KiB again and again: what is counted is how far it is ahead of the reader, not what it holds. */
const endless = (chunks: number): Source =>
  new Source(Buffer.concat(Array<Uint8Array>(chunks).fill(bytesOf(65_536))), { chunk: 65_536 });

test.each([
  ['with Content-Length', true],
  ['in chunks', false],
])('100 MB leave %s at the pace of the other side, never far ahead of it', async (_how, isKnown) => {
  const source = endless(1600);
  const size = 1600 * 65_536;
  let came = 0;
  let furthestAhead = 0;
  let headers: IncomingMessage['headers'] = {};
  const { client } = await house((request, response) => {
    headers = request.headers;
    request.on('data', (chunk: Buffer) => {
      came += chunk.length;
      furthestAhead = Math.max(furthestAhead, source.given - came);
    });
    request.on('end', () => accepted(response));
  });
  const sent: number[] = [];
  const result = await client.send(photo(source, isKnown ? size : undefined), {
    onProgress: ({ sentBytes }) => sent.push(sentBytes),
  });
  expect(result.messageId).toBe('b1-1');
  expect(came).toBeGreaterThan(size);
  expect(headers['content-length']).toBe(isKnown ? `${came}` : undefined);
  expect(headers['transfer-encoding']).toBe(isKnown ? undefined : 'chunked');
  // What the two sockets and the streams between them hold.
  expect(furthestAhead).toBeLessThan(16 * MIB);
  expect(sent.at(-1)).toBe(size);
});

test('100 MB come in ranges, of which two are on their way or held at most', async () => {
  const range = bytesOf(MIB);
  const size = 100 * MIB;
  let asked = 0;
  const { client } = await house((request, response) => {
    asked += 1;
    const offset = (asked - 1) * MIB;
    request.resume().on('end', () => {
      response.writeHead(200, {
        'Content-Type': 'multipart/related; type="application/xop+xml"; start-info="text/xml"; boundary=b',
      });
      response.write(
        '--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <r>\r\n\r\n' +
          '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>' +
          '<GetMessageContentResponse xmlns="urn:imps-wsi:im:1"><messageId>m</messageId><part>1</part>' +
          `<contentType>a/b</contentType><size>${size}</size><offset>${offset}</offset><data>` +
          '<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:x"/></data>' +
          `<moreAvailable>${offset + MIB < size}</moreAvailable></GetMessageContentResponse></e:Body></e:Envelope>` +
          '\r\n--b\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: binary\r\n\r\n',
      );
      response.write(range);
      response.end('\r\n--b--\r\n');
    });
  });
  const { readContent } = await import('../../packages/consumer-sdk/dist/inbox/content-reader.js');
  const exchange = { call: client.call.bind(client), validate: () => undefined };
  let read = 0;
  for await (const chunk of readContent(exchange, { messageId: 'm', part: 1, size })) {
    read += 1;
    expect(asked).toBeLessThanOrEqual(read + 1);
    expect(Buffer.compare(chunk, range)).toBe(0);
  }
  expect([read, asked]).toEqual([100, 100]);
});

test('a connection that is cut midway: what can be opened again is, the rest is given up with its id', async () => {
  let attempts = 0;
  const cutTwice: Answer = (request, response) => {
    attempts += 1;
    if (attempts > 2) request.resume().on('end', () => accepted(response));
    else {
      let came = 0;
      request.on('data', (chunk: Buffer) => {
        came += chunk.length;
        if (came > 2 * MIB) request.socket.destroy();
      });
    }
  };
  const { client } = await house(cutTwice);
  const sources: Source[] = [];
  const open = (): Source => {
    const source = endless(160);
    sources.push(source);
    return source;
  };
  await expect(client.send(photo(open))).resolves.toMatchObject({ ok: true });
  expect(attempts).toBe(3);
  await settle();
  expect(sources.map(({ begun, ended }) => [begun, ended])).toEqual(Array(3).fill([1, 1]));

  attempts = 0;
  const once = endless(160);
  await expect(client.send(photo(once))).rejects.toMatchObject({
    code: 'StreamSpent',
    cause: { code: 'NetworkError' },
  });
  expect(attempts).toBe(1);
  expect(once.ended).toBe(1);
});

test('abort midway ends the request at once; the server sees it break, the source is closed', async () => {
  const controller = new AbortController();
  let broke: () => void = () => undefined;
  const broken = new Promise<void>((resolve) => (broke = resolve));
  const { client } = await house((request) => {
    request.once('data', () => controller.abort(new Error('enough'))).resume();
    request.on('close', () => {
      expect(request.complete).toBe(false);
      broke();
    });
    request.on('error', () => undefined);
  });
  const source = endless(1600);
  await expect(client.send(photo(source), { signal: controller.signal })).rejects.toThrow('enough');
  await broken;
  await settle();
  expect(source.ended).toBe(1);
  expect(source.given).toBeLessThan(100 * MIB);
});

test('an answer that comes before the request is over is what counts, and the rest is not sent', async () => {
  const { client } = await house((request, response) => {
    request.once('data', () => {
      response.writeHead(413, { 'Content-Type': 'text/plain', Connection: 'close' }).end('at most 1 MB');
    });
  });
  const source = endless(1600);
  await expect(client.send(photo(() => source))).rejects.toMatchObject({
    code: 'RequestTooLarge',
    httpStatus: 413,
    message: expect.stringContaining('at most 1 MB'),
  });
  expect(source.given).toBeLessThan(100 * MIB);
});

test('a source that fails breaks the request off: nothing that looks complete arrives', async () => {
  let isComplete: boolean | undefined;
  let closed: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (closed = resolve));
  const { client } = await house((request) => {
    request.resume().on('error', () => undefined);
    request.on('close', () => {
      isComplete = request.complete;
      closed();
    });
  });
  const source = new Source(bytesOf(4 * MIB), { failAt: 2 * MIB });
  await expect(client.send(photo(source))).rejects.toMatchObject({
    code: 'ContentUnreadable',
    message: expect.stringContaining('the disk is gone'),
  });
  await over;
  expect(isComplete).toBe(false);
});
