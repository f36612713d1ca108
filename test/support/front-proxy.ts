import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.js';

/** A proxy as an operator puts in front of a provider, configured as docs/operations.md shows. */
export interface FrontProxy {
  /** Where it speaks TLS. */
  readonly origin: string;
  /** Where it speaks plain HTTP. */
  readonly plainOrigin: string;
  stop(): Promise<void>;
}

/** Why it cannot be tried here; undefined when it can. */
export function missing(program: 'nginx' | 'haproxy'): string | undefined {
  const { error } = spawnSync(program, ['-v'], { env: withSystemPath() });
  return error === undefined ? undefined : `${program} is not installed`;
}

/** Programs for administrators are not in everybody's path. */
const withSystemPath = () => ({ ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` });

/** @param configure the text of its configuration, given the ports and where it may write */
export async function startFrontProxy(
  program: 'nginx' | 'haproxy',
  material: { readonly certificate: string; readonly key: string },
  configure: (place: { readonly tlsPort: number; readonly plainPort: number; readonly directory: string }) => string,
): Promise<FrontProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'imps-proxy-'));
  const [tlsPort = 0, plainPort = 0] = await freePorts(2);
  await writeFile(join(directory, 'chain.pem'), material.certificate);
  await writeFile(join(directory, 'key.pem'), material.key, { mode: 0o600 });
  await writeFile(join(directory, 'chain-and-key.pem'), material.certificate + material.key, { mode: 0o600 });
  const file = join(directory, 'proxy.conf');
  await writeFile(file, configure({ tlsPort, plainPort, directory }));
  const args =
    program === 'nginx' ? ['-c', file, '-e', join(directory, 'error.log'), '-g', 'daemon off;'] : ['-f', file];
  const child = spawn(program, args, { env: withSystemPath(), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await answering(child, plainPort, () => said);
  return {
    origin: `https://127.0.0.1:${String(tlsPort)}`,
    plainOrigin: `http://127.0.0.1:${String(plainPort)}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answering(child: ChildProcess, port: number, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 1_800; attempt += 1) {
    if (child.exitCode !== null) break;
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the proxy does not listen: ${said()}`);
}
