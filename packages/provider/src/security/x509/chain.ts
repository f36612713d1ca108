import type { Certificate } from './certificate.js';
import { HASH_OF_SIGNATURE, type RevocationList } from './revocation.js';

/** What certificates are judged by. */
export interface TrustMaterial {
  /** What is trusted as it is: authorities, or single certificates. */
  readonly anchors: readonly Certificate[];
  /** Absent: revocation is not looked at. */
  readonly lists?: readonly RevocationList[];
}

/** Trusted, or why not: for the log, never for the caller. */
export type Trust = { readonly trusted: true } | { readonly trusted: false; readonly why: string };

/** Certificates of a path, anchor and signer's included. */
const MAX_DEPTH = 8;
/** Certificates may point at each other in many ways; so many steps are gone. */
const MAX_STEPS = 64;

/**
 * Does a path lead from the signer's certificate to a trust anchor (RFC 5280 §6.1)? Each certificate on it is within its
 * time, signed by the next with SHA-256 or better, not revoked; each above the first is an authority that may certify
 * so many below it. Name and policy constraints are not evaluated: a certificate that has them is refused.
 *
 * @param others certificates that came with the message: they are trusted for nothing, and may close a gap
 */
export function judgeChain(
  signer: Certificate,
  others: readonly Certificate[],
  material: TrustMaterial,
  now: Date,
): Trust {
  if (!signer.maySign) return refused('its key usage does not let it sign');
  const walk = new Walk(material, others, now);
  return walk.up(signer, 0, new Set());
}

const refused = (why: string): Trust => ({ trusted: false, why });
const TRUSTED: Trust = { trusted: true };

class Walk {
  #steps = 0;

  constructor(
    private readonly material: TrustMaterial,
    private readonly others: readonly Certificate[],
    private readonly now: Date,
  ) {}

  /** @param authorities how many stand between the certificate and the signer's, the signer's not counted */
  up(certificate: Certificate, authorities: number, below: ReadonlySet<string>): Trust {
    const { material, others, now } = this;
    if (!certificate.isValidAt(now)) return refused(`${certificate.subject} is not valid now`);
    if (certificate.weakKey !== undefined) return refused(`${certificate.subject}: ${certificate.weakKey}`);
    if (certificate.notUnderstood !== undefined) {
      return refused(`${certificate.subject} has the extension ${certificate.notUnderstood}, which is not evaluated`);
    }
    if (material.anchors.some(({ fingerprint }) => fingerprint === certificate.fingerprint)) return TRUSTED;
    if (HASH_OF_SIGNATURE[certificate.signatureAlgorithm] === undefined) {
      return refused(`${certificate.subject} is signed with an algorithm that is not accepted`);
    }
    if (below.size + 2 > MAX_DEPTH) return refused('the path is too long');
    let verdict = refused(`no authority is known that issued ${certificate.subject}`);
    const path = new Set([...below, certificate.fingerprint]);
    for (const issuer of [...material.anchors, ...others]) {
      if (issuer.subjectKey !== certificate.issuerKey || path.has(issuer.fingerprint)) continue;
      if (++this.#steps > MAX_STEPS) return refused('too many certificates stand for one name');
      verdict = this.#issued(issuer, certificate, authorities);
      if (verdict.trusted) verdict = this.up(issuer, authorities + 1, path);
      if (verdict.trusted) return verdict;
    }
    return verdict;
  }

  #issued(issuer: Certificate, certificate: Certificate, authorities: number): Trust {
    if (!issuer.isAuthority || !issuer.mayCertify) return refused(`${issuer.subject} may not issue certificates`);
    if (authorities > issuer.pathLength) return refused(`${issuer.subject} allows no path of this length`);
    if (!certificate.node.checkIssued(issuer.node) || !certificate.node.verify(issuer.publicKey)) {
      return refused(`${certificate.subject} was not signed by ${issuer.subject}`);
    }
    return this.#revocation(issuer, certificate);
  }

  #revocation(issuer: Certificate, certificate: Certificate): Trust {
    const { lists } = this.material;
    if (lists === undefined) return TRUSTED;
    const own = lists.filter((list) => list.isOf(issuer));
    if (own.some((list) => list.names(certificate))) return refused(`${certificate.subject} is revoked`);
    // Who asks for revocation to be looked at is not served by a list that nobody brings up to date.
    if (!own.some((list) => list.isCurrent(this.now))) {
      return refused(`there is no current revocation list of ${issuer.subject}`);
    }
    return TRUSTED;
  }
}
