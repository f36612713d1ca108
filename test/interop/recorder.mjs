/**
 * Stands between a client and the provider and keeps every SOAP request and answer as a file, byte for byte:
 * `0001-request.xml`, `0001-answer.xml`. Nothing is changed on the way, the Host header included, so that the WSDL
 * names this address.
 *
 *   node recorder.mjs <provider's port> <directory>      prints its own port
 */
import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';

const [target = '', directory = '.'] = process.argv.slice(2);
let exchanges = 0;

const collect = async (stream) => {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
};

const server = createServer(async (incoming, outgoing) => {
  const body = await collect(incoming);
  exchanges += 1;
  const name = join(directory, String(exchanges).padStart(4, '0'));
  const { method, url: path, headers } = incoming;
  const forward = request({ host: '127.0.0.1', port: target, method, path, headers }, async (answer) => {
    const bytes = await collect(answer);
    if (method === 'POST') {
      writeFileSync(`${name}-request.xml`, body);
      writeFileSync(`${name}-answer.xml`, bytes);
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(bytes);
  });
  forward.on('error', (error) => {
    outgoing.writeHead(502, { 'Content-Type': 'text/plain' });
    outgoing.end(`the provider cannot be reached: ${error.message}\n`);
  });
  forward.end(body);
});

server.listen(0, '127.0.0.1', () => {
  console.log(server.address().port);
});
