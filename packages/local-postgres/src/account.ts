import { readFile } from 'node:fs/promises';
import { LocalPostgresError, OWN_SERVER } from './errors.js';

/** The operating-system account that PostgreSQL runs under when this process may not run it itself. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Tried in this order; both exist on practically every Unix, and neither is ever created by us. */
const UNPRIVILEGED = ['postgres', 'nobody'] as const;

/** True where PostgreSQL refuses to run as this process: effective uid 0 on Unix. */
export function runsAsRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * The account a new cluster is given.
 *
 * @returns `undefined` when PostgreSQL runs as this process's own user
 * @throws LocalPostgresError NO_ACCOUNT when root finds no unprivileged account
 */
export async function accountForNewCluster(passwdFile = '/etc/passwd'): Promise<Account | undefined> {
  if (!runsAsRoot()) return undefined;
  const accounts = await readAccounts(passwdFile);
  for (const name of UNPRIVILEGED) {
    const found = accounts.find((account) => account.name === name && account.uid !== 0);
    if (found) return found;
  }
  throw new LocalPostgresError(
    'NO_ACCOUNT',
    `PostgreSQL refuses to run as root, and ${passwdFile} has neither "postgres" nor "nobody" to run it under: ` +
      `start this program as an ordinary user, ${OWN_SERVER}`,
  );
}

/**
 * The account an existing cluster must run under: PostgreSQL starts only as the owner of its directory.
 *
 * @returns the named account, or a nameless one with these ids
 */
export async function accountOfOwner(uid: number, gid: number, passwdFile = '/etc/passwd'): Promise<Account> {
  const known = (await readAccounts(passwdFile)).find((account) => account.uid === uid);
  return known ?? { name: `user id ${uid}`, uid, gid };
}

async function readAccounts(passwdFile: string): Promise<Account[]> {
  let text: string;
  try {
    text = await readFile(passwdFile, 'utf8');
  } catch {
    return [];
  }
  const accounts: Account[] = [];
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (!name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) continue;
    accounts.push({ name, uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}
