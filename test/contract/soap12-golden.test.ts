import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FaultRole } from '@imps-wsi/contract/errors';
import { imOperations, serviceException } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault, Soap11, Soap12, writeEnvelope, writeFault } from '@imps-wsi/contract/soap';
import { golden, goldenPath } from './golden-files.js';
import { goldenValues } from './golden-values.js';

describe('WSI-3, WSI-4: messages of SOAP 1.2, byte for byte', () => {
  const { input, output } = imOperations.SendMessages;

  test('a request and an answer differ from those of SOAP 1.1 in the namespace of the envelope alone', () => {
    const request = writeEnvelope(Soap12, {
      body: (writer) => input.encode(writer, goldenValues.SendMessages.request),
    });
    const answer = writeEnvelope(Soap12, {
      body: (writer) => output.encode(writer, goldenValues.SendMessages.response),
    });
    const over11 = (file: string): string =>
      readFileSync(goldenPath(file), 'utf8').replace(
        `xmlns:soap="${Soap11.namespace}"`,
        `xmlns:soap="${Soap12.namespace}"`,
      );
    expect(request).toBe(golden('SendMessages.request.soap12.xml', request));
    expect(answer).toBe(golden('SendMessages.response.soap12.xml', answer));
    expect([request, answer]).toEqual([over11('SendMessages.request.xml'), over11('SendMessages.response.xml')]);
  });

  const detail = (code: number, errorName: string, reason: string) => ({
    detail: (writer: Parameters<typeof serviceException.encode>[0]) =>
      serviceException.encode(writer, { code, errorName, reason, retryable: errorName === 'InternalError' }),
  });

  test.each<[string, FaultRole, string, object, readonly string[]]>([
    [
      'MustUnderstand.soap12.xml',
      'MustUnderstand',
      'Two header blocks are not known here.',
      {
        notUnderstood: [
          { uri: 'urn:x', local: 'one' },
          { uri: 'urn:y?a=1&b=2', local: 'two' },
        ],
        ...detail(402, 'MustUnderstand', 'Two header blocks are not known here.'),
      },
      ['MustUnderstand'],
    ],
    [
      'VersionMismatch.soap12.xml',
      'VersionMismatch',
      'The Envelope is of a draft.',
      detail(402, 'VersionMismatch', 'The Envelope is of a draft.'),
      ['VersionMismatch'],
    ],
    [
      'DataEncodingUnknown.soap12.xml',
      'DataEncodingUnknown',
      'Messages are literal here.',
      detail(402, 'DataEncodingUnknown', 'Messages are literal here.'),
      ['DataEncodingUnknown'],
    ],
    [
      'FailedAuthentication.soap12.xml',
      'wsse:FailedAuthentication',
      'The user name, password or token was not accepted.',
      detail(534, 'FailedAuthentication', 'The user name, password or token was not accepted.'),
      ['Sender', 'FailedAuthentication'],
    ],
    [
      'MessageExpired.soap12.xml',
      'wsu:MessageExpired',
      'The security token is too old.',
      detail(534, 'MessageExpired', 'The security token is too old.'),
      ['Sender', 'MessageExpired'],
    ],
    [
      'InternalError.soap12.xml',
      'Server',
      'The provider failed on this request.',
      detail(500, 'InternalError', 'The provider failed on this request.'),
      ['Receiver'],
    ],
  ])('the fault %s', (file, role, reason, more, codes) => {
    const written = writeFault(Soap12, { role, reason, ...more });
    expect(written).toBe(golden(file, written));
    const read = readEnvelope(written, { versions: [Soap12] });
    expect(isFault(read)).toBe(true);
    const fault = readFault(read);
    expect([fault.code, ...fault.subcodes].map(({ local }) => local)).toEqual(codes);
    expect(fault).toMatchObject({ role, reason, code: { uri: Soap12.namespace } });
    expect(fault.details.map(({ name }) => name)).toEqual([serviceException.name]);
  });

  test('what a sender of SOAP 1.1 is told at an address of SOAP 1.2 (part 1 appendix A)', () => {
    const reason = 'SOAP 1.2 is spoken here.';
    const written = writeFault(Soap11, { role: 'VersionMismatch', reason, supported: [Soap12] });
    expect(written).toBe(golden('VersionMismatch.upgrade.soap11.xml', written));
  });
});
