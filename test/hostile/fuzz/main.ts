import { Agent, request as httpRequest } from 'node:http';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawAnswer } from '../../wire/raw-package.js';
import { memoryOf, openCast, type Cast } from './cast.js';
import { fuzzCase, type FuzzCase } from './fuzz-case.js';
import { drain, unexplained } from './inbox-audit.js';
import { judge, type JudgedFault } from './judge.js';
import { Neighbour } from './neighbour.js';
import { readOptions, USAGE, UsageError, type FuzzOptions } from './options.js';
import { seedsOf } from './seeds.js';
import type { WireRequest } from './wire-request.js';

/** Breaks requests that were right, sends them, and judges what comes back. */

const ROOT = new URL('../../../', import.meta.url);
const PATIENCE_MS = 60_000;
const SHOWN_FINDINGS = 20;
const CALM_MS = 3_000;
/** Faults that are validated against the schema: the first ones of each kind. */
const FAULTS_OF_A_KIND = 20;

/** As the provider's log begins its lines. */
const OWN_LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z (?:DEBUG|INFO|WARN|ERROR) /;

const note = (line: string): boolean => process.stderr.write(`fuzz: ${line}\n`);

/** What came of a run. */
class Books {
  readonly kinds = new Map<string, number>();
  readonly accepted = new Set<string>();
  readonly findings: string[] = [];
  readonly faults = new Map<string, JudgedFault[]>();

  find(what: string, by?: FuzzCase): void {
    this.findings.push(
      by === undefined ? what : `case ${String(by.number)} (${by.seed}: ${by.done.join('; ')}): ${what}`,
    );
    if (this.findings.length <= SHOWN_FINDINGS) note(this.findings.at(-1) ?? '');
  }

  keepFault(kind: string, fault: JudgedFault): void {
    const key = `${kind} in SOAP ${fault.version}`;
    const kept = this.faults.get(key) ?? [];
    if (kept.length < FAULTS_OF_A_KIND) this.faults.set(key, [...kept, fault]);
  }
}

async function run(options: FuzzOptions): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'imps-fuzz-'));
  // The account that the database runs under has to get in.
  await chmod(directory, 0o755);
  const cast = await openCast(directory);
  const ended = new Promise<string>((resolve) => {
    cast.process.once('exit', (code, signal) => resolve(`the provider ended with ${String(code ?? signal)}`));
  });
  const clear = async (): Promise<void> => {
    await cast.close();
    await rm(directory, { recursive: true, force: true });
  };
  const interrupted = (): void => void clear().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  const books = new Books();
  const began = performance.now();
  let closing = false;
  void ended.then((what) => closing || books.find(`${what}; its log ends with: ${cast.log().slice(-2000)}`));
  try {
    const neighbour = new Neighbour(cast);
    await sleep(CALM_MS);
    const calm = neighbour.take();
    const before = memoryOf(cast.process);
    await underFire(cast, options, books);
    const disturbed = neighbour.take();
    await neighbour.stop();
    for (const failure of new Set(neighbour.failures)) books.find(`the neighbour's messages: ${failure}`);
    const after = memoryOf(cast.process);
    await auditInboxes(cast, books);
    const validated = await validate(books, directory);
    auditLog(cast, books);
    const seconds = (performance.now() - began) / 1000;
    for (const [kind, count] of [...books.kinds].sort()) note(`${String(count).padStart(8)}  ${kind}`);
    process.stdout.write(
      `seed ${String(options.seed)}: ${String(options.only === undefined ? options.cases : 1)} cases, findings ${String(books.findings.length)}, ` +
        `accepted ${String(books.accepted.size)}; ${validated}; ` +
        `memory ${told(before?.now)} -> ${told(after?.now)} MB, peak ${told(after?.peak)}; neighbour p50 ${told(calm.p50)} -> ${told(disturbed.p50)} ms, ` +
        `p99 ${told(calm.p99)} -> ${told(disturbed.p99)} ms (${String(disturbed.count)} requests); ${String(Math.round(seconds))} s\n`,
    );
  } finally {
    closing = true;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await clear();
  }
  if (books.findings.length > SHOWN_FINDINGS) note(`and ${String(books.findings.length - SHOWN_FINDINGS)} more`);
  return books.findings.length === 0;
}

const told = (figure: number | undefined): string => (figure === undefined ? '?' : figure.toFixed(1));

async function underFire(cast: Cast, { seed, cases, only, parallel }: FuzzOptions, books: Books): Promise<void> {
  const seeds = seedsOf(new URL('test/golden/', ROOT), {
    sender: cast.sender.address,
    password: cast.password,
    signer: cast.signer,
    recipients: cast.recipients.map(({ address }) => address),
    messageIds: cast.messageIds,
  });
  let next = only ?? 0;
  const end = only === undefined ? cases : only + 1;
  const ticker = setInterval(() => note(`${String(next)} cases, ${String(books.findings.length)} findings`), 15_000);
  const worker = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (next < end && cast.process.exitCode === null && cast.process.signalCode === null) {
      const made = fuzzCase(seed, next++, seeds);
      await strike(cast, made, agent, books, only !== undefined);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  clearInterval(ticker);
}

async function strike(cast: Cast, made: FuzzCase, agent: Agent, books: Books, shown: boolean): Promise<void> {
  let answer: RawAnswer;
  try {
    answer = await send(cast.url, made.request, agent);
  } catch (error) {
    books.find(`no answer: ${error instanceof Error ? error.message : String(error)}`, made);
    return;
  }
  const { kind, accepted, fault, findings } = judge(answer, [cast.password]);
  books.kinds.set(kind, (books.kinds.get(kind) ?? 0) + 1);
  for (const messageId of accepted) books.accepted.add(messageId);
  for (const finding of findings) books.find(finding, made);
  if (fault !== undefined) books.keepFault(kind, fault);
  if (shown) {
    const { headers, body } = made.request;
    note(
      `${made.seed}: ${made.done.join('; ')}\n${JSON.stringify(headers)}\n${body.toString('utf8').slice(0, 20_000)}`,
    );
    note(`${kind}\n${answer.bytes.toString('utf8').slice(0, 20_000)}`);
  }
}

function send(url: string, { port, headers, body }: WireRequest, agent: Agent): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(new URL(`/soap/${port}`, url), {
      method: 'POST',
      agent,
      headers: { ...headers, 'Content-Length': String(body.length) },
    });
    // So long that only what never ends is taken for it.
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('nothing came for a minute')));
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What lies in the inboxes is what was accepted, but for what expired. */
async function auditInboxes(cast: Cast, books: Books): Promise<void> {
  const found = await drain(cast.recipients);
  const refused = [...found].filter((messageId) => !books.accepted.has(messageId));
  if (refused.length > 0)
    books.find(`stored although refused: ${refused.slice(0, 5).join(', ')} (${String(refused.length)})`);
  const missing = [...books.accepted].filter((messageId) => !found.has(messageId));
  const lost = await unexplained(cast.sender, missing);
  if (lost.length > 0) books.find(`accepted and not there: ${lost.slice(0, 5).join(', ')} (${String(lost.length)})`);
}

/** Neither secrets, nor lines that somebody else wrote into it, nor errors of the provider's own. */
function auditLog(cast: Cast, books: Books): void {
  const log = cast.log();
  if (log.includes(cast.password)) books.find('the log holds a password');
  const lines = log.split('\n').filter((line) => line !== '');
  const foreign = lines.filter((line) => !OWN_LINE.test(line));
  if (foreign.length > 0)
    books.find(`a line of the log that is not the provider's own: ${String(foreign[0]).slice(0, 300)}`);
  const errors = lines.filter((line) => line.slice(0, 40).includes(' ERROR '));
  for (const line of errors.slice(0, 5)) books.find(`an error in the log: ${line.slice(0, 300)}`);
}

const SCHEMAS: Readonly<Record<JudgedFault['version'], string>> = { '1.1': 'envelope.xsd', '1.2': 'envelope12.xsd' };

/** By xmllint, which knows nothing of ours; where it is not installed, by the contract's decoder alone. */
async function validate(books: Books, directory: string): Promise<string> {
  const folder = join(directory, 'faults');
  await mkdir(folder);
  const verdicts: string[] = [];
  for (const [version, schema] of Object.entries(SCHEMAS)) {
    const faults = [...books.faults.values()].flat().filter((fault) => fault.version === version);
    const files = faults.map((_, index) => join(folder, `${version}-${String(index)}.xml`));
    for (const [index, { envelope }] of faults.entries()) await writeFile(files[index] ?? '', envelope);
    if (files.length > 0) verdicts.push(`SOAP ${version}: ${await verdictOf(files, schema, books)}`);
  }
  return verdicts.length === 0 ? 'no faults' : verdicts.join(', ');
}

function verdictOf(files: readonly string[], name: string, books: Books): Promise<string> {
  const schema = fileURLToPath(new URL(`test/interop/${name}`, ROOT));
  return new Promise((resolve) => {
    execFile('xmllint', ['--nonet', '--noout', '--schema', schema, ...files], { maxBuffer: 1e8 }, (error, _, words) => {
      if (error === null) resolve(`${String(files.length)} faults valid by xmllint`);
      else if (error.code === 'ENOENT') resolve(`${String(files.length)} faults decoded (xmllint is not installed)`);
      else {
        books.find(`a fault is not valid: ${words.split('\n').find((line) => !line.endsWith(' validates')) ?? ''}`);
        resolve('faults that are not valid');
      }
    });
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else if (!(await run(options))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
