/** A message of the model, who has it, and where it stands in the line. */

export interface ModelMessage {
  readonly clientMessageId: string;
  readonly text: string;
  readonly timeToLive?: number | undefined;
  readonly priority?: Priority | undefined;
  readonly conversationId?: string | undefined;
}

export type Priority = 'HIGH' | 'NORMAL' | 'LOW';

export interface ModelItem {
  readonly sender: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly priority: Priority;
  readonly conversationId: string | undefined;
  /** It came as the so-many-th. */
  readonly arrival: number;
  /** Of an urgent one: the arrival of the item behind which it stands in the line, 0 for none. */
  behind: number;
  /** Leased when this one came back from the dead letters: they need not wait for it. */
  readonly passedBy: Set<ModelItem>;
  /** As the provider named it. */
  messageId: string | undefined;
  attempts: number;
  /** Of these, the ones that were not released: they count towards the dead letters. */
  counted: number;
  /** Stays after it ended or was released, for a batch whose lease ended may still be settled. */
  lease: ModelLease | undefined;
  readonly expiresAt: number;
  state: 'WAITING' | 'DELIVERED' | 'REJECTED' | 'UNDELIVERABLE' | 'EXPIRED';
}

export interface ModelLease {
  /** Undefined once released: nobody's. */
  readonly batch: ModelBatch | undefined;
  until: number;
  /** An AUTO answer under a requestId was flushed: never delivered again, but given again to the same requestId. */
  sent: boolean;
}

/** The items of one answer. */
export interface ModelBatch {
  /** As the provider named it, if it did. */
  receipt: string | undefined;
  requestId: string | undefined;
  takenBack: number;
}

/** Absent: all. */
export interface ModelFilter {
  readonly fromSender?: string | undefined;
  readonly conversationId?: string | undefined;
}

export const isWanted = ({ fromSender, conversationId }: ModelFilter, item: ModelItem): boolean =>
  (fromSender === undefined || fromSender === item.sender) &&
  (conversationId === undefined || conversationId === item.conversationId);

/** Behind all that are not deferred. */
const DEFERRED = 1e9;

export const turnOf = ({ priority, arrival, behind }: ModelItem): number => {
  if (priority === 'HIGH') return behind;
  return priority === 'LOW' ? DEFERRED + arrival : arrival;
};

/** Where items stand in the line. An urgent one stands behind the item whose turn it has. */
export const inLine = (one: ModelItem, other: ModelItem): number =>
  turnOf(one) - turnOf(other) ||
  Number(one.priority === 'HIGH') - Number(other.priority === 'HIGH') ||
  one.arrival - other.arrival;

export const isLeased = ({ lease }: ModelItem, now: number): boolean => lease !== undefined && lease.until > now;
