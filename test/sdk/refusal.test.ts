import { expect, test } from '@jest/globals';
import { readEnvelope, readFault, Soap11, writeFault } from '@imps-wsi/contract/soap';
import { errors } from '@imps-wsi/contract/errors';
import { errorFromFault } from '../../packages/consumer-sdk/dist/client/refusal.js';

/** What a security fault means for the next attempt; such faults have no detail (SOAP 1.1 §4.4). */
function refusalOf(name: 'MessageExpired' | 'FailedAuthentication', headers: Readonly<Record<string, string>>) {
  const { fault, text } = errors[name];
  const envelope = readEnvelope(writeFault(Soap11, { role: fault, reason: text }));
  return errorFromFault(readFault(envelope), { status: 500, headers, body: new Uint8Array() });
}

test('a token that a provider without memory of before would not take is made anew and sent again', () => {
  expect(refusalOf('MessageExpired', { 'retry-after': '1' })).toMatchObject({ retryable: true, retryAfterSeconds: 1 });
});

test('one that is too old by the clock is not: the clock stays as it is', () => {
  expect(refusalOf('MessageExpired', {})).toMatchObject({ code: 'MessageExpired', retryable: false });
});

test('a sign-in that has to wait is not repeated by itself: the password may be wrong', () => {
  expect(refusalOf('FailedAuthentication', { 'retry-after': '8' })).toMatchObject({
    code: 'FailedAuthentication',
    retryable: false,
    retryAfterSeconds: 8,
  });
});
