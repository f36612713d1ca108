import { randomBytes } from 'node:crypto';
import { closeSync, fchownSync, fchmodSync, openSync, statSync } from 'node:fs';
import { lchown, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runsAsRoot } from './account.js';

/**
 * Creates a file that only its owner may read. Written by root, it goes to the owner of its directory: a
 * command once run as root must not lock the directory's user out of it.
 *
 * @throws when the file exists already; a link planted in its place is never followed
 */
export async function createPrivateFile(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  if (!runsAsRoot()) return;
  const { uid, gid } = await stat(dirname(file));
  if (uid !== 0) await lchown(file, uid, gid);
}

/** Puts `text` in the place of `file` as a whole: readers see the old one or the new one. */
export async function replacePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await createPrivateFile(draft, text);
  await rename(draft, file);
}

/** Opens a file for appending, created as above. The caller closes the descriptor. */
export function openPrivateLog(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    const { uid, gid } = statSync(dirname(file));
    if (runsAsRoot() && uid !== 0) fchownSync(descriptor, uid, gid);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}
