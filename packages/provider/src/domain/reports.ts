import type { ResultErrorName } from '@imps-wsi/contract/errors';
import type { NewDelivery } from './delivery.js';
import { packHeader, type PackedReport } from './header.js';
import type { DeliveryState } from './status.js';

/** What senders are told of their messages, and what of it an operator holds back. */

/** What `delivery.report` is made of; never renumbered. */
export const REPORT = { failure: 1, delivery: 2 } as const;

/**
 * Stands before the address in `inbox.sender` of a report. Order is kept for each sender there, and what is leased holds
 * back what comes behind it: reports about somebody hold back each other, and never a message from the same person.
 */
export const REPORT_LANE = 'report:';

/** What a sender wants to hear of a message. */
export interface ReportWish {
  /** Of `REPORT`, added up. */
  readonly wanted: number;
  readonly conversationId?: string | undefined;
}

/** Undefined when nothing is wanted. */
export function reportWish(report: readonly string[], conversationId?: string): ReportWish | undefined {
  const wanted =
    (report.includes('FAILURE') ? REPORT.failure : 0) + (report.includes('DELIVERY') ? REPORT.delivery : 0);
  if (wanted === 0) return undefined;
  return { wanted, ...(conversationId === undefined ? {} : { conversationId }) };
}

/** Reasons for which an operator can keep errors from their senders (PP2-32). */
export const SUPPRESSIBLE = ['invalid', 'blocked', 'rejected', 'expired', 'undeliverable'] as const;
export type Suppressible = (typeof SUPPRESSIBLE)[number];

/** Which refusals an operator can keep from senders, and under which word. */
const SUPPRESSED_AS: Readonly<Partial<Record<ResultErrorName, Suppressible>>> = {
  MalformedAddress: 'invalid',
  UnknownDomain: 'invalid',
  UnknownUser: 'invalid',
  Blocked: 'blocked',
};

/** Whether a refusal shall look like a success to the sender. */
export function isSuppressed(error: ResultErrorName, suppressed: readonly Suppressible[] = []): boolean {
  const reason = SUPPRESSED_AS[error];
  return reason !== undefined && suppressed.includes(reason);
}

/** Remembered under its sender, so that it is answered the same when it comes again; nobody else hears of it. */
export function suppressedDelivery(
  { report: _untold, ...delivery }: Omit<NewDelivery, 'ownerId'>,
  senderId: string,
): NewDelivery {
  return { ...delivery, ownerId: senderId, suppressed: true };
}

/** The reason that the end of an accepted message is suppressed for; undefined for one that is no error. */
export function suppressibleOf(state: DeliveryState): Suppressible | undefined {
  switch (state) {
    case 'REJECTED':
      return 'rejected';
    case 'EXPIRED':
      return 'expired';
    case 'UNDELIVERABLE':
      return 'undeliverable';
    default:
      return undefined;
  }
}

/** The end of a delivery that its sender wants to hear of. */
export interface DueReport {
  readonly seq: string;
  /** Whose inbox the message was in. */
  readonly ownerId: string;
  /** The account that sent it, and gets the report. */
  readonly senderId: string;
  readonly clientMessageId: string;
  /** Canonical, and as the sender wrote it. */
  readonly recipientKey: string;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly reason: string | undefined;
  readonly changedAt: Date;
  /** Tells one end of a message from a later one, of a dead letter that was tried again. */
  readonly mark: string;
  /** The address that the message was sent from, canonical. */
  readonly reportTo: string;
  readonly conversationId: string | undefined;
}

/** Why a report is not made although its sender wants to hear: counted, and told to the operator. */
export type LeftOut = 'suppressed' | 'capped' | 'full';

export interface ReportRules {
  readonly suppressReports: readonly Suppressible[];
  /** Reports of failures that an inbox gets at once, and again within each period; 0: as many as there are. */
  readonly maxFailureReports: number;
  readonly failureReportPeriodSeconds: number;
  /** Reports that wait in one inbox, at most. */
  readonly inboxReportLimit: number;
  /** A report that nobody wanted to read for so long tells of a message that is forgotten. */
  readonly idempotencyWindowSeconds: number;
}

/** What is left for one inbox. */
export interface Allowance {
  /** Reports that there is room for. */
  room: number;
  /** Reports of failures before the flood is cut. */
  failures: number;
}

/** Whether the report is made; takes of the allowance what it uses. */
export function decide(due: DueReport, rules: ReportRules, allowance: Allowance): 'made' | LeftOut {
  const reason = suppressibleOf(due.state);
  if (reason !== undefined && rules.suppressReports.includes(reason)) return 'suppressed';
  if (allowance.room < 1) return 'full';
  if (reason !== undefined && rules.maxFailureReports > 0) {
    if (allowance.failures < 1) return 'capped';
    allowance.failures -= 1;
  }
  allowance.room -= 1;
  return 'made';
}

/** Tokens now, of a bucket that held `tokens` so many seconds ago. */
export function refilled(tokens: number, seconds: number, rules: ReportRules): number {
  const { maxFailureReports, failureReportPeriodSeconds } = rules;
  return Math.min(maxFailureReports, tokens + (Math.max(0, seconds) * maxFailureReports) / failureReportPeriodSeconds);
}

/** The header of the item that tells it. */
export function reportHeader(due: DueReport): string {
  const { seq, clientMessageId, recipient, state, reason, changedAt, conversationId } = due;
  const deliveryReport: PackedReport = {
    seq,
    clientMessageId,
    recipient,
    state,
    ...(reason === undefined ? {} : { reason }),
    changedAt: changedAt.toISOString(),
  };
  return packHeader({ conversationId, attribute: [], deliveryReport }) ?? '';
}

/** The same for people, and for readers that know no reports. */
export const reportText = ({ state, recipient, reason }: DueReport): string =>
  `${state}: the message to ${recipient}${reason === undefined ? '' : ` (${reason})`}`;
