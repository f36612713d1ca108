import type { OutgoingMessageInput } from '@imps-wsi/contract/im';
import { InstantInboxError } from '../errors.js';
import { sleep, type Clock } from '../client/clock.js';
import { linkSignals, onAbort } from '../client/signals.js';
import type { Exchange } from '../client/exchange.js';
import { standsAlone } from '../client/request-encoding.js';
import { resultsByMessage, type SendResult } from './send-result.js';
import { ProgressReport, type ProgressListener } from './progress.js';
import { estimateBytes } from './weight.js';

/** How much goes into one request. */
export interface BatchLimits {
  readonly maxMessages: number;
  readonly maxBytes: number;
  /** Recipients, summed over all messages. */
  readonly maxDeliveries: number;
}

export interface SendQueueOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly lingerMs: number;
  /** The bounds as far as they are known; asked before each request. `much` says that a lot is waiting. */
  readonly limits: (much: boolean) => Promise<BatchLimits> | BatchLimits;
}

/** Who waits for a send. */
export interface QueueOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

interface Job {
  readonly messages: readonly OutgoingMessageInput[];
  readonly progress: ProgressReport;
  /** Has a request of its own. */
  readonly alone: boolean;
  readonly bytes: number;
  readonly deliveries: number;
  settled: boolean;
  resolve(results: SendResult[][]): void;
  reject(error: unknown): void;
  /** Called once when the job has settled, however it did. */
  onSettled: () => void;
}

/** So many waiting messages make it worth asking the provider for its bounds. */
const MANY = 100;

/** Refusals of a request as a whole that a single message of it may have caused. */
const MAY_BE_ONE_MESSAGE: ReadonlySet<string> = new Set([
  'SchemaViolation',
  'MalformedXml',
  'BadRequestParameter',
  'FieldNotOffered',
  'TooManyDeliveries',
  'RequestTooLarge',
  'BadHttpRequest',
  'ContentUnreadable',
]);

/**
 * Gathers what is sent at the same time into one SendMessages, with one request in flight: the provider keeps the
 * order inside a request and between one answer and the next request, so call order is delivery order.
 */
export class SendQueue {
  readonly #options: SendQueueOptions;
  #waiting: Job[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  /** Aborts the request in flight, at a close that takes too long. */
  readonly #abandon = new AbortController();

  constructor(options: SendQueueOptions) {
    this.#options = options;
  }

  /** Sends a message, together with others unless it is large. */
  async send(message: OutgoingMessageInput, options: QueueOptions = {}): Promise<SendResult[]> {
    const [results] = await this.#enqueue([message], standsAlone(message), options);
    return results ?? [];
  }

  /** Sends the messages in exactly one request, results by message. */
  sendTogether(messages: readonly OutgoingMessageInput[], options: QueueOptions = {}): Promise<SendResult[][]> {
    return this.#enqueue(messages, true, options);
  }

  /** Takes no more, and resolves when all that was taken has its result. */
  async drain(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  /** Gives up on what is still waiting or in flight. */
  abandon(error: InstantInboxError): void {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(error);
    this.#abandon.abort(error);
  }

  #enqueue(
    messages: readonly OutgoingMessageInput[],
    alone: boolean,
    { signal, onProgress }: QueueOptions,
  ): Promise<SendResult[][]> {
    if (this.#closed) return Promise.reject(new InstantInboxError('ClientClosed'));
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      let forget: () => void = () => undefined;
      const settle = (): boolean => {
        if (job.settled) return false;
        job.settled = true;
        forget();
        job.onSettled();
        return true;
      };
      const job: Job = {
        messages,
        progress: new ProgressReport(onProgress),
        alone,
        bytes: messages.reduce((sum, message) => sum + estimateBytes(message), 0),
        deliveries: messages.reduce((sum, message) => sum + message.recipient.length, 0),
        settled: false,
        resolve: (results) => {
          if (settle()) resolve(results);
        },
        reject: (error) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an abort's reason can be anything
          if (settle()) reject(error);
        },
        onSettled: () => undefined,
      };
      if (signal !== undefined) {
        forget = onAbort(signal, () => {
          this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
          job.reject(signal.reason);
        });
      }
      this.#waiting.push(job);
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    const { clock, lingerMs, limits } = this.#options;
    // Even without lingering, let the caller's synchronous turn end first: Promise.all([send, send]) is one request.
    if (lingerMs > 0) await sleep(clock, lingerMs);
    else await Promise.resolve();
    while (this.#waiting.length > 0) {
      const bounds = await limits(this.#waiting.length > MANY);
      const batch = this.#take(bounds);
      await this.#deliver(batch);
    }
    // In the same step as the last look at the queue, so that no job falls between two runs.
    this.#running = undefined;
  }

  /** The next jobs in order, as many as fit; at least one. */
  #take(bounds: BatchLimits): Job[] {
    const batch: Job[] = [];
    let bytes = 0;
    let deliveries = 0;
    for (const job of this.#waiting) {
      if (batch.length > 0) {
        const fits =
          !job.alone &&
          batch.length < bounds.maxMessages &&
          bytes + job.bytes <= bounds.maxBytes &&
          deliveries + job.deliveries <= bounds.maxDeliveries;
        if (!fits) break;
      }
      batch.push(job);
      bytes += job.bytes;
      deliveries += job.deliveries;
      if (job.alone) break;
    }
    this.#waiting.splice(0, batch.length);
    return batch;
  }

  /** Sends the jobs in one request; never rejects. */
  async #deliver(batch: readonly Job[]): Promise<void> {
    const jobs = batch.filter((job) => !job.settled);
    if (jobs.length === 0) return;
    const messages = jobs.flatMap((job) => job.messages);
    const flight = this.#flight(jobs);
    // Of several in one request, none has content that takes its time.
    const [only] = jobs;
    const options = { signal: flight.signal, ...(jobs.length === 1 && only ? { onProgress: only.progress.tell } : {}) };
    try {
      const response = await this.#options.exchange.call('SendMessages', { message: messages }, options);
      flight.dispose();
      this.#distribute(jobs, response.result);
    } catch (error) {
      if (jobs.length === 1 || !(error instanceof InstantInboxError)) {
        for (const job of jobs) job.reject(error);
      } else if (error.code === 'LocalSchemaViolation') {
        await this.#deliver(this.#rejectInvalid(jobs, error));
      } else if (MAY_BE_ONE_MESSAGE.has(error.code)) {
        // Halves, in order: the one that is to blame ends alone, the others arrive.
        const middle = Math.ceil(jobs.length / 2);
        await this.#deliver(jobs.slice(0, middle));
        await this.#deliver(jobs.slice(middle));
      } else {
        for (const job of jobs) job.reject(error);
      }
    } finally {
      flight.dispose();
    }
  }

  #distribute(jobs: readonly Job[], results: Parameters<typeof resultsByMessage>[1]): void {
    let next = 0;
    for (const job of jobs) {
      const count = job.deliveries;
      try {
        // By place when the provider gave one for each recipient; else whatever bears the message's id.
        const ids = new Set(job.messages.map((message) => message.clientMessageId));
        const own = results.slice(next, next + count).filter((result) => ids.has(result.clientMessageId));
        next += own.length;
        job.progress.complete(job.messages);
        job.resolve(resultsByMessage(job.messages, own));
      } catch (error) {
        job.reject(error);
      }
    }
  }

  /** Rejects the jobs that break the contract, each with its own error, and answers the others. */
  #rejectInvalid(jobs: readonly Job[], error: InstantInboxError): Job[] {
    const valid = jobs.filter((job) => {
      try {
        this.#options.exchange.validate('SendMessages', { message: [...job.messages] });
        return true;
      } catch (own) {
        job.reject(own);
        return false;
      }
    });
    if (valid.length < jobs.length) return valid;
    for (const job of jobs) job.reject(error);
    return [];
  }

  /** A signal that aborts when nobody waits for any of the jobs any more. */
  #flight(jobs: readonly Job[]): { readonly signal: AbortSignal; dispose(): void } {
    const nobodyWaits = new AbortController();
    for (const job of jobs) {
      job.onSettled = () => {
        if (jobs.every((each) => each.settled)) nobodyWaits.abort();
      };
    }
    const linked = linkSignals(nobodyWaits.signal, this.#abandon.signal);
    return {
      signal: linked.signal,
      dispose: () => {
        linked.dispose();
        for (const job of jobs) job.onSettled = () => undefined;
      },
    };
  }
}
