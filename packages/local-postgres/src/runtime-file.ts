import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from './endpoint.js';
import { replacePrivateFile } from './private-file.js';

/** What another process needs to know to reach, or to take over, the server of a data directory. */
export interface Runtime {
  readonly endpoint: Endpoint;
  /** The server answers; false while it is being started. */
  readonly ready: boolean;
}

/** Reads `<dataDir>/postgres.runtime`; `undefined` when absent or damaged. */
export async function readRuntime(dataDir: string): Promise<Runtime | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(runtimeFile(dataDir), 'utf8'));
    return isRuntime(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the file as a whole; only its owner (and root) may read it. */
export async function writeRuntime(dataDir: string, runtime: Runtime): Promise<void> {
  await replacePrivateFile(runtimeFile(dataDir), JSON.stringify(runtime) + '\n');
}

export async function removeRuntime(dataDir: string): Promise<void> {
  await rm(runtimeFile(dataDir), { force: true });
}

function runtimeFile(dataDir: string): string {
  return join(dataDir, 'postgres.runtime');
}

function isRuntime(value: unknown): value is Runtime {
  if (typeof value !== 'object' || value === null || !('endpoint' in value) || !('ready' in value)) return false;
  const endpoint = value.endpoint;
  if (typeof endpoint !== 'object' || endpoint === null) return false;
  if (!('transport' in endpoint && 'host' in endpoint && 'port' in endpoint)) return false;
  const transport = endpoint.transport === 'socket' || endpoint.transport === 'tcp';
  return transport && typeof endpoint.host === 'string' && Number.isInteger(endpoint.port);
}
