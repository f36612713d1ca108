import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findImOperation, SchemaViolation } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault, Soap11, Soap12, SoapError, writeEnvelope } from '@imps-wsi/contract/soap';
import { SECURITY, securityHeaderOf, writeUsernameToken, WsseError } from '@imps-wsi/contract/wsse';
import { decodeXmlBytes, isXmlText, XmlError } from '@imps-wsi/contract/xml';
import { goldenPath, operationNames } from './golden-files.js';

const samples = [
  ...operationNames.map((name) => readFileSync(goldenPath(`${name}.request.xml`), 'utf8')),
  readFileSync(goldenPath('ServiceException.soap12.xml'), 'utf8'),
  writeEnvelope(Soap11, {
    headers: [writeUsernameToken({ username: 'a', password: 'b', passwordType: 'digest', timestampSeconds: 60 })],
    body: (writer) => writer.raw('<GetCapabilitiesRequest xmlns="urn:imps-wsi:im:1"/>'),
  }),
];

/** All that a receiver does with a body; returns how it ended. */
function receive(bytes: Uint8Array): string {
  try {
    const envelope = readEnvelope(decodeXmlBytes(bytes), { versions: [Soap11, Soap12], understood: [SECURITY] });
    securityHeaderOf(envelope);
    if (isFault(envelope)) readFault(envelope);
    else {
      const operation = findImOperation(envelope.scanner.name);
      if (operation === undefined) envelope.scanner.skipElement();
      else operation.input.decode(envelope.scanner);
    }
    envelope.finish();
    return 'read';
  } catch (error) {
    if (
      error instanceof XmlError ||
      error instanceof SchemaViolation ||
      error instanceof SoapError ||
      error instanceof WsseError
    ) {
      // The text goes to the caller: it must be writable and must not grow with the input.
      expect(error.message.length).toBeLessThan(6000);
      expect(isXmlText(`${error.message}${error.path ?? ''}`)).toBe(true);
      return error.name;
    }
    throw error;
  }
}

describe('whatever comes in ends in a typed error or is read', () => {
  test('samples are read', () => {
    for (const sample of samples) expect(receive(new TextEncoder().encode(sample))).toBe('read');
  });

  test('samples with pieces cut, doubled, swapped or replaced', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      '&',
      ']]>',
      '<!--',
      '<![CDATA[',
      '<?x?>',
      '<!DOCTYPE a>',
      '\0',
      '\ud800',
      ' ',
      'xmlns="u"',
      '</soap:Body>',
      '<message>',
      'é',
      '&#0;',
    );
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      drop: fc.nat(20),
      insert: fc.oneof(piece, fc.string()),
    });
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 }), (sample, changes) => {
        let text = sample;
        for (const { at, drop, insert } of changes) {
          const offset = Math.floor(at * text.length);
          text = text.slice(0, offset) + insert + text.slice(offset + drop);
        }
        receive(new TextEncoder().encode(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('samples with bytes changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        (sample, changes) => {
          const bytes = new TextEncoder().encode(sample);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          receive(bytes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['a control character in an end tag', '<a></\u0001>'],
    ['a control character behind a name', '<a\u0001 b="1"/>'],
    ['U+FFFF in a name', '<a><b\uffff/></a>'],
    ['an end tag quoted up to half a character', `<a></b${'\u{10400}'.repeat(100)}>`],
    ['a path with names cut within a character', `<a${'\u{10400}'.repeat(100)}></b>`],
    ['a namespace quoted up to half a character', `<Envelope xmlns="u${'\u{10400}'.repeat(200)}"/>`],
  ])('the error can be sent: %s', (_what, text) => {
    expect(receive(new TextEncoder().encode(text))).toMatch(/Error$/);
  });

  test('a cut anywhere is an error, never a shorter message', () => {
    const bytes = new TextEncoder().encode(samples[0]);
    for (let end = 0; end < bytes.length - 1; end += 3) expect(receive(bytes.subarray(0, end))).not.toBe('read');
  });
});

describe('work stays in proportion to the input', () => {
  /** A SendMessages request whose part holds this. */
  const holding = (content: string): Uint8Array =>
    new TextEncoder().encode(
      writeEnvelope(Soap11, {
        body: (writer) =>
          writer.raw(
            `<SendMessagesRequest xmlns="urn:imps-wsi:im:1"><message><clientMessageId>1</clientMessageId><recipient>a</recipient><part><contentType>a/b</contentType>${content}</part></message></SendMessagesRequest>`,
          ),
      }),
    );

  test.each([
    ['many references', `<text>${'&amp;'.repeat(200_000)}</text>`],
    ['many CDATA sections', `<text>${'<![CDATA[x]]>'.repeat(100_000)}</text>`],
    ['many comments', `<text>${'<!-- x -->'.repeat(100_000)}</text>`],
    ['many ]] that end nothing', `<text>${']] '.repeat(300_000)}</text>`],
    ['many line ends', `<text>${'\r\n'.repeat(500_000)}</text>`],
    ['a megabyte of white space', `${' '.repeat(1_000_000)}<text/>`],
    ['base64 in short lines', `<data>${'AAAA\r\n'.repeat(200_000)}</data>`],
  ])('%s', (_what, content) => {
    expect(receive(holding(content))).toBe('read');
  });

  test('references before many line ends in attributes, and a long text behind', () => {
    const attributes = Array.from({ length: 60 }, (_, n) => ` x:a${n}="&amp;${'\n'.repeat(8000)}"`).join('');
    expect(receive(holding(`<text xmlns:x="u"${attributes}>${'x'.repeat(4_000_000)}</text>`))).toBe('read');
  });

  test('many line ends of the old Macintosh', () => {
    expect(receive(holding(`<text>${'\r'.repeat(1_000_000)}</text>`))).toBe('read');
  });

  test('millions of digits where a date is due', () => {
    const expiresAt = `</part><expiresAt>${'9'.repeat(20_000_000)}</expiresAt><part>`;
    expect(receive(holding(`<text/>${expiresAt}`))).toBe('SchemaViolation');
  });

  test.each([
    ['a megabyte that is not base64', `<data>${'AAAA'.repeat(250_000)}!</data>`],
    ['a megabyte of an unknown element', `<${'x'.repeat(1000)}/>`.repeat(1000)],
  ])('%s', (_what, content) => {
    expect(receive(holding(content))).toBe('SchemaViolation');
  });

  test('a number of a million digits', () => {
    const body = `<GetMessagesRequest xmlns="urn:imps-wsi:im:1"><maxMessages>${'1'.repeat(1_000_000)}</maxMessages></GetMessagesRequest>`;
    expect(receive(new TextEncoder().encode(writeEnvelope(Soap11, { body: (writer) => writer.raw(body) })))).toBe(
      'SchemaViolation',
    );
  });
});
