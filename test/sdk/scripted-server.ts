import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { InstantInboxClient, type ClientBehaviour, type InboxMessage } from '@imps-wsi/consumer-sdk';

/** A server on somebody else's stack, as far as bytes go: it reads requests and answers what it was told to. */

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const IM = 'urn:imps-wsi:im:1';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const TEXT = 'na\u00efve \u2603 <&>';

const cleanups: (() => Promise<unknown>)[] = [];

/** Ends all that `serve` began. */
export async function stopServing(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup();
}

/** What is answered to one request: bytes of an HTTP answer, after which the connection is closed or not. */
export interface Scripted {
  readonly bytes: string | Buffer;
  readonly close?: boolean;
}

/** A server that reads requests and answers what the script gives for each; the last one again and again. */
export async function serve(script: readonly (Scripted | 'hang up')[], behaviour: Partial<ClientBehaviour> = {}) {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let pending = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      const [head = ''] = pending.split('\r\n\r\n', 1);
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (head.length === pending.length || pending.length < head.length + 4 + length) return;
      requests.push(pending);
      pending = '';
      const answer = script[Math.min(requests.length, script.length) - 1];
      if (answer === undefined || answer === 'hang up') {
        socket.destroy();
        return;
      }
      socket.write(answer.bytes);
      if (answer.close === true) socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new InstantInboxClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap/im`,
    username: 'wv:chess@foreign.example',
    secret: 'imps_secret',
    retry: { maxAttempts: 1 },
    ...behaviour,
  });
  cleanups.push(async () => {
    await client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, requests, sockets };
}

export const http = (
  body: string | Buffer,
  { status = '200 OK', type = 'text/xml; charset=utf-8', headers = '', version = '1.1' } = {},
): Scripted => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const typed = type === '' ? '' : `Content-Type: ${type}\r\n`;
  const head = `HTTP/${version} ${status}\r\n${typed}Content-Length: ${bytes.length}\r\n${headers}\r\n`;
  return { bytes: Buffer.concat([Buffer.from(head), bytes]) };
};

export const item = (inner: string): string =>
  `<item><messageId>f-1</messageId><kind>MESSAGE</kind><sender>wv:u@f.example</sender><recipient>wv:chess@foreign.example</recipient><acceptedAt>2031-05-17T09:30:00.000000+02:00</acceptedAt><deliveryAttempt>1</deliveryAttempt>${inner}</item>`;
export const content =
  '<content><part><number>1</number><contentType>text/plain</contentType><size>14</size><text>na\u00efve \u2603 &lt;&amp;&gt;</text></part></content>';
export const answerOf = (items: string, attributes = ''): string =>
  `<GetMessagesResponse xmlns="${IM}"${attributes}>${items}<moreAvailable>false</moreAvailable><receipt>r1</receipt></GetMessagesResponse>`;
export const envelope = (body: string, header = '', attributes = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP}"${attributes}>${header}<soap:Body>${body}</soap:Body></soap:Envelope>`;
export const good = envelope(answerOf(item(content)));

export const received = async (scripted: Scripted): Promise<readonly InboxMessage[]> => {
  const { client } = await serve([scripted]);
  return (await client.receive({ waitSeconds: 0 })).items;
};
export const refusal = async (scripted: Scripted): Promise<unknown> =>
  received(scripted).catch((error: unknown) => error);
