import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { LocalPostgresError, reasonOf, systemCode } from './errors.js';
import { createPrivateFile } from './private-file.js';
import { isAlive, ownIdentity, ownSpace, type ProcessIdentity } from './process-identity.js';

/** How often an owner shows that it lives, for those who cannot see its pid (another container or host). */
const HEARTBEAT_MS = 2_000;
/** A lock of another pid space whose owner was silent for this long is stale at once. */
const SILENT_MS = 15_000;
/** Otherwise it is watched for this long. */
const WATCH_MS = 3 * HEARTBEAT_MS;
/** Nobody takes this long from writing a file to putting it in its place. */
const DRAFT_MS = 60_000;

/** What a lock file says. `nonce` makes each acquisition unique. */
export interface OwnerRecord extends ProcessIdentity {
  readonly nonce: string;
}

interface ChainEnd {
  readonly record: OwnerRecord;
  readonly file: string;
}

/**
 * Says which process owns a data directory.
 *
 * The file `postgres.owner` is created complete and atomically by hard link. A stale one is not removed, since
 * two contenders could then remove each other's: its successor is created as `postgres.owner.<nonce of the
 * stale one>`, which only one can win, and the end of that chain is the owner. The winner shortens the chain
 * by renaming its record over the head and then dropping the rest; a contender that had read the old head
 * notices because, after linking, its own record must be the end of the chain as read from the head again.
 */
export class OwnerLock {
  readonly #directory: string;
  readonly #record: OwnerRecord;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(directory: string, record: OwnerRecord) {
    this.#directory = directory;
    this.#record = record;
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      utimes(headFile(directory), now, now).catch(() => undefined);
    }, HEARTBEAT_MS).unref();
  }

  /**
   * Makes this process the owner of `directory`.
   *
   * @throws LocalPostgresError DATA_DIR_IN_USE when a live process owns it; DATA_DIR_ACCESS when it cannot be written
   */
  static async acquire(directory: string): Promise<OwnerLock> {
    const record: OwnerRecord = { ...ownIdentity(), nonce: randomBytes(12).toString('hex') };
    const draft = join(directory, `postgres.owner-draft-${record.nonce}`);
    try {
      await createPrivateFile(draft, JSON.stringify(record) + '\n');
      for (;;) {
        const end = await findChainEnd(directory);
        if (end && (await isHeld(end))) throw inUse(directory, end.record);
        const place = end ? successorFile(directory, end.record) : headFile(directory);
        try {
          await link(draft, place);
        } catch (error) {
          if (systemCode(error) === 'EEXIST') continue;
          throw error;
        }
        if ((await findChainEnd(directory))?.record.nonce === record.nonce) {
          // Order matters: the head must be ours before the links that led to us go away.
          if (end) {
            await rename(draft, headFile(directory)).catch(async (error: unknown) => {
              await rm(place, { force: true });
              throw error;
            });
          }
          await sweep(directory).catch(() => undefined);
          return new OwnerLock(directory, record);
        }
        await rm(place, { force: true });
      }
    } catch (error) {
      if (error instanceof LocalPostgresError) throw error;
      throw new LocalPostgresError(
        'DATA_DIR_ACCESS',
        `The data directory ${directory} cannot be written (${reasonOf(error)}): give this user write access or choose another directory`,
        { cause: error },
      );
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  /** The live owner of `directory`, if there is one. */
  static async ownerOf(directory: string): Promise<OwnerRecord | undefined> {
    const end = await findChainEnd(directory);
    return end && (await isHeld(end)) ? end.record : undefined;
  }

  /** Gives the directory up. Leaves a lock alone that is not ours any more. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    const head = await readRecord(headFile(this.#directory));
    if (head?.nonce === this.#record.nonce) await rm(headFile(this.#directory), { force: true });
  }
}

function headFile(directory: string): string {
  return join(directory, 'postgres.owner');
}

function successorFile(directory: string, record: OwnerRecord): string {
  return `${headFile(directory)}.${record.nonce}`;
}

/** Follows the successors of the head to the record that counts. */
async function findChainEnd(directory: string): Promise<ChainEnd | undefined> {
  let file = headFile(directory);
  let record = await readRecord(file);
  if (!record) return undefined;
  for (;;) {
    const nextFile = successorFile(directory, record);
    const next = await readRecord(nextFile);
    if (!next) return { record, file };
    [file, record] = [nextFile, next];
  }
}

/** Removes what earlier owners and contenders left: the chain, since the head is ours now, and dead drafts. */
async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name);
    const chain = name.startsWith('postgres.owner.');
    const draft = name.startsWith('postgres.owner-draft-') || name.startsWith('postgres.runtime.');
    const age = Date.now() - ((await lastBeat(file)) ?? Date.now());
    if (chain || (draft && age > DRAFT_MS)) await rm(file, { force: true });
  }
}

async function isHeld({ record, file }: ChainEnd): Promise<boolean> {
  if (record.pid === 0) return false;
  if (record.space === ownSpace()) return isAlive(record);
  const beat = await lastBeat(file);
  if (beat === undefined || Date.now() - beat > SILENT_MS) return false;
  for (let waited = 0; waited < WATCH_MS; waited += 250) {
    await sleep(250);
    const later = await lastBeat(file);
    if (later === undefined) return false;
    if (later !== beat) return true;
  }
  return false;
}

async function lastBeat(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** A damaged record (power loss) stands for nobody, but still has a nonce so that it can be succeeded. */
async function readRecord(file: string): Promise<OwnerRecord | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isOwnerRecord(value)) return value;
  } catch {
    // Handled below.
  }
  const inode = (await stat(file).catch(() => undefined))?.ino ?? 0;
  return { pid: 0, started: 0, space: '', nonce: `damaged${inode}` };
}

function isOwnerRecord(value: unknown): value is OwnerRecord {
  if (typeof value !== 'object' || value === null) return false;
  if (!('pid' in value && 'started' in value && 'space' in value && 'nonce' in value)) return false;
  const numbers = Number.isInteger(value.pid) && typeof value.started === 'number';
  return numbers && typeof value.space === 'string' && typeof value.nonce === 'string' && /^\w+$/.test(value.nonce);
}

function inUse(directory: string, owner: OwnerRecord): LocalPostgresError {
  const where = owner.space === ownSpace() ? '' : ' in another container or on another machine';
  return new LocalPostgresError(
    'DATA_DIR_IN_USE',
    `The data directory ${directory} is in use by process ${owner.pid}${where}: stop that one first, or choose another data directory`,
  );
}
