import type { InboxMessage, MessageDraft, ReceivedBatch } from '@imps-wsi/consumer-sdk';
import { reasonOf, type Log } from '../log.js';
import type { Decision } from './decision.js';
import { forwarded, notice } from './draft.js';
import { FullInboxNotices } from './full-inbox-notices.js';
import { notices } from './notices.js';
import type { ProviderAccount, ProviderAccounts } from './provider-accounts.js';
import type { RelayLog } from './relay-log.js';
import { sendTogether, type Verdict } from './send-together.js';

/** Places where a demonstration may hold the bridge, to kill it there. */
export interface BridgeHooks {
  /** After GetMessages and before SendMessages, with the number of messages in hand. */
  readonly beforeSend?: (messages: number) => Promise<void>;
  /** After SendMessages and before AcknowledgeMessages. */
  readonly beforeAcknowledge?: (messages: number) => Promise<void>;
}

export interface BatchRelayParts {
  readonly accounts: ProviderAccounts;
  readonly relayLog: RelayLog;
  readonly decide: (message: InboxMessage, source: ProviderAccount) => Promise<Decision>;
  readonly log: Log;
  readonly hooks: BridgeHooks;
}

/** A message and what is to become of it. */
interface Task {
  readonly message: InboxMessage;
  decision: Decision;
}

const INBOX_FULL = 507;

/**
 * What one GetMessages brought, on its way to where it goes. A message is acknowledged when its target has it, or when
 * its sender was told why not; until then it stays leased. The provider gives nobody a sender's later messages while an
 * earlier one is leased, so batches that wait do not get into each other's way.
 */
export class BatchRelay {
  readonly #source: ProviderAccount;
  readonly #batch: ReceivedBatch;
  readonly #parts: BatchRelayParts;
  readonly #fullInboxNotices: FullInboxNotices;
  #tasks: Task[] | undefined;
  #retryAfterSeconds = 0;

  constructor(source: ProviderAccount, batch: ReceivedBatch, parts: BatchRelayParts) {
    this.#source = source;
    this.#batch = batch;
    this.#parts = parts;
    this.#fullInboxNotices = new FullInboxNotices(source);
  }

  /** True when nothing is left to do. */
  get finished(): boolean {
    return this.#tasks?.length === 0;
  }

  /** The longest wait that a provider asked for in the last round. */
  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds;
  }

  /**
   * Tries everything that is not done. Never rejects: what fails stays for the next round.
   *
   * @param onProgress called while large content is passed on
   */
  async round(onProgress: () => void = () => undefined): Promise<void> {
    this.#retryAfterSeconds = 0;
    try {
      this.#tasks ??= await this.#decideAll();
      await this.#parts.hooks.beforeSend?.(this.#tasks.length);
      await this.#attempt(this.#tasks, onProgress);
      // What was refused for good has become a notice, which can go at once.
      const refused = this.#tasks.filter(({ decision, message }) => decision.kind === 'notice' && isOpen(message));
      await this.#attempt(refused, onProgress);
      await this.#fullInboxNotices.tell(isOpen);
    } catch (error) {
      this.#parts.log('warn', `${this.#source.name}: messages wait: ${reasonOf(error)}`);
    }
    this.#tasks = this.#tasks?.filter(({ message }) => isOpen(message));
  }

  /** Keeps what waits leased. */
  async extend(seconds: number): Promise<void> {
    const first = this.#tasks?.[0]?.message ?? this.#batch.items[0];
    await first?.extend(seconds);
  }

  /** Gives back what is not done, for whoever comes next. */
  async release(): Promise<void> {
    await this.#batch.release();
  }

  async #decideAll(): Promise<Task[]> {
    const { relayLog, decide } = this.#parts;
    const { items } = this.#batch;
    const decisions = await relayLog.decisions(this.#source.name, items, (message) => decide(message, this.#source));
    return items.map((message, index) => ({
      message,
      decision: decisions[index] ?? { kind: 'ignore', why: 'nothing was decided' },
    }));
  }

  /** One SendMessages for each provider; one that fails does not hold up the others. */
  async #attempt(tasks: readonly Task[], onProgress: () => void): Promise<void> {
    const groups = new Map<ProviderAccount | undefined, Task[]>();
    for (const task of tasks) {
      const target = this.#targetOf(task.decision);
      groups.set(target, [...(groups.get(target) ?? []), task]);
    }
    const outcomes = await Promise.allSettled(
      [...groups].map(([target, group]) =>
        target === undefined ? this.#drop(group) : this.#deliver(target, group, onProgress),
      ),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Undefined: to nobody. */
  #targetOf(decision: Decision): ProviderAccount | undefined {
    if (decision.kind === 'notice') return this.#source;
    return decision.kind === 'forward' ? this.#parts.accounts.named(decision.target) : undefined;
  }

  async #drop(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks.filter(({ decision }) => decision.kind === 'forward')) {
      task.decision = { kind: 'notice', text: notices.noProvider(forwardName(task.decision)) };
    }
    const ignored = tasks.filter(({ decision }) => decision.kind === 'ignore');
    for (const { message, decision } of ignored) {
      const why = decision.kind === 'ignore' ? decision.why : '';
      this.#parts.log('info', `${this.#source.name}: message ${message.messageId} is dropped: ${why}`);
    }
    await Promise.all(ignored.map(({ message }) => message.acknowledge()));
  }

  async #deliver(target: ProviderAccount, tasks: readonly Task[], onProgress: () => void): Promise<void> {
    const drafts = tasks.map((task) => this.#draftOf(task));
    const verdicts = await sendTogether(target.client, drafts, onProgress);
    const done: InboxMessage[] = [];
    const relayed: [messageId: string, relayedId: string][] = [];
    for (const [index, task] of tasks.entries()) {
      const verdict = verdicts[index];
      if (verdict === undefined) continue;
      if (this.#judge(task, verdict)) done.push(task.message);
      if (verdict.kind === 'accepted' && verdict.messageId !== undefined && task.decision.kind === 'forward') {
        relayed.push([task.message.messageId, verdict.messageId]);
      }
    }
    if (done.length === 0) return;
    await this.#parts.relayLog.relayed(this.#source.name, relayed);
    await this.#parts.hooks.beforeAcknowledge?.(done.length);
    await Promise.all(done.map((message) => message.acknowledge()));
  }

  #draftOf({ message, decision }: Task): MessageDraft {
    if (decision.kind === 'forward') return forwarded(this.#source.name, message, decision);
    const text = decision.kind === 'notice' ? decision.text : '';
    return notice(this.#source.name, message, 'notice', text);
  }

  /** Whether the message can be acknowledged now. */
  #judge(task: Task, verdict: Verdict): boolean {
    const { message, decision } = task;
    const about = `${this.#source.name}: message ${message.messageId}`;
    switch (verdict.kind) {
      case 'accepted':
        return true;
      case 'wait':
        this.#parts.log('info', `${about} waits: ${verdict.code} ${verdict.reason}`);
        this.#retryAfterSeconds = Math.max(this.#retryAfterSeconds, verdict.retryAfterSeconds);
        if (verdict.code === INBOX_FULL && decision.kind === 'forward') {
          this.#fullInboxNotices.add(message, decision.toName);
        }
        return false;
      case 'refused':
        this.#parts.log('info', `${about} is refused: ${verdict.code} ${verdict.reason}`);
        // A notice that is refused leaves nobody to tell, and machines are not told.
        if (decision.kind !== 'forward' || message.messageClass === 'AUTOMATIC') return true;
        task.decision = { kind: 'notice', text: notices.refused(decision.toName, verdict.code) };
        return false;
    }
  }
}

/** Not settled, and not taken back by the provider: that would come again, perhaps to somebody else. */
const isOpen = (message: InboxMessage): boolean => message.outcome === undefined && message.leaseLost?.aborted !== true;

const forwardName = (decision: Decision): string => (decision.kind === 'forward' ? decision.toName : '');
