import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { envelope, message, passwordText, request, sendMessages } from './envelope.js';
import { dial, httpText, readToEnd, until, valuesOf } from './exchange.js';
import { ALICE, BOB, openHouse, type House } from './house.js';

/** What arrives in pieces, half, or from somebody who is gone: read right, or dropped with nothing stored or leased. */
describe('connections', () => {
  let house: House;
  const ask = envelope(passwordText(ALICE), request('GetCapabilities'));
  const send = envelope(passwordText(ALICE), sendMessages(message({ id: 'only-once' })));

  beforeAll(async () => {
    house = await openHouse({ settings: { requestBodyTimeoutMilliseconds: 1_500 } });
  });
  afterAll(async () => {
    expect(await house.stillAnswers()).toBe(true);
    await house.drop();
  });

  const converse = async (text: string): Promise<string> => {
    const socket = await dial(house.url);
    const answer = readToEnd(socket);
    socket.write(text);
    return answer;
  };
  const gone = async (socket: Socket): Promise<void> => {
    socket.destroy();
    await once(socket, 'close');
  };

  test('a request that comes byte by byte, emoji included, is one request', async () => {
    const emoji = envelope(
      passwordText(ALICE),
      sendMessages(message({ part: '<part><contentType>text/plain</contentType><text>na\u00efve 😀</text></part>' })),
    );
    const socket = await dial(house.url);
    socket.setNoDelay(true);
    const answer = readToEnd(socket);
    for (const byte of Buffer.from(httpText('/soap/im', emoji))) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await answer).toContain('<code>200</code>');
    expect(valuesOf(await house.asBob(request('GetMessages')), 'text')).toEqual(['na\u00efve 😀']);
  });

  test('two requests on one connection, sent at once, get two answers in order (R1141)', async () => {
    const first = httpText('/soap/im', ask, { headers: { Connection: 'keep-alive' } });
    const second = httpText('/soap/im', envelope(passwordText(BOB), request('GetMessages')));
    const answer = await converse(first + second);
    expect(answer.indexOf('GetCapabilitiesResponse')).toBeGreaterThan(0);
    expect(answer.indexOf('GetMessagesResponse')).toBeGreaterThan(answer.indexOf('GetCapabilitiesResponse'));
  });

  test('a whole request is answered, whatever stands behind it; then the connection ends', async () => {
    const text = httpText('/soap/im', ask, { headers: { Connection: 'keep-alive' } });
    expect(await converse(`${text}this is no HTTP\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 OK[^]*GetCapabilitiesResponse>/);
  });

  test('HTTP/1.0 without Host is answered, and the connection closed (WSI-26, R1141)', async () => {
    const answer = await converse(httpText('/soap/im', ask, { version: '1.0' }));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer).toContain('GetCapabilitiesResponse');
  });

  test('an HTTP/1.0 reader gets a streamed answer without chunks', async () => {
    const many = Array.from({ length: 450 }, (_, index) =>
      message({ to: [ALICE], part: `<part><contentType>text/plain</contentType><text>${String(index)}</text></part>` }),
    );
    await house.asAlice(sendMessages(...many));
    const answer = await converse(
      httpText('/soap/im', envelope(passwordText(ALICE), request('GetMessages')), { version: '1.0' }),
    );
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer.match(/<item>/g)).toHaveLength(450);
    expect(answer.trimEnd()).toMatch(/<\/soap:Envelope>$/);
    await until('what was streamed to the end is removed', async () => (await house.leases()) === 0);
  });

  test('Expect: 100-continue is answered before the body is sent', async () => {
    const socket = await dial(house.url);
    const pieces: string[] = [];
    const all = readToEnd(socket);
    socket.on('data', (piece: Buffer) => pieces.push(piece.toString()));
    const [head = ''] = httpText('/soap/im', ask, { headers: { Expect: '100-continue' } }).split('\r\n\r\n');
    socket.write(`${head}\r\n\r\n`);
    await until('the go-ahead came', () => pieces.join('').startsWith('HTTP/1.1 100 Continue'));
    socket.write(ask);
    expect(await all).toContain('GetCapabilitiesResponse');
  });

  test('who asks before sending what is not taken is refused at once, without a go-ahead', async () => {
    const [head = ''] = httpText('/soap/im', ask, {
      headers: { Expect: '100-continue', 'Content-Type': 'application/json', 'Content-Length': '1000000000' },
    }).split('\r\n\r\n');
    expect(await converse(`${head}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 415 /);
  });

  test('an Expect that nobody knows is refused with 417', async () => {
    const answer = await converse(httpText('/soap/im', ask, { headers: { Expect: 'miracles' } }));
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
  });

  test('a connection cut in the middle of the body stores nothing', async () => {
    const before = await house.deliveries();
    const whole = httpText('/soap/im', send);
    for (const share of [0.3, 0.9, 0.999]) {
      const socket = await dial(house.url);
      socket.write(whole.slice(0, Math.floor(whole.length * share)));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await gone(socket);
    }
    expect(await house.stillAnswers()).toBe(true);
    expect(await house.deliveries()).toBe(before);
  });

  test('a body that ends before its Content-Length is waited for, for a time, then told: 408 (GS-4)', async () => {
    const before = await house.deliveries();
    const answer = await converse(httpText('/soap/im', send).slice(0, -20));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(await house.deliveries()).toBe(before);
  });

  test.each([
    ['what is no HTTP', 'hello provider\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['an invented version', 'POST /soap/im HTTP/9.9\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two lengths that differ',
      httpText('/soap/im', 'x').replace('Content-Length', 'Content-Length: 9\r\nContent-Length'),
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks (smuggling)',
      httpText('/soap/im', '0\r\n\r\n', { headers: { 'Transfer-Encoding': 'chunked' } }),
      /^HTTP\/1\.1 400 /,
    ],
    ['a negative length', httpText('/soap/im', 'x', { headers: { 'Content-Length': '-1' } }), /^HTTP\/1\.1 400 /],
    ['no Host in HTTP/1.1', httpText('/soap/im', ask).replace('Host: localhost\r\n', ''), /^HTTP\/1\.1 400 /],
    [
      'a header of 20 kilobytes',
      httpText('/soap/im', ask, { headers: { 'X-Long': 'x'.repeat(20_000) } }),
      /^HTTP\/1\.1 431 /,
    ],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
  ])('%s is refused below SOAP (GS-4)', async (_what, text, answer) => {
    expect(await converse(text)).toMatch(answer);
  });

  test('a reader who left while waiting gets nothing leased: the message goes to the next reader', async () => {
    const wait = request('GetMessages', '<waitSeconds>30</waitSeconds><acknowledgeMode>EXPLICIT</acknowledgeMode>');
    const socket = await dial(house.url);
    socket.write(httpText('/soap/im', envelope(passwordText(BOB), wait)));
    // Nothing tells from outside that the reader waits; a request of his that is answered comes after it.
    await house.asBob(request('GetCapabilities'));
    await gone(socket);
    await house.asAlice(
      sendMessages(message({ part: '<part><contentType>text/plain</contentType><text>still here?</text></part>' })),
    );
    await until('the message can be read', async () => {
      const got = await house.asBob(request('GetMessages'));
      return valuesOf(got, 'text').includes('still here?') && valuesOf(got, 'deliveryAttempt').every((n) => n === '1');
    });
  });

  test('a reader who reads half of a long answer and leaves has taken nothing', async () => {
    const carol = await house.addPerson('carol');
    const text = 'x'.repeat(100_000);
    const part = `<part><contentType>text/plain</contentType><text>${text}</text></part>`;
    for (let batch = 0; batch < 3; batch += 1) {
      await house.asAlice(sendMessages(...Array.from({ length: 100 }, () => message({ to: [carol], part }))));
    }
    const socket = await dial(house.url);
    socket.write(httpText('/soap/im', envelope(passwordText(carol), request('GetMessages'))));
    await once(socket, 'data');
    await gone(socket);
    await until('everything was given back', async () => (await house.leases()) === 0);
    const again = await house.post(envelope(passwordText(carol), request('GetMessages')));
    expect(again.text.match(/<item>/g)).toHaveLength(300);
  });

  test('a reader who never reads does not hold up the others', async () => {
    const socket = await dial(house.url);
    socket.pause();
    socket.write(httpText('/soap/im', envelope(passwordText(ALICE), request('GetMessages'))));
    expect(await house.stillAnswers()).toBe(true);
    await gone(socket);
  });
});
