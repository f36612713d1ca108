import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** What an operator may do; `store/operators.ts` says it in the words of the database. */
export const OPERATOR_ROLES = ['auditor', 'support', 'administrator'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Plain names only: they stand in URLs, in pg_hba.conf and in shells. */
export const isOperatorName = (name: string): boolean =>
  /^[a-z_][a-z0-9_-]{0,62}$/.test(name) && !name.startsWith('pg_') && name !== 'public' && name !== 'none';

/** A new password for a database role, 24 random bytes in letters that a URL can hold as they are. */
export const newOperatorPassword = (): string => randomBytes(24).toString('base64url');

const ITERATIONS = 4_096;

/**
 * What the server keeps of a password (RFC 5803, SCRAM-SHA-256): sent in its place, so that the password itself stands in
 * no log of statements. ASCII only, for which no SASLprep is needed.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${String(ITERATIONS)}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`;
}
