/**
 * What the stage page is told, as JSON: `GET /stage/events` sends one `snapshot` and then what changes. Times are
 * milliseconds since 1970. Types only: the page imports them too.
 */

/** The parties that the demonstration runs: A is the game. */
export type ProcessName = 'b1' | 'a' | 'b2';
export type ProcessState = 'starting' | 'running' | 'stopping' | 'stopped';

export interface ProcessView {
  readonly name: ProcessName;
  readonly state: ProcessState;
}

/** How many of what an exchange carried; absent where its operation has none of it. */
export interface CountsView {
  readonly messages?: number;
  readonly results?: number;
  readonly items?: number;
  readonly entries?: number;
  readonly contentBytes?: number;
}

/** A SOAP exchange between A and a provider, without its XML. */
export interface ExchangeView {
  readonly kind: 'exchange';
  /** Rising with each entry. */
  readonly id: number;
  /** When it ended. */
  readonly at: number;
  readonly provider: 'b1' | 'b2';
  readonly operation: string;
  readonly counts: CountsView;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly milliseconds: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Why it failed: an error code. Absent on success. */
  readonly error?: string;
  /** It settles nothing: what cannot be passed on yet stays leased for longer. */
  readonly extendsLease?: true;
}

/** Something that is no exchange: a process stopped, a bridge was killed. */
export interface NoteView {
  readonly kind: 'note';
  readonly id: number;
  readonly at: number;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export type EntryView = ExchangeView | NoteView;

export type SwitchName = 'b1' | 'b2' | 'slow-poll' | 'send-two' | 'kill-bridge' | 'reset';

export interface SwitchView {
  readonly name: SwitchName;
  /** For those that stay: whether it is on. For `b1` and `b2`, on means stopped. False for actions. */
  readonly on: boolean;
  /** Something is under way. */
  readonly busy: boolean;
}

/** Whether A waits at a provider's inbox at the moment: a GetMessages that is not yet answered. */
export interface PollView {
  readonly provider: 'b1' | 'b2';
  readonly waiting: boolean;
}

/** What became of the messages of one direction since the demonstration was started. */
export interface LedgerView {
  /** As the players are called: `U1`. */
  readonly from: string;
  readonly to: string;
  /** Providers: `b1`. */
  readonly source: 'b1' | 'b2';
  readonly target: 'b1' | 'b2';
  /** Different messages that A got at the source. */
  readonly got: number;
  /** Of these, accepted by the target. */
  readonly passedOn: number;
  /** Of these, answered by a notice to their sender, who has been told why they were not passed on. */
  readonly answered: number;
  /** Got, and not yet any of these. */
  readonly waiting: number;
  /** Handed out by the source more than once, because A had not acknowledged them. */
  readonly gotAgain: number;
  /** Sent on more than once, and recognised by the target. */
  readonly recognised: number;
  /** Acknowledged at the source although nobody has them. */
  readonly lost: number;
  /** Taken by the target as two messages. */
  readonly doubled: number;
}

export interface StageSnapshot {
  readonly processes: readonly ProcessView[];
  readonly switches: readonly SwitchView[];
  readonly polls: readonly PollView[];
  readonly ledger: readonly LedgerView[];
  /** The last ones, oldest first. */
  readonly entries: readonly EntryView[];
  /** Where other devices on the network reach this page's server, such as `http://192.168.0.7:8080`; may be none. */
  readonly network: readonly string[];
}

/** `GET /stage/exchanges/:id`. */
export interface ExchangeDetail {
  readonly id: number;
  readonly requestXml?: string;
  readonly responseXml?: string;
  /** The rest was too large to be kept. */
  readonly requestXmlCut: boolean;
  readonly responseXmlCut: boolean;
  /** The same call for a POSIX shell on this machine; absent when the request is not kept whole. */
  readonly curl?: string;
}
