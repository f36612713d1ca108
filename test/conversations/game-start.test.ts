import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FeedReader } from '../stage/feed-reader.js';
import { freePorts } from '../support/free-ports.js';

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

interface Started {
  /** Everything up to the line that ends the instructions. */
  readonly said: string;
  readonly pid: number;
  /** Its exit code, and what it said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
  stop(): Promise<number | null>;
}

function start(): Promise<Started> {
  const child = spawn(process.execPath, [START], { cwd: directory, env: { ...process.env, ...ports } });
  running.add(child);
  let out = '';
  let errors = '';
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, errors }));
  });
  void ended.then(() => running.delete(child));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (!out.includes('What the game exchanges')) return;
      resolve({
        said: out,
        pid: child.pid!,
        ended,
        stop: async () => {
          child.kill('SIGTERM');
          return (await ended).code;
        },
      });
    });
    void ended.then(({ code }) => reject(new Error(`it ended with ${String(code)}: ${errors}`)));
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

test('the pages are there, and lead to what they need', async () => {
  const { said, stop } = await start();
  const page = /Ready\. Open (http:\/\/localhost:\d+)\n/.exec(said)![1]!;
  expect(page).toBe(`http://localhost:${ports.GAME_PORT}`);
  for (const path of ['/', '/phone', '/phone/u1', '/assets/stage.js', '/assets/phone.js', '/assets/stage.css']) {
    expect([path, (await fetch(page + path)).status]).toEqual([path, 200]);
  }
  const phone = (await (await fetch(`${page}/demo/phone/u2`)).json()) as Record<string, string>;
  expect(phone).toMatchObject({ username: 'u2', imAddress: 'wv:bob@b2.example' });
  const state = await fetch(`${page}/api/state`, { headers: { authorization: `Bearer ${phone['token']!}` } });
  expect(await state.json()).toMatchObject({ username: 'u2', opponent: 'u1' });
  const session = await fetch(`${page}/im/b2.example/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: phone['imAddress'], password: phone['password'] }),
  });
  expect([session.status, session.headers.get('set-cookie')]).toEqual([
    201,
    expect.stringMatching(/^imps-b2\.example=/),
  ]);
  expect(await stop()).toBe(0);
});

test('a game that dies is started again; a provider that dies ends everything, in one line', async () => {
  const { pid, ended } = await start();
  const feed = await FeedReader.open(Number(ports.GAME_PORT));
  await feed.until(({ processes }) => processes.a === 'running');
  process.kill(await childOf(pid, 'game-process.js'), 'SIGKILL');
  await feed.until(({ processes }) => processes.a !== 'running');
  await feed.until(({ processes }) => processes.a === 'running');
  expect((await fetch(`http://localhost:${ports.GAME_PORT}/api/state`)).status).toBe(401);
  process.kill(await childOf(pid, '--domain b1.example'), 'SIGKILL');
  expect(await ended).toEqual({
    code: 1,
    errors: 'error: b1.example ended by itself; the others are stopped. Run npm start again.\n',
  });
  feed.close();
});

/** The process that a process has started with these words in its command. */
async function childOf(pid: number, words: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const lines = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const found = lines.find((line) => line?.[2] === String(pid) && line[3]!.includes(words));
  if (found?.[1] === undefined) throw new Error(`there is no child ${words}`);
  return Number(found[1]);
}

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
