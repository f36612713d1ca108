import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { readEnvelope, Soap11, writeEnvelope } from '@imps-wsi/contract/soap';
import {
  BASE64_BINARY,
  PASSWORD_TEXT,
  passwordDigest,
  SECURITY,
  securityHeaderOf,
  writeUsernameToken,
  WSSE_NAMESPACE,
  WsseError,
  WSU_NAMESPACE,
  type SecurityHeader,
} from '@imps-wsi/contract/wsse';
import { decodeBase64 } from '@imps-wsi/contract/xml';

const NAMESPACES = `xmlns:wsse="${WSSE_NAMESPACE}" xmlns:wsu="${WSU_NAMESPACE}"`;

function envelope(...headers: string[]): string {
  return `<soap:Envelope xmlns:soap="${Soap11.namespace}"><soap:Header>${headers.join('')}</soap:Header><soap:Body><x xmlns="u"/></soap:Body></soap:Envelope>`;
}

function security(content: string): string {
  return `<wsse:Security ${NAMESPACES} soap:mustUnderstand="1">${content}</wsse:Security>`;
}

function read(...headers: string[]): SecurityHeader | undefined {
  return securityHeaderOf(readEnvelope(envelope(...headers), { understood: [SECURITY] }));
}

function refusal(...headers: string[]): WsseError {
  try {
    read(...headers);
  } catch (error) {
    if (error instanceof WsseError) return error;
    throw error;
  }
  throw new Error('accepted');
}

const token = (content: string): string => security(`<wsse:UsernameToken>${content}</wsse:UsernameToken>`);
const USER = '<wsse:Username>wv:a@b</wsse:Username>';
const PASSWORD = `<wsse:Password Type="${PASSWORD_TEXT}">p</wsse:Password>`;
const NONCE = `<wsse:Nonce EncodingType="${BASE64_BINARY}">AAEC</wsse:Nonce>`;
const CREATED = '<wsu:Created>2031-05-17T09:30:00Z</wsu:Created>';

describe('WSI-13, R4212: the digest', () => {
  test('is made over the decoded nonce', () => {
    const nonce = decodeBase64('LKqI6G/AikKCQrN0zqZFlg==') ?? new Uint8Array();
    // The example that WSS4J and its descendants test with.
    expect(passwordDigest(nonce, '2010-09-16T07:50:45Z', 'userpassword')).toBe('tuOSpGlFlIXsozq4HFNeeGeFLEI=');
  });

  test('of the SDK is the one the receiver computes', () => {
    const text = writeEnvelope(Soap11, {
      headers: [
        writeUsernameToken({ username: 'wv:a&b@c', password: 'pä<ß>', passwordType: 'digest', timestampSeconds: 300 }),
      ],
      body: (writer) => writer.raw('<x xmlns="u"/>'),
    });
    const header = securityHeaderOf(readEnvelope(text, { understood: [SECURITY] }));
    const [found] = header?.usernameTokens ?? [];
    expect(found).toMatchObject({ username: 'wv:a&b@c', password: { type: 'digest' } });
    expect(found?.nonce).toHaveLength(16);
    expect(passwordDigest(found?.nonce ?? new Uint8Array(), found?.created?.text ?? '', 'pä<ß>')).toBe(
      found?.password?.value,
    );
    expect((header?.timestamp?.expires?.date.getTime() ?? 0) - (header?.timestamp?.created.date.getTime() ?? 0)).toBe(
      300_000,
    );
  });

  test('every header has a fresh nonce', () => {
    const write = (): string =>
      writeEnvelope(Soap11, {
        headers: [writeUsernameToken({ username: 'a', password: 'b', passwordType: 'digest', created: new Date(0) })],
        body: () => undefined,
      });
    expect(write()).not.toBe(write());
  });
});

describe('what the header holds', () => {
  test('no header', () => {
    expect(read('<h xmlns="u"/>')).toBeUndefined();
  });

  test('a header for somebody else is not ours', () => {
    expect(read(token(USER + PASSWORD).replace('soap:mustUnderstand="1"', 'soap:actor="urn:other"'))).toBeUndefined();
  });

  test('a password is given as written, white space and all', () => {
    const header = read(token(`${USER}<wsse:Password Type="${PASSWORD_TEXT}"> p &amp; q </wsse:Password>`));
    expect(header?.usernameTokens).toEqual([
      {
        id: undefined,
        username: 'wv:a@b',
        password: { type: 'text', value: ' p & q ' },
        nonce: undefined,
        created: undefined,
      },
    ]);
  });

  test('tokens of other kinds are seen, not judged', () => {
    const header = read(
      security(
        `<wsse:BinarySecurityToken wsu:Id="x" ValueType="urn:v" EncodingType="${BASE64_BINARY}">AAAA</wsse:BinarySecurityToken><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:x/></ds:Signature><a:Assertion xmlns:a="urn:saml"/>`,
      ),
    );
    expect(header).toMatchObject({
      usernameTokens: [],
      binarySecurityTokens: [{ id: 'x', valueType: 'urn:v', encodingType: BASE64_BINARY, text: 'AAAA' }],
      others: [{ uri: 'urn:saml', local: 'Assertion' }],
    });
    expect(header?.signatures).toHaveLength(1);
  });
});

describe('what the profile forbids is refused with its code and path', () => {
  const TOKEN = '/soap:Envelope/soap:Header/wsse:Security/wsse:UsernameToken';
  test.each([
    [
      'R4201: a Password without Type',
      token(`${USER}<wsse:Password>p</wsse:Password>`),
      'InvalidSecurityToken',
      `${TOKEN}/wsse:Password`,
    ],
    [
      'an unknown Password Type',
      token(`${USER}<wsse:Password Type="urn:x">p</wsse:Password>`),
      'UnsupportedSecurityToken',
      `${TOKEN}/wsse:Password`,
    ],
    ['R4222: two Passwords', token(USER + PASSWORD + PASSWORD), 'InvalidSecurityToken', TOKEN],
    ['R4225: two Nonces', token(USER + PASSWORD + NONCE + NONCE), 'InvalidSecurityToken', TOKEN],
    ['R4223: two Created', token(USER + PASSWORD + CREATED + CREATED), 'InvalidSecurityToken', TOKEN],
    [
      'R4221: a Nonce of another EncodingType',
      token(`${USER + PASSWORD}<wsse:Nonce EncodingType="urn:hex">00</wsse:Nonce>`),
      'InvalidSecurityToken',
      `${TOKEN}/wsse:Nonce`,
    ],
    [
      'a Nonce that is not base64',
      token(USER + PASSWORD + NONCE.replace('AAEC', '!')),
      'InvalidSecurityToken',
      `${TOKEN}/wsse:Nonce`,
    ],
    ['two Usernames', token(USER + USER), 'InvalidSecurityToken', TOKEN],
    ['no Username', token(PASSWORD), 'InvalidSecurityToken', TOKEN],
    [
      'a derived key',
      token(
        `${USER}<s:Salt xmlns:s="http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd">AAAA</s:Salt>`,
      ),
      'UnsupportedSecurityToken',
      TOKEN,
    ],
    [
      'a Created that is no time',
      token(USER + PASSWORD + CREATED.replace('2031', 'x')),
      'InvalidSecurity',
      `${TOKEN}/wsu:Created`,
    ],
    [
      'a Created without time zone',
      token(USER + PASSWORD + CREATED.replace('Z<', '<')),
      'InvalidSecurity',
      `${TOKEN}/wsu:Created`,
    ],
    [
      'a Created in another time zone',
      token(USER + PASSWORD + CREATED.replace('Z<', '+02:00<')),
      'InvalidSecurity',
      `${TOKEN}/wsu:Created`,
    ],
  ])('%s', (_what, header, code, path) => {
    const error = refusal(header);
    expect([error.fault, error.path]).toEqual([`wsse:${code}`, path]);
  });

  test.each([
    ['R3227: two Timestamps', `<wsu:Timestamp>${CREATED}</wsu:Timestamp>`.repeat(2)],
    ['R3203: no Created', '<wsu:Timestamp/>'],
    ['two Created', `<wsu:Timestamp>${CREATED}${CREATED}</wsu:Timestamp>`],
    ['Expires before Created', `<wsu:Timestamp>${CREATED.replaceAll('Created', 'Expires')}${CREATED}</wsu:Timestamp>`],
    [
      'more than three fraction digits',
      '<wsu:Timestamp><wsu:Created>2031-05-17T09:30:00.1234Z</wsu:Created></wsu:Timestamp>',
    ],
    [
      'expired before it began',
      `<wsu:Timestamp>${CREATED}<wsu:Expires>2031-05-17T09:29:59Z</wsu:Expires></wsu:Timestamp>`,
    ],
    ['text', 'hello'],
  ])('InvalidSecurity: %s', (_what, content) => {
    expect(refusal(security(content)).fault).toBe('wsse:InvalidSecurity');
  });

  test('two Security headers for one receiver', () => {
    expect(refusal(token(USER + PASSWORD), token(USER + PASSWORD)).fault).toBe('wsse:InvalidSecurity');
  });
});

describe('what foreign clients send is accepted', () => {
  const require = createRequire(import.meta.url);
  interface ForeignSecurity {
    toXML(): string;
  }
  const { WSSecurity } = require('soap') as {
    WSSecurity: new (user: string, password: string, options: object) => ForeignSecurity;
  };

  test.each(['PasswordText', 'PasswordDigest'])('soap: %s with its Timestamp and ids', (passwordType) => {
    const header = read(new WSSecurity('wv:a@b', 'p<w', { passwordType, mustUnderstand: true }).toXML());
    const [found] = header?.usernameTokens ?? [];
    expect(found?.username).toBe('wv:a@b');
    expect(header?.timestamp).toBeDefined();
    if (found?.password?.type === 'digest') {
      expect(passwordDigest(found.nonce ?? new Uint8Array(), found.created?.text ?? '', 'p<w')).toBe(
        found.password.value,
      );
    } else expect(found?.password?.value).toBe('p<w');
  });

  test('strong-soap: Created before Password', () => {
    const [found] = read(token(USER + CREATED + PASSWORD + NONCE))?.usernameTokens ?? [];
    expect(found).toMatchObject({ created: { text: '2031-05-17T09:30:00Z' }, nonce: Uint8Array.of(0, 1, 2) });
  });

  test('KDSoap: a Nonce without EncodingType is base64, as the UsernameToken Profile has it', () => {
    const [found] =
      read(token(USER + NONCE.replace(/ EncodingType="[^"]*"/, '') + CREATED + PASSWORD))?.usernameTokens ?? [];
    expect(found?.nonce).toEqual(Uint8Array.of(0, 1, 2));
  });

  test('zeep: Created with +00:00', () => {
    const [found] = read(token(USER + PASSWORD + NONCE + CREATED.replace('Z<', '+00:00<')))?.usernameTokens ?? [];
    expect(found?.created?.text).toBe('2031-05-17T09:30:00+00:00');
  });
});
