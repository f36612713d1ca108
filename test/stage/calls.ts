import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The path as it is, dots and all. */
  readonly path: string;
  /** The address that is dialled; default 127.0.0.1. */
  readonly to?: string;
}

/** A request as bytes on the wire: `fetch` would tidy up the path and set headers of its own. */
export async function call(port: number, options: CallOptions): Promise<Answer> {
  const message = await open(port, options);
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) body += String(chunk);
  return { status: message.statusCode ?? 0, headers: message.headers, body };
}

/** The answer as it begins; its body is still to come. */
export function open(port: number, { method, headers, body, path, to }: CallOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: to ?? '127.0.0.1', port, path, method: method ?? 'GET', headers: headers ?? {} });
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(body);
  });
}

/** A press of a switch as the page does it. */
export const press = (port: number, name: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  call(port, {
    method: 'POST',
    path: `/stage/switches/${name}`,
    headers: { host: `localhost:${port}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
