import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One HTTP message as it came over the wire. */
export interface CapturedRequest {
  readonly method: string;
  readonly path: string;
  readonly version: string;
  /** In order, as written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface RelayedAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Stands between a consumer and a provider: keeps what is asked, and lets a test say what is answered. */
export interface Relay {
  readonly url: string;
  readonly requests: CapturedRequest[];
  /** What becomes of the provider's answers; at first nothing. */
  respell: (answer: RelayedAnswer) => RelayedAnswer;
  close(): Promise<void>;
}

export async function openRelay(provider: string): Promise<Relay> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', httpVersion: version, rawHeaders } = request;
      const headers = rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
      );
      const body = Buffer.concat(pieces);
      relay.requests.push({ method, path: url, version, headers, body });
      const kept = headers.filter(
        ([name]) => !/^(host|connection|transfer-encoding|content-length|accept-encoding)$/i.test(name),
      );
      void forward(new URL(url, provider), method, Object.fromEntries(kept), body)
        .then(relay.respell)
        .then((answer) => response.writeHead(answer.status, answer.headers).end(answer.body))
        .catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay: Relay = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests: [],
    respell: (answer) => answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return relay;
}

function forward(url: URL, method: string, headers: Record<string, string>, body: Buffer): Promise<RelayedAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers: { ...headers, 'Content-Length': body.length }, agent: false });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const type = response.headers['content-type'] ?? '';
        resolve({ status: response.statusCode ?? 0, headers: { 'content-type': type }, body: Buffer.concat(pieces) });
      });
    });
    sent.end(body);
  });
}
