/** What an operator may want to know afterwards. Never holds a secret, a password or content. */
export interface AuditEvent {
  readonly kind: AuditKind;
  readonly outcome: AuditOutcome;
  /** Canonical where it is one of ours, else as it was given. */
  readonly account?: string | undefined;
  /** Who did it, where that is not the account: the operator's user name. */
  readonly actor?: string | undefined;
  /** Network address that it came from. */
  readonly source?: string | undefined;
  /** A few words: why, or what. */
  readonly detail?: string | undefined;
}

/**
 * `sign-in`: who proved himself, or did not. `authorisation`: a caller who wanted what is another's.
 * `administration`: what operators changed. `audit`: what is missing here.
 */
export const AUDIT_KINDS = ['sign-in', 'authorisation', 'administration', 'audit'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** `failed`: it was tried and was wrong. `refused`: it was not even tried. `lost`: events that were not recorded. */
export const AUDIT_OUTCOMES = ['accepted', 'done', 'failed', 'refused', 'lost'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** An event that came so many times; the time is when it came last. */
export interface CountedEvent extends AuditEvent {
  readonly at: Date;
  readonly times: number;
}

/** Takes what happened; costs next to nothing and never fails. */
export interface AuditSink {
  note(event: AuditEvent): void;
}

/** Port: where events are kept. Rejects when the store fails. */
export interface AuditStore {
  add(events: readonly CountedEvent[]): Promise<void>;
}

export const silentAudit: AuditSink = { note: () => undefined };
