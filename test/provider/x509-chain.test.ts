import { describe, expect, test } from '@jest/globals';
import {
  Certificate,
  CertificateProblem,
  certificatesOfPath,
  certificatesOfPem,
} from '../../packages/provider/dist/security/x509/certificate.js';
import { judgeChain } from '../../packages/provider/dist/security/x509/chain.js';
import { isSameName } from '../../packages/provider/dist/security/x509/distinguished-name.js';
import { revocationListsOf } from '../../packages/provider/dist/security/x509/revocation.js';
import { newAuthority, pkiPath, selfSigned, type Identity } from '../support/certificates.js';

/** Which certificates are trusted (RFC 5280 §6.1), and why others are not. */

interface Circumstances {
  readonly anchors: readonly Identity[];
  readonly others?: readonly Identity[];
  /** PEM. */
  readonly lists?: string;
}

function judge(signer: Identity, { anchors, others = [], lists }: Circumstances): string {
  const trust = judgeChain(
    new Certificate(signer.der),
    others.map(({ der }) => new Certificate(der)),
    {
      anchors: anchors.map(({ der }) => new Certificate(der)),
      ...(lists === undefined ? {} : { lists: revocationListsOf(Buffer.from(lists)) }),
    },
    new Date(),
  );
  return trust.trusted ? 'trusted' : trust.why;
}

const root = newAuthority({ name: 'Root' });
const between = root.issue({ name: 'Between', isAuthority: true });

describe('a path to an anchor', () => {
  test('of one, two or three certificates', () => {
    expect(judge(root.issue(), { anchors: [root] })).toBe('trusted');
    expect(judge(between.issue(), { anchors: [root], others: [between] })).toBe('trusted');
    expect(judge(between.issue(), { anchors: [between] })).toBe('trusted');
    const pinned = selfSigned();
    expect(judge(pinned, { anchors: [pinned] })).toBe('trusted');
  });

  test('what came with the message is trusted for nothing', () => {
    const own = newAuthority({ name: 'Own' });
    expect(judge(own.issue(), { anchors: [root], others: [own] })).toContain('no authority is known');
    expect(judge(between.issue(), { anchors: [root] })).toContain('no authority is known');
  });

  test('another authority of the same name is another one', () => {
    const twin = newAuthority({ name: 'Root' });
    expect(judge(twin.issue(), { anchors: [root] })).toContain('was not signed by');
    // Both are trusted: the right one is found whichever comes first.
    expect(judge(twin.issue(), { anchors: [root, twin] })).toBe('trusted');
    expect(judge(twin.issue(), { anchors: [twin, root] })).toBe('trusted');
  });

  test.each([
    ['over', { from: -9, until: -1 }, 'not valid now'],
    ['not begun', { from: 1, until: 9 }, 'not valid now'],
    ['for other uses', { usage: 4 }, 'does not let it sign'],
    ['of a short key', { key: 'rsa-1024' }, 'RSA key'],
    ['of a key that no signature here is made with', { key: 'ed25519' }, 'neither RSA nor EC'],
    ['with something critical that is not known', { critical: ['1.2.3.4'] }, '1.2.3.4'],
    ['with name constraints, which are not evaluated', { critical: ['2.5.29.30'] }, '2.5.29.30'],
  ] as const)('a certificate %s', (_what, wish, why) => {
    expect(judge(root.issue(wish), { anchors: [root] })).toContain(why);
  });

  test('an authority that is none, is over, may not certify, or not so deep', () => {
    const judgeBelow = (authority: Identity) => judge(authority.issue(), { anchors: [root], others: [authority] });
    expect(judgeBelow(root.issue({ name: 'Plain' }))).toContain('may not issue');
    expect(judgeBelow(root.issue({ name: 'Mute', isAuthority: true, usage: 2 }))).toContain('may not issue');
    expect(judgeBelow(root.issue({ name: 'Old', isAuthority: true, from: -9, until: -1 }))).toContain('not valid now');
    const flat = newAuthority({ name: 'Flat', pathLength: 0 });
    const below = flat.issue({ name: 'Below', isAuthority: true });
    expect(judge(flat.issue(), { anchors: [flat] })).toBe('trusted');
    expect(judge(below.issue(), { anchors: [flat], others: [below] })).toContain('no path of this length');
  });

  test('very long, and in a circle', () => {
    const chain = [root];
    for (let depth = 0; depth < 10; depth += 1)
      chain.push(chain.at(-1)!.issue({ name: `A${depth}`, isAuthority: true }));
    expect(judge(chain.at(-1)!.issue(), { anchors: [root], others: chain })).toContain('too long');
    const circle = Array.from({ length: 12 }, (_, at) =>
      selfSigned({ name: 'Same', isAuthority: true, serial: BigInt(at + 1) }),
    );
    expect(judge(circle[0]!, { anchors: [root], others: circle })).not.toBe('trusted');
  });
});

describe('revocation lists', () => {
  const signer = root.issue();
  const deep = between.issue();
  const both = { anchors: [root], others: [between] };

  test('who is named is refused, and who is below one that is named', () => {
    expect(judge(signer, { anchors: [root], lists: root.revocationList([]) })).toBe('trusted');
    expect(judge(signer, { anchors: [root], lists: root.revocationList([signer]) })).toContain('is revoked');
    const lists = root.revocationList([between]) + between.revocationList([]);
    expect(judge(deep, { ...both, lists })).toContain('is revoked');
  });

  test('a list of each authority is needed, and it must be current', () => {
    expect(judge(deep, { ...both, lists: root.revocationList([]) })).toContain('no current revocation list of');
    const old = root.revocationList([], { from: -9, until: -1 });
    expect(judge(signer, { anchors: [root], lists: old })).toContain('no current revocation list');
    expect(judge(signer, { anchors: [root], lists: old + root.revocationList([]) })).toBe('trusted');
    // Whom an old list names is not let in again by a newer one that forgot.
    const named = root.revocationList([signer], { from: -9, until: -1 });
    expect(judge(signer, { anchors: [root], lists: named + root.revocationList([]) })).toContain('is revoked');
  });

  test('a list that somebody else signed says nothing', () => {
    const forged = root.revocationList([signer], { signer: newAuthority({ name: 'Root' }) });
    expect(judge(signer, { anchors: [root], lists: forged + root.revocationList([]) })).toBe('trusted');
    expect(judge(signer, { anchors: [root], lists: root.revocationList([], { signer: between }) })).toContain(
      'no current',
    );
  });

  test('what is no list is refused as a file', () => {
    for (const text of ['', 'nonsense', '-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n', root.pem]) {
      expect(() => revocationListsOf(Buffer.from(text))).toThrow(/revocation list/);
    }
    expect(() => revocationListsOf(Buffer.from(`${root.revocationList([])}-----BEGIN X509 CRL-----\n`))).toThrow();
  });
});

describe('certificates as they come', () => {
  test('what is none is refused', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('MIIB'),
      Buffer.concat([root.der, Buffer.from('x')]),
      Buffer.alloc(40_000, 0x30),
    ]) {
      expect(() => new Certificate(bytes)).toThrow('certificate');
    }
    for (const text of ['', root.pem.slice(0, 100), `${root.pem}-----BEGIN CERTIFICATE-----\n`]) {
      expect(() => certificatesOfPem(text)).toThrow('certificate');
    }
    expect(certificatesOfPem(`as text:\n${root.pem}${between.pem}`)).toHaveLength(2);
  });

  test('one whose key is a point beside its curve is refused like one that is none', () => {
    const point = root.der.indexOf(Buffer.from([0x03, 0x42, 0x00, 0x04]));
    expect(point).toBeGreaterThan(0);
    for (const [at, value] of [
      [3, 0x05],
      [30, (root.der[point + 30] ?? 0) ^ 1],
    ] as const) {
      const der = Buffer.from(root.der);
      der[point + at] = value;
      expect(() => new Certificate(der)).toThrow(CertificateProblem);
    }
  });

  test('a path has the signer last, and ends where it says', () => {
    const path = pkiPath(root, between);
    expect(certificatesOfPath(path).map(({ der }) => der)).toEqual([root.der, between.der]);
    for (const bad of [
      path.subarray(0, -1),
      Buffer.concat([path, path]),
      Buffer.from([0x30, 0x80]),
      Buffer.from([0x30, 0]),
      Buffer.alloc(3),
    ]) {
      expect(() => certificatesOfPath(bad)).toThrow();
    }
    expect(() => certificatesOfPath(pkiPath(...Array.from({ length: 20 }, () => root)))).toThrow('too many');
  });

  test('names are the same in any order and spelling', () => {
    const node = 'C=DE\nO=Test, Inc.\nCN=Chess  Service';
    for (const written of [
      'CN=Chess Service, O=Test\\, Inc., C=DE',
      'C=de,O=Test\\, Inc.,CN=chess service',
      'OID.2.5.4.3=Chess Service,2.5.4.10=Test\\, Inc.,c=DE',
    ]) {
      expect([written, isSameName(written, node)]).toEqual([written, true]);
    }
    for (const other of ['CN=Chess Service', 'CN=Chess, O=Test\\, Inc., C=DE', ''])
      expect(isSameName(other, node)).toBe(false);
  });
});
