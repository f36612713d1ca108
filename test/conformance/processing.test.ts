import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { message, passwordText, request, sendMessages, WSSE } from '../wire/envelope.js';
import { ALICE } from '../wire/house.js';
import { faultIn, openConformanceHouse, type ConformanceHouse } from './conformance-house.js';
import { textOf } from './raw-http.js';
import { envelopeOf, SPOKEN } from './spoken.js';

/** For whom header blocks are, what must be understood, and in which order a receiver looks at what is wrong. */

let house: ConformanceHouse;
beforeAll(async () => {
  house = await openConformanceHouse();
});
afterEach(async () => {
  expect(await house.deliveries()).toBe(0);
});
afterAll(() => house.close());

describe.each(SPOKEN)('$name: header blocks', (spoken) => {
  const block = (attributes: string, name = 'Transaction'): string =>
    `<h:${name} xmlns:h="urn:unknown"${attributes}>5</h:${name}>`;
  const must = (value: string): string => ` s:mustUnderstand="${value}"`;
  const role = (value: string): string => ` s:${spoken.roleAttribute}="${value}"`;
  const ask = (header: string): Promise<Awaited<ReturnType<ConformanceHouse['tell']>>> =>
    house.tell(spoken, envelopeOf(spoken, header + passwordText(ALICE), request('GetCapabilities')));
  const mandatory = must(spoken.yes[0] ?? '1');

  test.each(spoken.yes.map(must))('R1027:%s that is not understood: MustUnderstand, with 500', async (attribute) => {
    const answer = await ask(block(attribute));
    expect([answer.status, faultIn(answer).code]).toEqual([500, 'MustUnderstand']);
    expect(faultIn(answer).reason).toContain('{urn:unknown}Transaction');
  });

  test.each(spoken.no)('R1013: mustUnderstand="%s" asks for nothing', async (value) => {
    expect((await ask(block(must(value)))).status).toBe(200);
  });

  test.each(spoken.neither)('R1013: mustUnderstand="%s" is no value of it', async (value) => {
    const answer = await ask(block(must(value)));
    expect([answer.status, faultIn(answer).errorName]).toEqual([spoken.sender.status, 'InvalidEnvelope']);
  });

  test.each(spoken.ourRoles)('R1027: a block for "%s" is ours', async (who) => {
    expect(faultIn(await ask(block(mandatory + role(who)))).code).toBe('MustUnderstand');
  });

  test.each(spoken.otherRoles)('R1027: a block for "%s" is not, whatever it asks for', async (who) => {
    expect((await ask(block(mandatory + role(who)))).status).toBe(200);
  });

  test('the Security header that must be understood is', async () => {
    const answers = await Promise.all(
      [...spoken.yes.map(must), ...spoken.no.map(must), ...spoken.ourRoles.map(role)].map((attributes) =>
        house.tell(spoken, envelopeOf(spoken, passwordText(ALICE, undefined, attributes), request('GetCapabilities'))),
      ),
    );
    for (const { status } of answers) expect(status).toBe(200);
  });

  test('R1025: one of many blocks is enough, wherever it stands, and nothing was done by then', async () => {
    const others = Array.from({ length: 20 }, (_, index) => block('', `Other${String(index)}`));
    for (const at of [0, 10, 20]) {
      const header = [passwordText(ALICE), ...others].toSpliced(at, 0, block(mandatory)).join('');
      const answer = await house.tell(spoken, envelopeOf(spoken, header, sendMessages(message())));
      expect(faultIn(answer).code).toBe('MustUnderstand');
    }
  });

  test('R1028: after a fault nothing is done, not even for what came before it in the request', async () => {
    const both = sendMessages(message(), message({ id: '' }));
    const answer = await house.tell(spoken, envelopeOf(spoken, passwordText(ALICE), both));
    expect([answer.status, faultIn(answer).errorName]).toEqual([spoken.sender.status, 'SchemaViolation']);
    expect(await house.deliveries()).toBe(0);
  });

  test('R1029: a fault comes in place of the answer, in the same exchange', async () => {
    const answer = await house.tell(spoken, envelopeOf(spoken, passwordText(ALICE), request('Nothing')));
    expect(textOf(answer).match(/<soap:Fault>/g)).toHaveLength(1);
    expect(textOf(answer)).not.toContain('Response');
  });

  test('SOAP 1.1 §4.4, SOAP 1.2 part 1 §5.4.8: what a header block did wrong is told outside of the detail, or by name', async () => {
    const answer = await ask(block(mandatory) + block(mandatory, 'Other'));
    const { errorName } = faultIn(answer);
    if (spoken.name === 'SOAP 1.1') {
      expect(errorName).toBeUndefined();
      return;
    }
    expect(textOf(answer).match(/<soap:NotUnderstood /g)).toHaveLength(2);
    expect(errorName).toBe('MustUnderstand');
  });
});

describe.each(SPOKEN)('R2725, $name: VersionMismatch, then MustUnderstand, then the rest', (spoken) => {
  const version = 'urn:another-version';
  const mandatory = '<h:x xmlns:h="urn:unknown" s:mustUnderstand="1"/>';
  const wrong = {
    version: (text: string) => text.replace(spoken.namespace, version),
    mandatory: (text: string) => text.replace('<s:Header>', `<s:Header>${mandatory}`),
    encoding: (text: string) => text.replace('<s:Body>', '<s:Body s:encodingStyle="urn:x">'),
    operation: (text: string) => text.replaceAll('GetCapabilitiesRequest', 'NothingRequest'),
    password: (text: string) => text.replace('open sesame', 'guessed'),
    schema: (text: string) => text.replace('</GetCapabilitiesRequest>', '<x/></GetCapabilitiesRequest>'),
    behind: (text: string) => text.replace('</s:Body>', '</s:Body><x xmlns="urn:x"/>'),
  } as const;
  type Wrong = keyof typeof wrong;
  const inOrder: readonly (readonly [wrong: Wrong, code: string])[] = [
    ['version', 'VersionMismatch'],
    ['mandatory', 'MustUnderstand'],
    ['encoding', spoken.sender.code],
    ['password', 'FailedAuthentication'],
    ['operation', spoken.sender.code],
    ['schema', spoken.sender.code],
    ['behind', spoken.sender.code],
  ];
  const pairs = inOrder.flatMap(([first, code], at) =>
    inOrder.slice(at + 1).map(([second]) => ({ first, second, code })),
  );

  test.each(pairs)('$first and $second are wrong: $code', async ({ first, second, code }) => {
    const good = envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities'));
    const bad = wrong[first](wrong[second](good));
    const fault = faultIn(await house.tell(spoken, bad));
    expect(fault.exact.endsWith(`}${code}`)).toBe(true);
    expect(faultIn(await house.tell(spoken, wrong[first](good))).exact).toBe(fault.exact);
  });

  test.each([
    ['an operation that the contract does not have', (text: string) => wrong.operation(text), 'UnknownOperation'],
    [
      'the answer in place of the request',
      (text: string) => text.replaceAll('Request', 'Response'),
      'UnknownOperation',
    ],
    ['another version of the contract', (text: string) => text.replace('im:1', 'im:2'), 'UnknownOperation'],
    ['an element that the operation does not have', (text: string) => wrong.schema(text), 'SchemaViolation'],
    [
      'the fault of the service',
      (text: string) => text.replaceAll('GetCapabilitiesRequest', 's:Fault'),
      'UnknownOperation',
    ],
  ])('R2724: what does not follow the WSDL is the fault of its sender: %s', async (_what, spoil, errorName) => {
    const good = envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities'));
    const answer = await house.tell(spoken, spoil(good));
    expect(answer.status).toBe(spoken.sender.status);
    expect(faultIn(answer)).toMatchObject({ code: spoken.sender.code, errorName });
  });

  test('SOAP 1.1 §4.4.1, SOAP 1.2 part 1 §5.4.6: an exact code stands in place of the code, or below it', async () => {
    const good = envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities'));
    const fault = faultIn(await house.tell(spoken, wrong.password(good)));
    expect(fault.exact).toBe(`{${WSSE}}FailedAuthentication`);
    expect(fault.code).toBe(spoken.name === 'SOAP 1.1' ? 'FailedAuthentication' : 'Sender');
  });
});
