import { describe, expect, test } from '@jest/globals';
import {
  isFault,
  readEnvelope,
  readFault,
  Soap11,
  Soap12,
  writeFault,
  type ReceivedFault,
  type SoapFault,
} from '@imps-wsi/contract/soap';

const both = { versions: [Soap11, Soap12] };

function read(text: string): ReceivedFault {
  const envelope = readEnvelope(text, both);
  expect(isFault(envelope)).toBe(true);
  const fault = readFault(envelope);
  envelope.finish();
  return fault;
}

function fault11(content: string): string {
  return `<e:Envelope xmlns:e="${Soap11.namespace}"><e:Body><e:Fault>${content}</e:Fault></e:Body></e:Envelope>`;
}

describe('R1000, R1001, R1004: faults as they are written', () => {
  test('SOAP 1.1: unqualified children, a code of SOAP', () => {
    expect(writeFault(Soap11, { role: 'Client', reason: 'no <such> thing' })).toContain(
      '<soap:Fault><faultcode>soap:Client</faultcode><faultstring>no &lt;such&gt; thing</faultstring></soap:Fault>',
    );
  });

  test('SOAP 1.1: a security code in its own namespace', () => {
    expect(writeFault(Soap11, { role: 'wsu:MessageExpired', reason: 'old' })).toMatch(
      /<faultcode xmlns:wsu="[^"]*utility-1\.0\.xsd">wsu:MessageExpired<\/faultcode>/,
    );
  });

  test('SOAP 1.2 carries the security code in a Subcode', () => {
    const text = writeFault(Soap12, { role: 'wsse:FailedAuthentication', reason: 'no' });
    expect(text).toMatch(/<soap:Code><soap:Value>soap:Sender<\/soap:Value><soap:Subcode><soap:Value xmlns:wsse=/);
    expect(writeFault(Soap12, { role: 'Server', reason: 'no' })).toContain('<soap:Value>soap:Receiver</soap:Value>');
  });

  test('SOAP 1.2 tells what was not understood, and which versions are spoken', () => {
    const fault: SoapFault = { role: 'MustUnderstand', reason: 'x', notUnderstood: [{ uri: 'urn:a&b', local: 'h' }] };
    expect(writeFault(Soap12, fault)).toContain(
      '<soap:Header><soap:NotUnderstood qname="h:h" xmlns:h="urn:a&amp;b"/></soap:Header>',
    );
    expect(writeFault(Soap12, { role: 'VersionMismatch', reason: 'x' })).toContain(
      '<soap:Upgrade><soap:SupportedEnvelope ',
    );
    expect(writeFault(Soap11, fault)).not.toContain('Header');
  });

  test('SOAP 1.2 part 1 appendix A: senders of SOAP 1.1 are told of it in SOAP 1.1, and by nobody else', () => {
    const mismatch: SoapFault = { role: 'VersionMismatch', reason: 'x' };
    expect(writeFault(Soap11, { ...mismatch, supported: [Soap12] })).toContain(
      `<upg:Upgrade xmlns:upg="${Soap12.namespace}"><upg:SupportedEnvelope qname="e:Envelope" xmlns:e="${Soap12.namespace}"/></upg:Upgrade>`,
    );
    expect(writeFault(Soap11, { ...mismatch, supported: [Soap11] })).not.toContain('Header');
    expect(writeFault(Soap12, { ...mismatch, supported: [Soap12, Soap11] }).match(/xmlns:e="[^"]*"/g)).toEqual([
      `xmlns:e="${Soap12.namespace}"`,
      `xmlns:e="${Soap11.namespace}"`,
    ]);
  });

  test('an unknown encoding has a code in SOAP 1.2; in SOAP 1.1 the sender is at fault', () => {
    const fault: SoapFault = { role: 'DataEncodingUnknown', reason: 'x' };
    expect(writeFault(Soap12, fault)).toContain('<soap:Value>soap:DataEncodingUnknown</soap:Value>');
    expect(writeFault(Soap11, fault)).toContain('<faultcode>soap:Client</faultcode>');
    expect(read(writeFault(Soap12, fault)).role).toBe('DataEncodingUnknown');
  });

  test('R1126: HTTP 500 in SOAP 1.1; 400 for Sender in SOAP 1.2', () => {
    expect([Soap11.faultStatus('Client'), Soap11.faultStatus('Server')]).toEqual([500, 500]);
    expect([
      Soap12.faultStatus('Client'),
      Soap12.faultStatus('wsse:FailedCheck'),
      Soap12.faultStatus('Server'),
      Soap12.faultStatus('MustUnderstand'),
      Soap12.faultStatus('VersionMismatch'),
      Soap12.faultStatus('DataEncodingUnknown'),
    ]).toEqual([400, 400, 500, 500, 500, 500]);
  });

  test('a fault goes out whatever its reason quotes', () => {
    expect(read(writeFault(Soap11, { role: 'Client', reason: 'bad \u0001 and \ud800' })).reason).toBe(
      'bad \ufffd and \ufffd',
    );
  });
});

describe('every fault written is read back', () => {
  const roles = [
    'VersionMismatch',
    'MustUnderstand',
    'Client',
    'Server',
    'wsse:UnsupportedSecurityToken',
    'wsse:InvalidSecurity',
    'wsse:InvalidSecurityToken',
    'wsse:FailedAuthentication',
    'wsse:FailedCheck',
    'wsu:MessageExpired',
  ] as const;
  test.each(roles)('%s', (role) => {
    for (const version of [Soap11, Soap12]) {
      expect(read(writeFault(version, { role, reason: ' why ' }))).toMatchObject({
        role,
        reason: ' why ',
        details: [],
      });
    }
  });
});

describe("other people's faults are read as far as they go", () => {
  test('unknown codes, own details kept as text, an actor', () => {
    const fault = read(
      fault11(
        '<faultcode xmlns:x="urn:x">x:Strange</faultcode><faultstring>odd</faultstring><faultactor>urn:me</faultactor><detail>\n<x:d xmlns:x="urn:x"><y>1</y></x:d><z/></detail>',
      ),
    );
    expect(fault).toMatchObject({
      role: undefined,
      code: { uri: 'urn:x', local: 'Strange' },
      reason: 'odd',
      actor: 'urn:me',
    });
    expect(fault.details.map(({ uri, local, xml }) => [uri, local, xml])).toEqual([
      ['urn:x', 'd', '<x:d xmlns:x="urn:x"><y>1</y></x:d>'],
      ['', 'z', '<z/>'],
    ]);
  });

  test.each([
    ['the dot notation', '<faultcode>e:Client.Authentication</faultcode><faultstring>x</faultstring>', 'Client'],
    ['no prefix', '<faultcode>Server</faultcode><faultstring>x</faultstring>', 'Server'],
    ['an undeclared prefix', '<faultcode>q:Server</faultcode><faultstring>x</faultstring>', 'Server'],
    ['another order', '<faultstring>x</faultstring><faultcode>e:Client</faultcode>', 'Client'],
    ['qualified children', '<e:faultcode>e:Client</e:faultcode><e:faultstring>x</e:faultstring>', 'Client'],
  ])('%s', (_what, content, role) => {
    expect(read(fault11(content))).toMatchObject({ role, reason: 'x' });
  });

  test('an empty one', () => {
    expect(read(fault11(''))).toEqual({
      role: undefined,
      code: { uri: '', local: '' },
      subcodes: [],
      reason: '',
      actor: undefined,
      details: [],
    });
  });

  test('SOAP 1.2: the English text of several', () => {
    const text = `<e:Envelope xmlns:e="${Soap12.namespace}"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang="de">nein</e:Text><e:Text xml:lang="en-GB">no</e:Text></e:Reason><e:Role>urn:r</e:Role></e:Fault></e:Body></e:Envelope>`;
    expect(read(text)).toMatchObject({ role: 'Server', reason: 'no', actor: 'urn:r' });
  });
});
