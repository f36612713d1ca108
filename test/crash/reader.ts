import { setTimeout as sleep } from 'node:timers/promises';
import { InstantInboxClient, type InboxMessage } from '@imps-wsi/consumer-sdk';
import { Journal, monotonicMicroseconds, type ProcessedEntry } from './journal.js';
import { isIntact, readText } from './message.js';
import { phaseOf, readPlan, startNumber, type InboxPlan, type ReaderPlan } from './plans.js';
import { Random, seedOf } from './random.js';
import { readRaw } from './raw-reader.js';

/**
 * A process of readers. What a message does here is a line in the journal, written before the message is acknowledged;
 * the messageId makes it the same line however often the message comes. Several of these read the same inboxes.
 */
const plan = readPlan() as ReaderPlan;
const random = new Random(seedOf(plan.seed, plan.journal, startNumber()));
const journal = new Journal(plan.journal);
const stop = new AbortController();
setInterval(() => {
  if (phaseOf(plan) === 'stop') stop.abort();
}, 250).unref();

const TIMEOUT_MS = 6_000;

/** The line that a message is in the journal; undefined for one that nobody here wrote, such as a notice. */
function entryOf(
  inbox: string,
  message: { messageId: string; deliveryAttempt: number },
  text: string | undefined,
  data: Uint8Array | undefined,
): ProcessedEntry | undefined {
  const author = readText(text);
  if (author === undefined || text === undefined) return undefined;
  const { sender, n } = author;
  const stream = `${sender}>${inbox}`;
  if (!isIntact(sender, n, text, data)) journal.damaged(message.messageId, stream, n);
  return { messageId: message.messageId, stream, n, attempt: message.deliveryAttempt };
}

async function entryOfSdk(inbox: string, message: InboxMessage): Promise<ProcessedEntry | undefined> {
  return entryOf(inbox, message, message.text, await message.parts[1]?.bytes());
}

const clientOf = ({ endpoint, credentials: { address, password, secret } }: InboxPlan): InstantInboxClient =>
  new InstantInboxClient({
    endpoint,
    username: address,
    ...(secret === undefined ? { password: password ?? '' } : { secret }),
    requestTimeoutMs: TIMEOUT_MS,
    retry: { maxAttempts: 3, baseDelayMs: 50, maxDelayMs: 1_000 },
    random: () => random.next(),
  });

/** The SDK's loop: some handlings fail, and their messages come again. */
async function byProcess(inbox: InboxPlan): Promise<void> {
  const client = clientOf(inbox);
  await client.process(
    async (message) => {
      const entry = await entryOfSdk(inbox.name, message);
      if (random.chance(0.005)) throw new Error('the handler fails');
      if (entry !== undefined) journal.processed([entry]);
    },
    {
      concurrency: 4,
      leaseSeconds: plan.leaseSeconds,
      waitSeconds: 1,
      maxMessages: random.between(20, 100),
      retryDelay: { baseDelayMs: 50, maxDelayMs: 500 },
      onError: () => undefined,
      signal: stop.signal,
    },
  );
  await client.close();
}

/** One batch after the other: all of it at once is processed and acknowledged, or given back. */
async function byReceive(inbox: InboxPlan): Promise<void> {
  const client = clientOf(inbox);
  try {
    while (!stop.signal.aborted) {
      const begin = monotonicMicroseconds();
      const batch = await client.receive({
        maxMessages: random.between(1, 100),
        waitSeconds: 1,
        leaseSeconds: plan.leaseSeconds,
      });
      if (random.chance(0.02)) {
        await batch.release();
        continue;
      }
      const entries = await Promise.all(batch.items.map((message) => entryOfSdk(inbox.name, message)));
      journal.processed(
        entries.filter((entry) => entry !== undefined),
        begin,
      );
      await batch.acknowledge();
      journal.acknowledged(batch.items.map(({ messageId }) => messageId));
    }
  } finally {
    await client.close();
  }
}

async function read(inbox: InboxPlan): Promise<void> {
  while (!stop.signal.aborted) {
    try {
      if (plan.kind === 'process') await byProcess(inbox);
      else if (plan.kind === 'receive') await byReceive(inbox);
      else await readRaw(inbox, { random, journal, entryOf, leaseSeconds: plan.leaseSeconds, signal: stop.signal });
    } catch (error) {
      if (process.env['CRASH_TALK'] !== undefined) process.stderr.write(`${inbox.name}: ${String(error)}\n`);
      await sleep(random.between(50, 400));
    }
  }
}

await Promise.all(plan.inboxes.map(read));
journal.close();
process.exit(0);
