import { afterEach, describe, expect, test } from '@jest/globals';
import { IM, answerOf, envelope, good, http, refusal, serve, type Scripted, stopServing } from './scripted-server.js';

/** Faults of other stacks, gateways, wrong addresses, broken answers: one error that says what to do, and nothing hangs. */
afterEach(stopServing);

describe('what is no answer is one error that says what to do (WSI-23)', () => {
  const fault = (inner: string): string => envelope(`<soap:Fault>${inner}</soap:Fault>`);
  const failed = (body: string | Buffer, options: { type?: string; headers?: string } = {}): Scripted =>
    http(body, { status: '500 Internal Server Error', ...options });

  test.each<[string, Scripted, Record<string, unknown>]>([
    [
      'faultcode in dot notation',
      failed(fault('<faultcode>soap:Client.Authentication</faultcode><faultstring>who are you</faultstring>')),
      { code: 'InvalidEnvelope', message: 'who are you', retryable: false },
    ],
    [
      'faultcode of the server, without detail',
      failed(fault('<faultcode>soap:Server</faultcode><faultstring>busy</faultstring>')),
      { code: 'InternalError', message: 'busy', retryable: true },
    ],
    [
      'faultcode without a prefix',
      failed(fault('<faultcode>Server</faultcode><faultstring>busy</faultstring>')),
      { code: 'InternalError', retryable: true },
    ],
    [
      'a code and a detail of its own',
      failed(
        fault(
          '<faultcode xmlns:q="urn:q">q:Odd</faultcode><faultstring xml:lang="de">anders</faultstring><faultactor>urn:x</faultactor><detail><q:Trace xmlns:q="urn:q">at x</q:Trace></detail>',
        ),
      ),
      { code: 'UnknownRefusal', message: 'anders', errorName: 'Odd', retryable: false },
    ],
    ['a fault that says nothing', failed(fault('')), { code: 'UnknownRefusal' }],
    [
      'a fault with 200',
      http(fault('<faultcode>soap:Server</faultcode><faultstring>busy</faultstring>')),
      { code: 'InternalError', retryable: true },
    ],
    [
      'a fault in prefixes of its own, qualified by mistake',
      failed(fault('<soap:faultcode>soap:Client</soap:faultcode><soap:faultstring>no</soap:faultstring>')),
      { code: 'InvalidEnvelope', message: 'no' },
    ],
    [
      'a fault of SOAP 1.2',
      http(
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text xml:lang="en">wrong version</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>',
        { status: '400 Bad Request', type: 'application/soap+xml' },
      ),
      { code: 'InvalidEnvelope', message: 'wrong version', httpStatus: 400 },
    ],
    [
      'a page of a gateway with 502',
      http('<html><body>Bad Gateway</body></html>', { status: '502 Bad Gateway', type: 'text/html' }),
      { code: 'UnexpectedResponse', retryable: true, httpStatus: 502 },
    ],
    [
      'a page of a gateway with 503',
      http('<html></html>', { status: '503 Service Unavailable', type: 'text/html', headers: 'Retry-After: 30\r\n' }),
      { code: 'Overloaded', retryable: true, retryAfterSeconds: 30 },
    ],
    [
      'a page with 200',
      http('<!DOCTYPE html><html></html>', { type: 'text/html' }),
      { code: 'UnexpectedResponse', retryable: false, message: expect.stringContaining('text/html') },
    ],
    [
      'a page that claims to be XML',
      http('<!DOCTYPE html><html></html>'),
      { code: 'UnexpectedResponse', retryable: false },
    ],
    [
      'another address',
      http('', { status: '301 Moved Permanently', headers: 'Location: https://new.example/soap/im\r\n', type: '' }),
      {
        code: 'UnexpectedResponse',
        message: expect.stringContaining('https://new.example/soap/im'),
        httpStatus: 301,
      },
    ],
    ['nothing', http('', { type: '' }), { code: 'UnexpectedResponse' }],
    ['nothing with 202', http('', { status: '202 Accepted' }), { code: 'UnexpectedResponse' }],
    [
      'a type that XML does not have',
      http('{"ok":true}', { type: 'application/json' }),
      { code: 'UnexpectedResponse' },
    ],
    ['an envelope that ends too early', http(good.slice(0, -20)), { code: 'NetworkError', retryable: true }],
    [
      'another answer',
      http(envelope(`<SendMessagesResponse xmlns="${IM}"/>`)),
      { code: 'UnexpectedResponse', message: expect.stringContaining('SendMessagesResponse') },
    ],
    [
      'an element that the contract lacks',
      http(good.replace('<moreAvailable>', '<extra>1</extra><moreAvailable>')),
      { code: 'UnexpectedResponse', message: expect.stringContaining('extra') },
    ],
    [
      'a value that is none',
      http(good.replace('<deliveryAttempt>1<', '<deliveryAttempt>one<')),
      { code: 'UnexpectedResponse', path: expect.stringContaining('deliveryAttempt') },
    ],
    [
      'bytes that are no UTF-8',
      http(Buffer.concat([Buffer.from(good.slice(0, 200)), Buffer.of(0xff), Buffer.from(good.slice(200))])),
      { code: 'UnexpectedResponse' },
    ],
    [
      'a header block that must be understood and is not',
      http(
        envelope(answerOf(''), '<soap:Header><x:Tx xmlns:x="urn:tx" soap:mustUnderstand="1">7</x:Tx></soap:Header>'),
      ),
      { code: 'UnexpectedResponse', message: expect.stringContaining('Tx') },
    ],
    [
      'a charset that no envelope has (R1012)',
      http(Buffer.from(good, 'latin1'), { type: 'text/xml; charset=ISO-8859-1' }),
      { code: 'UnexpectedResponse', message: expect.stringMatching(/iso-8859-1/i) },
    ],
    ['gzip that is none', http(good, { headers: 'Content-Encoding: gzip\r\n' }), { code: 'NetworkError' }],
    [
      'a coding that was not offered',
      http(good, { headers: 'Content-Encoding: br\r\n' }),
      { code: 'UnexpectedResponse' },
    ],
    [
      'a body that is shorter than it says',
      { bytes: `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n${good}`, close: true },
      { code: 'NetworkError', retryable: true },
    ],
    ['no HTTP', { bytes: '220 mail.example ESMTP\r\n', close: true }, { code: 'NetworkError' }],
    [
      'a package that is none',
      http('--b\r\n\r\nx\r\n--b--', { type: 'multipart/related; boundary=b; type="application/xop+xml"' }),
      { code: 'UnexpectedResponse' },
    ],
  ])('%s', async (_what, scripted, expected) => {
    const error = await refusal(scripted);
    expect(error).toMatchObject({ name: 'InstantInboxError', ...expected });
    expect((error as Error).message).not.toBe('');
  });
});

describe('connections that others close', () => {
  test('a connection that was kept and is closed under the next request: the request is made again, with its id', async () => {
    const { client, requests } = await serve([http(good), 'hang up', http(good)], {
      retry: { maxAttempts: 3, baseDelayMs: 1, maxDelayMs: 2 },
    });
    expect((await client.receive({ waitSeconds: 0 })).items).toHaveLength(1);
    expect((await client.receive({ waitSeconds: 0 })).items).toHaveLength(1);
    const ids = requests.map((request) => /requestId>([^<]+)</.exec(request)?.[1]);
    expect(ids[1]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('a batch whose answers are lost is sent again under the same ids, and none of it is lost', async () => {
    const ids = ['a', 'b', 'c'];
    const result = (id: string) =>
      `<result><clientMessageId>${id}</clientMessageId><recipient>wv:u@f.example</recipient><messageId>m-${id}</messageId><code>200</code><reason/><retryable>false</retryable></result>`;
    const sent = envelope(
      `<SendMessagesResponse xmlns="${IM}"><code>200</code><reason/>${ids.map(result).join('')}</SendMessagesResponse>`,
    );
    const gateway = http('<html/>', { status: '502 Bad Gateway', type: 'text/html' });
    const { client, requests } = await serve(
      ['hang up', gateway, { ...http(sent.slice(0, 300)), close: true }, http(sent)],
      {
        retry: { maxAttempts: 5, baseDelayMs: 1, maxDelayMs: 2 },
      },
    );
    const results = await client.sendAll(ids.map((id) => ({ clientMessageId: id, to: 'wv:u@f.example', text: id })));
    expect(results).toMatchObject(ids.map((id) => ({ clientMessageId: id, results: [{ messageId: `m-${id}` }] })));
    expect(requests).toHaveLength(4);
    for (const request of requests) {
      expect(Array.from(request.matchAll(/clientMessageId>([^<]+)<\//g), ([, id]) => id)).toEqual(ids);
    }
  });
});
