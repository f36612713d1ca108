import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { findImOperation, imOperations, serviceException, type ElementCodec } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault, Soap11, Soap12, writeEnvelope, writeFault } from '@imps-wsi/contract/soap';
import { XmlToken } from '@imps-wsi/contract/xml';
import { golden, goldenPath, operationNames } from './golden-files.js';
import { goldenFault, goldenValues } from './golden-values.js';

/** What was not given comes back as undefined or an empty list; for comparing, both are as good as absent. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && !(Array.isArray(entry) && entry.length === 0))
      .map(([key, entry]) => [key, withoutEmpty(entry)]),
  );
}

function envelope<Input>(codec: ElementCodec<unknown, Input>, value: Input): string {
  return writeEnvelope(Soap11, { body: (writer) => codec.encode(writer, value) });
}

describe('WSI-3, WSI-4, WSI-12: every operation, byte for byte', () => {
  test.each(operationNames)('%s: the request is written and read back', (name) => {
    const { input } = imOperations[name];
    const value = goldenValues[name].request;
    const written = envelope(input as ElementCodec<unknown, unknown>, value);
    const text = golden(`${name}.request.xml`, written);
    expect(written).toBe(text);

    const read = readEnvelope(text);
    expect(findImOperation(read.scanner.name)?.name).toBe(name);
    expect(withoutEmpty(input.decode(read.scanner))).toEqual(withoutEmpty(value));
    read.finish();
  });

  test.each(operationNames)('%s: the answer is written and read back', (name) => {
    const { output } = imOperations[name];
    const value = goldenValues[name].response;
    const written = envelope(output as ElementCodec<unknown, unknown>, value);
    const text = golden(`${name}.response.xml`, written);
    expect(written).toBe(text);

    const read = readEnvelope(text);
    expect(read.scanner.name).toBe(output.name);
    expect(withoutEmpty(output.decode(read.scanner))).toEqual(withoutEmpty(value));
    read.finish();
  });

  test.each([
    ['ServiceException.soap11.xml', Soap11],
    ['ServiceException.soap12.xml', Soap12],
  ])('the fault: %s', (file, version) => {
    const written = writeFault(version, {
      role: 'Client',
      reason: goldenFault.reason,
      detail: (writer) => serviceException.encode(writer, goldenFault),
    });
    expect(written).toBe(golden(file, written));

    const read = readEnvelope(written, { versions: [version] });
    expect(isFault(read)).toBe(true);
    const fault = readFault(read);
    read.finish();
    expect(fault).toMatchObject({ role: 'Client', reason: goldenFault.reason });
    expect(fault.details.map((detail) => serviceException.decode(detail.open()))).toEqual([goldenFault]);
  });
});

describe('text comes back as it was sent', () => {
  test('WSI-12: nothing is trimmed, retyped or rounded', () => {
    const read = readEnvelope(readFileSync(goldenPath('SendMessages.request.xml'), 'utf8'));
    const [first] = imOperations.SendMessages.input.decode(read.scanner).message;
    expect(first?.part[0]?.text).toBe('  e2 < e4 && "check"\r\n\tnext ]]> \u{1f600} ');
    expect(first?.senderName).toBe('Ümit "the rook"');
    expect(first?.expiresAt?.toISOString()).toBe('2031-05-17T09:30:00.250Z');
  });

  test('WSI-4: the same attribute name under two schemes stays two attributes', () => {
    const read = readEnvelope(readFileSync(goldenPath('SendMessages.request.xml'), 'utf8'));
    const [first] = imOperations.SendMessages.input.decode(read.scanner).message;
    expect(first?.attribute).toEqual([
      { scheme: 'urn:chess', name: 'colour', value: 'white' },
      { scheme: 'urn:ratings', name: 'colour', value: '' },
    ]);
  });
});

const xmllint = spawnSync('xmllint', ['--version']).error === undefined;

describe(`GM-2: golden files are valid against the schema, ${xmllint ? 'as libxml2 judges' : 'as our own decoder judges (xmllint is not installed)'}`, () => {
  const schema = fileURLToPath(new URL('../../wsdl/im.xsd', import.meta.url));
  const files = [
    ...operationNames.flatMap((name) => [`${name}.request.xml`, `${name}.response.xml`]),
    'ServiceException.soap11.xml',
  ];
  test.each(files)('%s', (file) => {
    const { scanner } = readEnvelope(readFileSync(goldenPath(file), 'utf8'));
    if (file.startsWith('ServiceException')) {
      while (scanner.name !== serviceException.name) if (scanner.next() === XmlToken.Text) scanner.textRun();
    }
    if (!xmllint) {
      const codecs = [serviceException, ...Object.values(imOperations).flatMap(({ input, output }) => [input, output])];
      const codec = codecs.find((candidate) => candidate.name === scanner.name);
      expect(() => codec?.decode(scanner)).not.toThrow();
      expect(codec).toBeDefined();
      return;
    }
    const { start, end } = scanner.captureElement();
    const element = scanner.source.slice(start, end);
    const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
      input: element,
      encoding: 'utf8',
    });
    expect(run.stderr.trim()).toBe('- validates');
  });
});
