import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../../examples/gaming/dist/demo/start.js', import.meta.url));

/** The demonstration as `npm start` runs it, on free ports and over an empty directory. */
export interface Demo {
  /** Of the page, such as `http://localhost:41234`. */
  readonly url: string;
  /** Where B1 and B2 are reached by their users and consumers without the page. */
  readonly b1: string;
  readonly b2: string;
  /** Where its `data` directory is. */
  readonly directory: string;
  /** What it has said so far. */
  readonly said: () => string;
  /** The sample players begin anew, u1 with white. */
  newGame(): Promise<void>;
  stop(): Promise<void>;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export async function startDemo(): Promise<Demo> {
  const directory = await mkdtemp(join(tmpdir(), 'imps-browser-'));
  // Else the databases of a run as root would be kept elsewhere and stay behind.
  await chmod(directory, 0o711);
  const [game, b1, b2] = await freePorts(3);
  const child = spawn(process.execPath, [START], {
    cwd: directory,
    env: { ...process.env, GAME_PORT: String(game), B1_PORT: String(b1), B2_PORT: String(b2), DEMO_HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (said.includes('What the game exchanges')) resolve();
      };
      child.stdout.on('data', look);
      void ended.then((code) => reject(new Error(`npm start ended with ${String(code)}: ${said}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `http://127.0.0.1:${String(game)}`;
  return {
    url,
    newGame: async () => {
      const response = await fetch(`${url}/stage/switches/reset`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      if (!response.ok) throw new Error(`no new game: ${await response.text()}`);
    },
    b1: `http://127.0.0.1:${String(b1)}`,
    b2: `http://127.0.0.1:${String(b2)}`,
    directory,
    said: () => said,
    stop,
  };
}
