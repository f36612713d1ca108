import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { imOperations, type ImOperationName } from '@imps-wsi/contract/im';

export const operationNames = Object.keys(imOperations) as ImOperationName[];

const folder = new URL('../../test/golden/', import.meta.url);

export function goldenPath(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

/**
 * A golden file, byte for byte what goes over the wire. After a deliberate change of the contract, run once with
 * UPDATE_GOLDEN=1 and read the difference.
 */
export function golden(name: string, written: string): string {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(goldenPath(name), written);
  return readFileSync(goldenPath(name), 'utf8');
}
