import { readFileSync } from 'node:fs';
import type { Target } from './message.js';

/** What the conductor tells the processes that write and read. */
export interface Credentials {
  readonly address: string;
  /** A person's; sent as it is. */
  readonly password?: string;
  /** A service's; sent as digest. */
  readonly secret?: string;
}

interface CommonPlan {
  readonly seed: number;
  readonly journal: string;
  /** A file with the phase. */
  readonly phase: string;
}

export interface SenderPlan {
  readonly name: string;
  readonly credentials: Credentials;
  readonly targets: readonly Target[];
  /** How many messages it sends. */
  readonly count: number;
}

export interface WriterPlan extends CommonPlan {
  readonly kind: 'sdk' | 'raw';
  readonly endpoint: string;
  readonly senders: readonly SenderPlan[];
}

export interface InboxPlan {
  readonly name: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
}

export interface ReaderPlan extends CommonPlan {
  /** By the SDK's `process`, by its `receive`, or without the SDK. */
  readonly kind: 'process' | 'receive' | 'raw';
  readonly leaseSeconds: number;
  readonly inboxes: readonly InboxPlan[];
}

/**
 * - `run`: all do their work
 * - `finish`: writers begin nothing new, and end when all that they began was accepted
 * - `stop`: readers end
 */
export type Phase = 'run' | 'finish' | 'stop';

export const phaseOf = (plan: CommonPlan): Phase => readFileSync(plan.phase, 'utf8').trim() as Phase;

/** The plan that the conductor started this process with. */
export const readPlan = (): unknown => JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

/** Differs at each start of a process, so that one that was killed does not do the very same again. */
export const startNumber = (): number => Number(process.env['CRASH_START'] ?? 0);
