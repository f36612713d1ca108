import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** `npm start` as a newcomer meets it, in an empty directory. */
const START = fileURLToPath(new URL('../../examples/gaming/dist/demo/start.js', import.meta.url));
let directory: string;
let ports: Record<'B1_PORT' | 'B2_PORT' | 'GAME_PORT', string>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-start-'));
  // Else the databases of a run as root would be kept elsewhere and stay behind.
  await chmod(directory, 0o711);
  const [a, b, c] = await freePorts(3);
  ports = { B1_PORT: String(a), B2_PORT: String(b), GAME_PORT: String(c) };
});
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => new Promise((resolve) => child.once('close', resolve))));
  await rm(directory, { recursive: true, force: true });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const found = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}

interface Started {
  /** Everything up to the line that ends the instructions. */
  readonly said: string;
  stop(): Promise<number | null>;
}

function start(): Promise<Started> {
  const child = spawn(process.execPath, [START], { cwd: directory, env: { ...process.env, ...ports } });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => running.delete(child));
  let out = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (!out.includes('What the game exchanges')) return;
      resolve({
        said: out,
        stop: () => {
          child.kill('SIGTERM');
          return ended;
        },
      });
    });
    void ended.then((code) => reject(new Error(`it ended with ${String(code)}: ${errors}`)));
  });
}

/** Pastes every command into a shell, in order; answers what each printed. */
async function paste(said: string): Promise<string[]> {
  const [, commands = ''] = /in another terminal:\n(.*)\n\nWhat the game exchanges/s.exec(said) ?? [];
  const answers: string[] = [];
  for (const block of commands.trim().split(/\n\n(?=# )/)) {
    const { stdout } = await promisify(execFile)('sh', ['-c', block], { maxBuffer: 10_000_000 });
    answers.push(stdout);
  }
  return answers;
}

test('everything starts, what it prints to try works when pasted, and it works again over the data it kept', async () => {
  for (const round of ['first', 'second']) {
    const { said, stop } = await start();
    const [capabilities, sent, read, answered, readAnswer, contract, state] = await paste(said);
    expect([round, capabilities]).toEqual([round, expect.stringContaining('<domain>b1.example</domain>')]);
    expect(sent).toContain('<code>200</code>');
    expect(read).toMatch(/<sender>wv:u1@chess\.b2\.example<\/sender>.*<text>Good game!<\/text>/s);
    expect(answered).toContain('<code>200</code>');
    expect(readAnswer).toMatch(/<sender>wv:u2@chess\.b1\.example<\/sender>.*<text>Thank you!<\/text>/s);
    expect(contract).toContain('<wsdl:definitions');
    expect(JSON.parse(state!)).toMatchObject({ username: 'u1', opponent: 'u2', game: { id: '1' } });
    expect((await stat(join(directory, 'data/demo/secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await stop()).toBe(0);
  }
});

test('a port in use is one line, exit code 1, and nothing is left', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(Number(ports.B2_PORT), '127.0.0.1', resolve));
  const child = spawn(process.execPath, [START], { cwd: directory, env: { ...process.env, ...ports } });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(errors).toBe(
    `error: port ${ports.B2_PORT} is in use; stop the program that has it, or set B2_PORT to another one.\n`,
  );
  await new Promise((resolve) => server.close(resolve));
});
