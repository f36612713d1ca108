import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { envelope, message, passwordText, request, sendMessages } from '../wire/envelope.js';
import { dial, httpText, readToEnd } from '../wire/exchange.js';
import { ALICE, openHouse, type House } from '../wire/house.js';

/**
 * Requests that a proxy and a provider could read differently: where one ends and the next begins must be beyond doubt, or
 * one client's bytes become another one's request. What is in doubt is refused, and the connection ends.
 */
let house: House;
const ask = envelope(passwordText(ALICE), request('GetCapabilities'));
/** What an attacker would hide. */
const hidden = httpText('/soap/im', envelope(passwordText(ALICE), sendMessages(message({ id: 'smuggled' }))));

beforeAll(async () => {
  house = await openHouse({ settings: { requestBodyTimeoutMilliseconds: 1_000 } });
});
afterEach(async () => {
  expect(await house.deliveries()).toBe(0);
});
afterAll(async () => {
  expect(await house.stillAnswers()).toBe(true);
  await house.drop();
});

async function converse(text: string): Promise<string> {
  const socket = await dial(house.url);
  const answer = readToEnd(socket);
  socket.write(Buffer.from(text, 'latin1'));
  return answer;
}

const POST = 'POST /soap/im HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n';
const chunked = (body: string, size = body.length.toString(16)): string => `${size}\r\n${body}\r\n0\r\n\r\n`;

test.each([
  ['a length and chunks', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['chunks and a length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`],
  ['two lengths', `${POST}Content-Length: 0\r\nContent-Length: ${String(hidden.length)}\r\n\r\n${hidden}`],
  ['two equal lengths', `${POST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc${hidden}`],
  ['a list of lengths', `${POST}Content-Length: 3, 3\r\n\r\nabc${hidden}`],
  ['a length with a sign', `${POST}Content-Length: +3\r\n\r\nabc${hidden}`],
  ['a length in hex', `${POST}Content-Length: 0x3\r\n\r\nabc${hidden}`],
  ['a length beyond numbers', `${POST}Content-Length: 18446744073709551617\r\n\r\na${hidden}`],
  ['an empty length', `${POST}Content-Length:\r\n\r\n${hidden}`],
  ['a blank before the colon', `${POST}Content-Length : 0\r\n\r\n${hidden}`],
  ['a name with a blank', `${POST}Content Length: 0\r\n\r\n${hidden}`],
  ['a header without a colon', `${POST}Content-Length\r\n\r\n${hidden}`],
  ['a header without a name', `${POST}: 0\r\n\r\n${hidden}`],
  ['a folded header', `${POST}X-Folded: a\r\n b\r\nTransfer-Encoding:\r\n chunked\r\n\r\n${chunked(ask)}${hidden}`],
  ['a first header that is folded', `POST /soap/im HTTP/1.1\r\n Host: localhost\r\n\r\n${hidden}`],
  ['chunks twice', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['chunks that are not the last coding', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
  ['a coding that is none', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a coding behind a tab and a control', `${POST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a chunk size with a sign', `${POST}Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n${hidden}`],
  ['a chunk size in hex notation', `${POST}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`],
  ['a chunk size with a blank', `${POST}Transfer-Encoding: chunked\r\n\r\n0 0\r\n\r\n${hidden}`],
  ['a chunk size beyond numbers', `${POST}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n${hidden}`],
  ['a chunk longer than its size', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n${hidden}`],
  ['bare line feeds between headers', `${POST.replaceAll('\r\n', '\n')}Content-Length: 0\n\n${hidden}`],
  ['a bare line feed in a chunk', `${POST}Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n${hidden}`],
  [
    'a bare line feed behind a chunk extension',
    `${POST}Transfer-Encoding: chunked\r\n\r\n3;x\nabc\r\n0\r\n\r\n${hidden}`,
  ],
  ['a bare carriage return in a header', `${POST}X: a\rContent-Length: 0\r\n\r\n${hidden}`],
  ['a NUL in a header', `${POST}X: a\0b\r\nContent-Length: 0\r\n\r\n${hidden}`],
  ['a NUL in the address', `POST /soap/im\0 HTTP/1.1\r\nHost: localhost\r\n\r\n${hidden}`],
  ['two Hosts', `${POST}host: other\r\nContent-Length: 0\r\n\r\n`],
  ['HTTP/1.0 with chunks', `${POST.replace('1.1', '1.0')}Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n${hidden}`],
  ['HTTP/2 in clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('GS-4: %s: refused once, and nothing behind it is read', async (_what, text) => {
  const answer = await converse(text);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.match(/HTTP\/1\.1 \d{3} /g)).toHaveLength(1);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
});

test('GS-4: an address in full is read as its path and its host, whatever Host says (R1141)', async () => {
  for (const start of ['http://im.b1.example', 'HTTPS://im.b1.example:443']) {
    expect(await converse(httpText(`${start}/soap/im`, ask))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await converse(httpText(`${start}?/soap/im`, ask))).toMatch(/^HTTP\/1\.1 404 /);
  }
  const asked = `GET http://im.b1.example/soap/im?wsdl HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
  const contract = await converse(asked);
  expect(contract).toContain('location="http://im.b1.example/soap/im"');
  expect(contract).not.toContain('evil.example');
});

test.each([
  ['the first form', 'PROXY TCP4 192.0.2.1 192.0.2.2 4711 80\r\n'],
  ['the second form', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\x12\x67\0\x50'],
])('GS-4: the PROXY protocol is not spoken, so that nobody invents an address with it: %s', async (_what, line) => {
  expect(await converse(line + httpText('/soap/im', ask))).toMatch(/^HTTP\/1\.1 400 [^]*\r\n\r\n$/);
});

test('GS-4: extensions of chunks are read past, but not for ever', async () => {
  const head = `${POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const size = ask.length.toString(16);
  expect(await converse(head + chunked(ask, `${size};name="a;b"`))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await converse(head + chunked(ask, `${size};${'x'.repeat(20_000)}`))).toMatch(/^HTTP\/1\.1 4(00|13|31) /);
});

test('GS-4: what stands in a body is body, whatever it looks like', async () => {
  const body = ask.replace('</', `<!--\r\n\r\n${hidden.replaceAll('--', '')}--></`);
  const answer = await converse(httpText('/soap/im', body));
  expect(answer.match(/HTTP\/1\.1 \d{3} /g)).toHaveLength(1);
});

test('GS-4: trailers cannot say what headers must', async () => {
  const head = `${POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${ask.length.toString(16)}\r\n${ask}\r\n0\r\n`;
  // As a header, the second would void what a request of this machine may do.
  expect(await converse(`${head}Host: other\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await converse(`${head}Content-Length: 5\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
});

test('GS-4: a request line without a version is waited for no longer than any head', async () => {
  expect(await converse('GET /soap/im?wsdl\r\n')).toMatch(/^HTTP\/1\.1 4/);
});
