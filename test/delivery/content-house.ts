import { createHash } from 'node:crypto';
import { silentLogger } from '@imps-wsi/provider';
import type pg from 'pg';
import type { DeploymentPolicy } from '../../packages/provider/dist/domain/account-policy.js';
import { Allowances } from '../../packages/provider/dist/domain/allowances.js';
import type { Caller } from '../../packages/provider/dist/domain/caller.js';
import type { DraftPart } from '../../packages/provider/dist/domain/content.js';
import type { StoredContent } from '../../packages/provider/dist/domain/content-store.js';
import { DepthLimit } from '../../packages/provider/dist/domain/depth.js';
import { MessageIds } from '../../packages/provider/dist/domain/message-id.js';
import { Policies, type QuotaSettings } from '../../packages/provider/dist/domain/policies.js';
import { Quotas } from '../../packages/provider/dist/domain/quotas.js';
import type { SendVerdict } from '../../packages/provider/dist/domain/send-verdict.js';
import { Sending } from '../../packages/provider/dist/domain/sending.js';
import { PostgresClock } from '../../packages/provider/dist/store/clock.js';
import { PostgresContents } from '../../packages/provider/dist/store/content.js';
import { GroupCommit } from '../../packages/provider/dist/store/group-commit.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { PgQuotaStore } from '../../packages/provider/dist/store/quotas.js';
import { PgRecipientDirectory } from '../../packages/provider/dist/store/recipients.js';
import { Sweeper, type SweepSettings } from '../../packages/provider/dist/store/sweep.js';

/** Large content between the parts of a provider that have to do with it; what comes in over the wire is left out. */
export interface ContentHouse {
  readonly contents: PostgresContents;
  readonly inboxes: PostgresInboxes;
  readonly alice: Caller;
  /** Adds a person and answers the key of the inbox. */
  addPerson(name: string): Promise<string>;
  upload(bytes: Uint8Array, piece?: number): Promise<Buffer | StoredContent>;
  /** An upload that must be a large one. */
  store(bytes: Uint8Array): Promise<StoredContent>;
  /** Alice sends, and lets go of the contents as whoever receives requests does: after the verdicts, whatever they are. */
  send(message: LargeMessage): Promise<readonly SendVerdict[]>;
  sweep(settings?: Partial<SweepSettings>): Promise<void>;
  /** What is in the store: contents, their rows, and their uses. */
  counts(): Promise<{ contents: number; chunks: number; uses: number }>;
}

export interface LargeMessage {
  readonly id?: string;
  readonly to: readonly string[];
  readonly parts: readonly (StoredContent | Buffer | string)[];
}

const LARGEST = 1_000_000_000;
const POLICY: DeploymentPolicy & QuotaSettings = {
  maxContentRequestBytes: LARGEST,
  maxMessageBytes: LARGEST,
  maxPartBytes: LARGEST,
  defaultLifetimeSeconds: 0,
  maxLifetimeSeconds: 0,
  allowedContentTypes: ['*/*'],
  refusedContentTypes: [],
  acceptedContentTypes: ['*/*'],
  rejectedContentTypes: [],
  messagesPerSecond: 0,
  messageBurstSeconds: 1,
  bytesPerDay: 0,
  inboundPerPeriod: 0,
  inboundPeriodSeconds: 1,
  inboxDepthLimit: 1_000,
  openLongPolls: 0,
};
/** Of an account of which nothing was settled. */
export const RULES = new Policies(POLICY).of({});

export const NOTHING_STORED = { contents: 0, chunks: 0, uses: 0 };

/** @param commitPool where deliveries are committed, if not where all else happens */
export async function contentHouse(pool: pg.Pool, commitPool = pool): Promise<ContentHouse> {
  const failures: unknown[] = [];
  const contents = new PostgresContents(pool, (error) => failures.push(error));
  const inboxes = new PostgresInboxes(pool, 3, contents);
  const epoch = await pool.query<{ value: string }>(`SELECT value FROM setting WHERE name = 'store-epoch'`);
  const policies = new Policies({ ...POLICY, maxMessageBytes: 64 * 1024 * 1024 });
  const quotas = new Quotas(new PgQuotaStore(pool));
  const sending = new Sending({
    directory: new PgRecipientDirectory(pool, ['b1.example']),
    sink: new GroupCommit(commitPool),
    signal: { announce: () => undefined },
    clock: new PostgresClock(pool),
    allowances: new Allowances({ quotas, throttle: { current: undefined }, depth: new DepthLimit(inboxes), policies }),
    storeRetrySeconds: () => 2,
    ids: new MessageIds(epoch.rows[0]!.value),
    mayUseSender: () => true,
    policies,
    limits: { maxDeliveriesPerRequest: 1_000 },
  });
  const addPerson = async (name: string): Promise<string> => {
    const { rows } = await pool.query<{ owner_id: string }>(
      `INSERT INTO account (address, kind) VALUES ($1, 'person')
       ON CONFLICT (address) DO UPDATE SET kind = 'person' RETURNING owner_id`,
      [`wv:${name}@b1.example`],
    );
    await pool.query('INSERT INTO inbox_head (owner_id) VALUES ($1) ON CONFLICT DO NOTHING', [rows[0]!.owner_id]);
    return rows[0]!.owner_id;
  };
  const alice: Caller = { ownerId: await addPerson('alice'), address: 'wv:alice@b1.example', kind: 'person' };
  let lastId = 0;

  const upload = async (bytes: Uint8Array, piece = 65_536): Promise<Buffer | StoredContent> => {
    const under = contents.open(64 * 1024 * 1024);
    for (let at = 0; at < bytes.length; at += piece) await under.write(bytes.subarray(at, at + piece));
    return under.finish();
  };
  return {
    contents,
    inboxes,
    alice,
    addPerson,
    upload,
    store: async (bytes) => {
      const stored = await upload(bytes);
      if (Buffer.isBuffer(stored)) throw new Error('that was not large enough to be stored');
      return stored;
    },
    send: async ({ id, to, parts }) => {
      lastId += 1;
      const part = parts.map((each): DraftPart =>
        typeof each === 'string'
          ? { contentType: 'text/plain', text: each }
          : { contentType: 'application/octet-stream', data: each },
      );
      const draft = { clientMessageId: id ?? `m${String(lastId)}`, recipient: to, part, report: [], attribute: [] };
      const sent = sending.send(alice, [draft]);
      await sent.catch(() => undefined);
      await contents.discard(
        parts.flatMap((each) => (typeof each === 'string' || Buffer.isBuffer(each) ? [] : [each])),
      );
      if (failures.length > 0) throw failures[0];
      return (await sent).results;
    },
    sweep: (settings = {}) =>
      new Sweeper(
        pool,
        {
          intervalMilliseconds: 1e6,
          idempotencyWindowSeconds: 1e6,
          clientHistoryDays: 90,
          deadLetterDays: 10,
          ...settings,
        },
        silentLogger,
      ).sweep(),
    counts: async () => {
      const { rows } = await pool.query<{ contents: number; chunks: number; uses: number }>(
        `SELECT (SELECT count(*)::int FROM content) AS contents, (SELECT count(*)::int FROM content_chunk) AS chunks,
                (SELECT count(*)::int FROM content_use) AS uses`,
      );
      return rows[0]!;
    },
  };
}

/** Bytes that are different at every place and in every test. */
export function someBytes(length: number, seed = 'x'): Buffer {
  const block = createHash('sha512').update(seed).digest();
  const bytes = Buffer.alloc(length, block);
  for (let at = 0; at + 4 <= length; at += 64) bytes.writeUInt32LE(at, at);
  return bytes;
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}
