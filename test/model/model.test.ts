import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { commands, LookBack } from './commands.js';
import { InboxModel } from './inbox-model.js';
import { RealInbox } from './real-inbox.js';

/**
 * Sequences of everything that can be done to an inbox, against a running provider and against the model of one. A
 * sequence that they disagree on is shrunk, and printed with its seed and path:
 * MODEL_SEED, MODEL_PATH and MODEL_REPLAY run it again, MODEL_RUNS runs more of them.
 */
const LIMITS = { depth: 8, attempts: 3 };
const { MODEL_RUNS, MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;
const RUNS = Number(MODEL_RUNS ?? 40);
const MILLISECONDS_A_RUN = 4_000;
/** On a busy machine there are fewer runs instead of a longer test. */
const MILLISECONDS_IN_ALL = 20_000;

let b1: TestProvider;
let senders: Record<string, Party>;
let inboxes = 0;

beforeAll(async () => {
  b1 = await startTestProvider({
    settings: { inboxDepthLimit: LIMITS.depth, maxDeliveryAttempts: LIMITS.attempts },
  });
  senders = {};
  for (const name of ['alice', 'bob']) {
    senders[name] = new Party(b1, `wv:${name}@b1.example`, { secret: await b1.addService(name) });
  }
});
afterAll(() => b1.drop());

test(
  'WSI-7, WSI-23, MT-3: leases, acknowledgements, redelivery, expiry, priority, dead letters, redrive and request ids are as in the model, in any order',
  async () => {
    const sequences = fc.commands(commands, {
      maxCommands: 60,
      size: '+1',
      ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
    });
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        inboxes += 1;
        const real = await RealInbox.open(b1, `inbox${String(inboxes)}`, senders);
        const model = new InboxModel(LIMITS);
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await new LookBack().run(model, real);
      }),
      {
        numRuns: RUNS,
        seed: Number(MODEL_SEED ?? 20),
        ...(MODEL_RUNS === undefined ? { interruptAfterTimeLimit: MILLISECONDS_IN_ALL } : {}),
        ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
      },
    );
  },
  RUNS * MILLISECONDS_A_RUN,
);
