import { setTimeout as sleep } from 'node:timers/promises';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { Journal } from './journal.js';
import type { PlannedMessage } from './message.js';
import { Outbox, type OpenMessage } from './outbox.js';
import { phaseOf, readPlan, startNumber, type SenderPlan, type WriterPlan } from './plans.js';
import { Random, seedOf } from './random.js';
import { RawClient } from './raw-client.js';

/**
 * A process of writers. Each sender has one request under way; one whose outcome is not known is sent again, under the
 * same ids, until it is. Ends with 0 when everything was accepted.
 */

/** One result for each message and recipient, in order. */
interface Result {
  readonly code: number;
  readonly messageId?: string | undefined;
  readonly retryable: boolean;
}
type Send = (messages: readonly PlannedMessage[]) => Promise<readonly Result[]>;

const plan = readPlan() as WriterPlan;
const random = new Random(seedOf(plan.seed, plan.journal, startNumber()));
const outboxes = Outbox.restore(plan.seed, plan.senders, plan.journal);
const journal = new Journal(plan.journal);
let mayBegin = phaseOf(plan) === 'run';
setInterval(() => (mayBegin = phaseOf(plan) === 'run'), 250).unref();

/** Above this, content travels beside the envelope. */
const LARGE = 64 * 1024;
const TIMEOUT_MS = 6_000;

function bySdk(sender: SenderPlan): Send {
  const { address, password, secret } = sender.credentials;
  const client = new InstantInboxClient({
    endpoint: plan.endpoint,
    username: address,
    ...(secret === undefined ? { password: password ?? '' } : { secret }),
    requestTimeoutMs: TIMEOUT_MS,
    retry: { maxAttempts: 3, baseDelayMs: 50, maxDelayMs: 1_000 },
    random: () => random.next(),
  });
  return async (messages) => {
    const batches = await client.sendAll(
      messages.map(({ clientMessageId, targets, text, data, priority, lifetime }) => ({
        clientMessageId,
        priority,
        timeToLiveSeconds: lifetime,
        to: targets.map((target) => target.address),
        parts: [text, ...(data === undefined ? [] : [{ contentType: 'application/octet-stream', data }])],
      })),
    );
    return batches.flatMap(({ results }) =>
      results.map((result) => ({
        code: result.code,
        messageId: result.ok ? result.messageId : undefined,
        retryable: !result.ok && result.retryable,
      })),
    );
  };
}

function raw(sender: SenderPlan): Send {
  const client = new RawClient(plan.endpoint, sender.credentials, TIMEOUT_MS);
  return async (messages) => {
    const message = messages.map(({ clientMessageId, targets, text, data, priority, lifetime }) => ({
      clientMessageId,
      priority,
      timeToLive: lifetime,
      recipient: targets.map((target) => target.address),
      part: [
        { contentType: 'text/plain', text },
        ...(data === undefined ? [] : [{ contentType: 'application/octet-stream', data }]),
      ],
    }));
    const large = messages.map(({ data }) => data).filter((data) => data !== undefined && data.length > LARGE);
    // A package with one content, or base64 however large.
    const [only] = large;
    const packaged = large.length === 1 && only !== undefined && random.chance(0.7);
    const { result } = packaged
      ? await client.sendPackage({ message }, only)
      : await client.call('SendMessages', { message });
    return result;
  };
}

/** What was accepted is in the journal before anything newer is sent. Answers whether anything was taken. */
function note(sender: SenderPlan, outbox: Outbox, sent: readonly OpenMessage[], results: readonly Result[]): boolean {
  const deliveries = sent.flatMap((entry) => entry.message.targets.map(({ inbox }) => ({ entry, inbox })));
  if (results.length !== deliveries.length) throw new Error('one result for each message and recipient was expected');
  const accepted: { stream: string; n: number; messageId: string }[] = [];
  for (const [index, { entry, inbox }] of deliveries.entries()) {
    const { code, messageId, retryable } = results[index]!;
    const stream = `${sender.name}>${inbox}`;
    if (code === 200 && messageId !== undefined) accepted.push({ stream, n: entry.message.n, messageId });
    else if (!retryable) journal.refused(stream, entry.message.n, code);
  }
  journal.accepted(accepted);
  let progress = false;
  for (const [index, { entry, inbox }] of deliveries.entries()) {
    const { code, retryable } = results[index]!;
    if (code !== 200 && retryable) continue;
    if (entry.missing.has(inbox)) outbox.done(entry, inbox);
    progress = true;
  }
  return progress;
}

async function write(sender: SenderPlan, outbox: Outbox): Promise<void> {
  const send = plan.kind === 'sdk' ? bySdk(sender) : raw(sender);
  for (;;) {
    const sent = outbox.take(
      random.weighted([
        [1, 1],
        [4, random.between(2, 20)],
        [2, 60],
      ]),
      mayBegin,
    );
    if (sent.length === 0) return;
    const messages = sent.map(({ message }) => message);
    // Now and then two copies race, over connections that may lead to different processes.
    const copies = random.chance(0.03) ? [send(messages), send(messages)] : [send(messages)];
    let progress = false;
    for (const outcome of await Promise.allSettled(copies)) {
      if (outcome.status === 'fulfilled') progress = note(sender, outbox, sent, outcome.value) || progress;
      else if (process.env['CRASH_TALK'] !== undefined)
        process.stderr.write(`${sender.name}: ${String(outcome.reason)}\n`);
    }
    if (!progress) await sleep(random.between(50, 400));
  }
}

await Promise.all(plan.senders.map((sender) => write(sender, outboxes.get(sender.name)!)));
journal.close();
process.exit(0);
