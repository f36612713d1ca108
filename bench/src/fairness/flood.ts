import { once } from 'node:events';
import { Agent } from 'node:http';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { sendOver } from './keep-alive.js';
import { envelope, operation } from '../soap-client.js';

/** Somebody who sends as much as is taken, from a thread of its own: what it costs to send does not disturb who measures. */
export interface FloodPlan {
  readonly url: string;
  readonly user: string;
  readonly recipients: readonly string[];
  readonly connections: number;
  readonly messages: number;
}

export class Flood {
  readonly #worker: Worker;

  constructor(plan: FloodPlan) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: plan });
  }

  /** Resolves when every connection has had an answer. */
  async underway(): Promise<void> {
    await once(this.#worker, 'message');
  }

  /** Answers how many requests were answered. */
  async stop(): Promise<number> {
    const ended = once(this.#worker, 'message') as Promise<[number]>;
    this.#worker.postMessage('stop');
    const [answered] = await ended;
    await this.#worker.terminate();
    return answered;
  }
}

async function flood({ url, user, recipients, connections, messages }: FloodPlan): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const run = Math.random().toString(36).slice(2);
  let stopped = false;
  let answered = 0;
  let id = 0;
  parentPort?.once('message', () => (stopped = true));
  const request = (): string => {
    let body = '';
    for (let n = 0; n < messages; n += 1) {
      id += 1;
      body +=
        `<message><clientMessageId>${run}-${String(id)}</clientMessageId>` +
        `<recipient>${recipients[id % recipients.length] ?? ''}</recipient>` +
        `<part><contentType>text/plain</contentType><text>${'x'.repeat(200)}</text></part></message>`;
    }
    return envelope(user, operation('SendMessages', body));
  };
  let begun = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let first = true; !stopped; first = false) {
        const text = request();
        // A connection that the server had just closed, because it had waited too long: the same again.
        await sendOver(agent, url, text).catch(() => sendOver(agent, url, text));
        answered += 1;
        if (first && (begun += 1) === connections) parentPort?.postMessage('underway');
      }
    }),
  );
  agent.destroy();
  parentPort?.postMessage(answered);
}

if (parentPort !== null) await flood(workerData as FloodPlan);
