import { WsiError, errors } from '@imps-wsi/contract/errors';
import type { Caller } from './caller.js';
import type { MessageIds } from './message-id.js';

export type DeliveryState = 'WAITING' | 'DELIVERING' | 'DELIVERED' | 'REJECTED' | 'EXPIRED' | 'UNDELIVERABLE';

/** A delivery as the store remembers it. */
export interface StoredStatus {
  readonly seq: string;
  readonly clientMessageId: string;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly reason: string | undefined;
  readonly changedAt: Date;
}

/** Port: what became of the deliveries that one account sent. */
export interface StatusStore {
  bySeq(senderId: string, seqs: readonly string[]): Promise<StoredStatus[]>;
  byClientMessageId(senderId: string, clientMessageIds: readonly string[]): Promise<StoredStatus[]>;
}

export interface MessageStatus {
  readonly messageId: string;
  readonly clientMessageId: string;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly code: number;
  readonly reason: string;
  readonly changedAt: Date;
}

export interface StatusAnswer {
  readonly status: readonly MessageStatus[];
  readonly unknownMessageId: readonly string[];
  readonly unknownClientMessageId: readonly string[];
}

/** What a state is in the answer of GetMessageStatus and in reports; a reason that somebody gave goes before the text. */
export const STATE_MEANING: Readonly<Record<DeliveryState, { readonly code: number; readonly text: string }>> = {
  WAITING: { code: 200, text: 'Waits in the inbox.' },
  DELIVERING: { code: 200, text: 'Handed out; not yet acknowledged.' },
  DELIVERED: { code: 200, text: 'Delivered.' },
  REJECTED: errors.Rejected,
  EXPIRED: errors.Expired,
  UNDELIVERABLE: errors.Undeliverable,
};

/** Tells senders what became of their messages; of others' messages nobody learns that they exist. */
export class Statuses {
  readonly #store: StatusStore;
  readonly #ids: MessageIds;

  constructor(store: StatusStore, ids: MessageIds) {
    this.#store = store;
    this.#ids = ids;
  }

  /** @throws WsiError BadRequestParameter when no id is given. */
  async find(
    caller: Caller,
    messageIds: readonly string[],
    clientMessageIds: readonly string[],
  ): Promise<StatusAnswer> {
    if (messageIds.length === 0 && clientMessageIds.length === 0) {
      throw new WsiError('BadRequestParameter', { reason: 'Name at least one messageId or clientMessageId.' });
    }
    const seqs = new Map(messageIds.map((id) => [id, this.#ids.parse(id)]));
    const wanted = [...seqs.values()].filter((seq) => seq !== undefined);
    const bySeq = wanted.length === 0 ? [] : await this.#store.bySeq(caller.ownerId, wanted);
    const byId =
      clientMessageIds.length === 0
        ? []
        : await this.#store.byClientMessageId(caller.ownerId, [...new Set(clientMessageIds)]);
    const foundSeqs = new Set(bySeq.map(({ seq }) => seq));
    const foundIds = new Set(byId.map(({ clientMessageId }) => clientMessageId));
    const all = new Map([...bySeq, ...byId].map((status) => [status.seq, status]));
    return {
      status: [...all.values()].map((status) => this.#toStatus(status)),
      unknownMessageId: [...seqs].filter(([, seq]) => seq === undefined || !foundSeqs.has(seq)).map(([id]) => id),
      unknownClientMessageId: [...new Set(clientMessageIds)].filter((id) => !foundIds.has(id)),
    };
  }

  #toStatus({ seq, clientMessageId, recipient, state, reason, changedAt }: StoredStatus): MessageStatus {
    const { code, text } = STATE_MEANING[state];
    return {
      messageId: this.#ids.format(seq),
      clientMessageId,
      recipient,
      state,
      code,
      reason: reason ?? text,
      changedAt,
    };
  }
}
