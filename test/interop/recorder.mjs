/**
 * Stands between a client and the provider and keeps every SOAP request and answer as a file, byte for byte:
 * `0001-request.xml`, `0001-answer.xml`; packages, behind a line with their Content-Type, as `0002-request.mime`. What
 * goes to /soap/im/swa or to an address of SOAP 1.2 has a contract of its own and stands in the directory `swa` or
 * `soap12`. Nothing is changed on the way, the
 * Host header included, so that the WSDL names this address.
 *
 *   node recorder.mjs <provider's port> <directory>      prints its own port
 */
import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';

const [target = '', directory = '.'] = process.argv.slice(2);
const apart = ['swa', 'soap12'];
for (const each of apart) mkdirSync(join(directory, each), { recursive: true });
let exchanges = 0;

const collect = async (stream) => {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** Answers without an envelope (415, 413 …) are no SOAP and not kept. */
const keep = (name, type = '', bytes) => {
  if (/^multipart\//i.test(type)) {
    writeFileSync(`${name}.mime`, Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), bytes]));
  } else if (/^(?:text\/xml|application\/soap\+xml)/i.test(type)) {
    writeFileSync(`${name}.xml`, bytes);
  }
};

const server = createServer(async (incoming, outgoing) => {
  const body = await collect(incoming);
  exchanges += 1;
  const { method, url: path, headers } = incoming;
  const name = join(
    directory,
    apart.find((each) => path.startsWith(`/soap/im/${each}`)) ?? '',
    String(exchanges).padStart(4, '0'),
  );
  const forward = request({ host: '127.0.0.1', port: target, method, path, headers }, async (answer) => {
    const bytes = await collect(answer);
    if (method === 'POST') {
      keep(`${name}-request`, headers['content-type'], body);
      keep(`${name}-answer`, answer.headers['content-type'], bytes);
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
