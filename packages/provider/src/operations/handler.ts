import type { ImOperationName, ImOperations } from '@imps-wsi/contract/im';
import type { Caller } from '../domain/caller.js';

/** Who calls, and whether somebody still listens. */
export interface CallContext {
  readonly caller: Caller;
  /** Aborted when the caller's connection is gone. */
  readonly gone: AbortSignal;
  /** Content of the answer can travel beside its envelope: see `AttachedBytes`. */
  readonly attaches: boolean;
}

/** What an operation answers: a whole value, or one whose entries are still coming. */
export type Answer<Name extends ImOperationName> = (
  { readonly response: ImOperations[Name]['responseInput'] } | { readonly stream: ImOperations[Name]['responseStream'] }
) & {
  /** Called once: after the last byte was flushed, or when the answer did not get through. */
  readonly sent?: () => Promise<void>;
  readonly broken?: () => Promise<void>;
};

export type Handler<Name extends ImOperationName> = (
  request: ImOperations[Name]['request'],
  context: CallContext,
) => Promise<Answer<Name>>;

/** A handler for every operation of the contract: a missing one does not compile. */
export type Handlers = { readonly [Name in ImOperationName]: Handler<Name> };
