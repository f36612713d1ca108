import type { Knex } from 'knex';
import type { Decision } from './decision.js';

/** Longer than any provider keeps a message or remembers a clientMessageId. */
const KEEP_DAYS = 60;

/**
 * Remembers what was decided about each message, and under which id it was sent on. The first lets a second attempt
 * after a crash repeat the first one exactly, which the provider then recognises; the second lets replies refer to what
 * they answer, on either side.
 */
export class RelayLog {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Decides what is new, and answers what was decided first for each message, in order. */
  async decisions<Message extends { readonly messageId: string }>(
    source: string,
    messages: readonly Message[],
    decide: (message: Message) => Promise<Decision>,
  ): Promise<Decision[]> {
    const ids = messages.map(({ messageId }) => messageId);
    const known = await this.#known(source, ids);
    const fresh = messages.filter(({ messageId }) => !known.has(messageId));
    const rows = await Promise.all(
      fresh.map(async (message) => {
        const decision = await decide(message);
        known.set(message.messageId, decision);
        const target = decision.kind === 'forward' ? decision.target : null;
        return { source, message_id: message.messageId, decision: JSON.stringify(decision), target };
      }),
    );
    if (rows.length > 0) {
      const written = await this.#database('relayed_message')
        .insert(rows)
        .onConflict(['source', 'message_id'])
        .ignore()
        .returning<{ message_id: string }[]>('message_id');
      // Another process that had the message before us went first.
      if (written.length < rows.length) {
        for (const [id, decision] of await this.#known(source, ids)) known.set(id, decision);
      }
    }
    return ids.map((id) => known.get(id) ?? { kind: 'ignore', why: 'nothing was decided' });
  }

  /** The messages were accepted by their target under these ids. */
  async relayed(source: string, ids: readonly (readonly [messageId: string, relayedId: string])[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#database.raw(
      `UPDATE relayed_message AS r SET relayed_id = v.relayed_id
       FROM unnest(?::text[], ?::text[]) AS v (message_id, relayed_id)
       WHERE r.source = ? AND r.message_id = v.message_id`,
      [ids.map(([id]) => id), ids.map(([, relayed]) => relayed), source],
    );
  }

  /**
   * The id under which readers at `target` know the message that somebody at `source` calls `messageId`: one that came
   * to source from target, or one that went from source to target.
   */
  async counterpart(source: string, messageId: string, target: string): Promise<string | undefined> {
    const cameFrom = await this.#database('relayed_message')
      .where({ target: source, relayed_id: messageId, source: target })
      .first<{ message_id: string } | undefined>('message_id');
    if (cameFrom !== undefined) return cameFrom.message_id;
    const wentTo = await this.#database('relayed_message')
      .where({ source, message_id: messageId, target })
      .first<{ relayed_id: string | null } | undefined>('relayed_id');
    return wentTo?.relayed_id ?? undefined;
  }

  /** Forgets what nobody can come back to. */
  async prune(): Promise<void> {
    await this.#database('relayed_message')
      .whereRaw('decided_at < now() - make_interval(days => ?)', [KEEP_DAYS])
      .delete();
  }

  async #known(source: string, ids: readonly string[]): Promise<Map<string, Decision>> {
    const rows = await this.#database('relayed_message')
      .where({ source })
      .whereIn('message_id', [...ids])
      .select<{ message_id: string; decision: Decision }[]>('message_id', 'decision');
    return new Map(rows.map((row) => [row.message_id, row.decision]));
  }
}
