import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  IM,
  TEXT,
  XSI,
  answerOf,
  content,
  envelope,
  good,
  http,
  item,
  received,
  type Scripted,
  stopServing,
} from './scripted-server.js';

/** Answers as servers on other stacks, and what stands before them, write them: the same values in other forms. */
afterEach(stopServing);

describe('answers that differ in form only are read (GIM-10, OMA-GOAL-3)', () => {
  const prefixed = good
    .replace(/<(\/?)(?!soap:|\?)([A-Za-z])/g, '<$1n0:$2')
    .replace(` xmlns="${IM}"`, '')
    .replace('<soap:Envelope', `<soap:Envelope xmlns:n0="${IM}"`);
  const utf16 = (order: 'le' | 'be'): Buffer => {
    const bytes = Buffer.from(`\ufeff${good.replace('utf-8', 'utf-16')}`, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };
  const chunked = (pieces: readonly Buffer[]): Scripted => ({
    bytes: Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n'),
      ...pieces.flatMap((piece) => [Buffer.from(`${piece.length.toString(16)};x=y\r\n`), piece, Buffer.from('\r\n')]),
      Buffer.from('0\r\nX-Trailer: 1\r\n\r\n'),
    ]),
  });
  const bytewise = (bytes: Buffer): Buffer[] => Array.from(bytes, (byte) => Buffer.of(byte));

  test.each<[string, Scripted]>([
    ['as it is', http(good)],
    ['prefixes of its own, declared on the Envelope', http(prefixed)],
    ['the default namespace of the Envelope', http(good.replace(/soap:/g, '').replace('xmlns:soap', 'xmlns'))],
    [
      'header blocks that nobody asked for, with prefixes that are bound again inside',
      http(
        envelope(
          answerOf(item(content)),
          '<soap:Header><a:To xmlns:a="http://www.w3.org/2005/08/addressing">http://x</a:To><soap2:Trace xmlns:soap2="urn:trace"><soap:x xmlns:soap="urn:other">1</soap:x></soap2:Trace></soap:Header>',
        ),
      ),
    ],
    [
      'a security header that must be understood, as WSS4J writes it',
      http(
        envelope(
          answerOf(item(content)),
          '<soap:Header><wsse:Security soap:mustUnderstand="1" xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><wsu:Timestamp wsu:Id="TS-1"><wsu:Created>2031-05-17T09:30:00.000Z</wsu:Created><wsu:Expires>2031-05-17T09:35:00.000Z</wsu:Expires></wsu:Timestamp></wsse:Security></soap:Header>',
        ),
      ),
    ],
    ['an empty Header', http(envelope(answerOf(item(content)), '<soap:Header/>'))],
    [
      'comments and white space between elements',
      http(good.replace(/></g, '>\r\n  <!-- a comment -->\t<').replace('?>\r\n', '?>').concat('\n<!-- end -->\n')),
    ],
    [
      'CDATA and character references in text',
      http(good.replace(/<text>.*<\/text>/, '<text><![CDATA[na\u00efve ]]>&#x2603;<![CDATA[ <&>]]></text>')),
    ],
    [
      'xsi:type on every element, as rpc stacks write it',
      http(
        envelope(
          answerOf(item(content), ` xsi:type="m:GetMessagesResponse" xmlns:m="${IM}"`)
            .replace('<item>', '<item xsi:type="m:InboxItem">')
            .replace('<text>', '<text xsi:type="xsd:string">'),
          '',
          ` xmlns:xsi="${XSI}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"`,
        ),
      ),
    ],
    [
      'xsi:nil in the place of what is absent',
      http(
        envelope(
          answerOf(
            item(
              `<priority xsi:nil="true"/><conversationId xsi:nil="1"></conversationId>${content}<deliveryReport xsi:nil="true"/>`,
            ),
          ).replace(
            '<moreAvailable>false</moreAvailable>',
            '<moreAvailable>false</moreAvailable><remaining xsi:nil="true"/>',
          ),
          '',
          ` xmlns:xsi="${XSI}"`,
        ),
      ),
    ],
    [
      'encodingStyle on the Envelope, as SOAP::Lite and Axis 1 write it (R1005 binds senders)',
      http(envelope(answerOf(item(content)), '', ' soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"')),
    ],
    [
      'schemaLocation on the Body’s child',
      http(envelope(answerOf(item(content), ` xmlns:xsi="${XSI}" xsi:schemaLocation="${IM} im.xsd"`))),
    ],
    ['a byte order mark', http(`\ufeff${good}`)],
    ['UTF-16, little end first', http(utf16('le'), { type: 'text/xml; charset=utf-16' })],
    ['UTF-16, big end first, and no charset', http(utf16('be'), { type: 'text/xml' })],
    ['a charset in capitals and quotes', http(good, { type: 'Text/XML; Charset="UTF-8"' })],
    ['application/xml', http(good, { type: 'application/xml' })],
    ['no Content-Type', http(good, { type: '' })],
    ['gzip', http(gzipSync(good), { headers: 'Content-Encoding: gzip\r\n' })],
    ['chunks of one byte, with extensions and a trailer', chunked(bytewise(Buffer.from(good)))],
    [
      'HTTP/1.0 that ends with its connection',
      { bytes: `HTTP/1.0 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n${good}`, close: true },
    ],
  ])('%s', async (_form, scripted) => {
    const [message] = await received(scripted);
    expect(message).toMatchObject({ messageId: 'f-1', text: TEXT, sender: 'wv:u@f.example', priority: 'NORMAL' });
    expect(message?.acceptedAt.toISOString()).toBe('2031-05-17T07:30:00.000Z');
  });
});

/** What a part was written as beside the envelope, by the habits of one stack or another. */
describe('MTOM packages that others write (WSI-12)', () => {
  const bytes = Buffer.from(Array.from({ length: 600 }, (_none, index) => (index * 151) % 256));
  const reference = (href: string, prefix = 'xop'): string =>
    envelope(
      answerOf(
        item(
          `<content><part><number>1</number><contentType>image/png</contentType><size>${bytes.length}</size><data><${prefix}:Include xmlns:${prefix}="http://www.w3.org/2004/08/xop/include" href="${href}"/></data></part></content>`,
        ),
      ),
    );
  const part = (headers: string, body: string | Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${headers}\r\n\r\n`), Buffer.from(body)]);
  const pack = (type: string, boundary: string, parts: readonly Buffer[], preamble = ''): Scripted =>
    http(
      Buffer.concat([
        Buffer.from(preamble),
        ...parts.flatMap((each) => [Buffer.from(`--${boundary}\r\n`), each, Buffer.from('\r\n')]),
        Buffer.from(`--${boundary}--\r\n`),
      ]),
      { type },
    );
  const XOP = 'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"';

  test.each<[string, Scripted]>([
    [
      'root first, ids in brackets, binary',
      pack(
        'multipart/related; boundary="uuid:1"; start="<root@x>"; type="application/xop+xml"; start-info="text/xml"',
        'uuid:1',
        [
          part(`${XOP}\r\nContent-ID: <root@x>\r\nContent-Transfer-Encoding: binary`, reference('cid:a%40x')),
          part('Content-Type: image/png\r\nContent-ID: <a@x>\r\nContent-Transfer-Encoding: binary', bytes),
        ],
      ),
    ],
    [
      'root last, base64 in lines, a URL as id',
      pack(
        'Multipart/Related;boundary=b;type="application/xop+xml";start="<http://tempuri.org/0>";start-info="text/xml"',
        'b',
        [
          part(
            'content-id: <http://tempuri.org/1/6>\r\ncontent-transfer-encoding: BASE64\r\ncontent-type: application/octet-stream',
            bytes.toString('base64').replace(/.{76}/g, '$&\r\n'),
          ),
          part(`${XOP}\r\nContent-ID: <http://tempuri.org/0>`, reference('cid:http%3A%2F%2Ftempuri.org%2F1%2F6', 'i')),
        ],
      ),
    ],
    [
      'no start, a preamble, ids without brackets',
      pack(
        'multipart/related; type="application/xop+xml"; start-info="text/xml"; boundary=MIMEBoundary_1',
        'MIMEBoundary_1',
        [part(XOP, reference('cid:1.a')), part('Content-Type: image/png\r\nContent-ID: 1.a', bytes)],
        'This is a multi-part message in MIME format.\r\n\r\n',
      ),
    ],
  ])('%s', async (_habit, scripted) => {
    const [message] = await received(scripted);
    expect(Buffer.from((await message?.parts[0]?.bytes()) ?? [])).toEqual(bytes);
  });
});
