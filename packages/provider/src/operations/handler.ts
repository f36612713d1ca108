import type { ImOperationName, ImOperations } from '@imps-wsi/contract/im';
import type { PresenceOperationName, PresenceOperations } from '@imps-wsi/contract/presence';
import type { OperationTypes } from '@imps-wsi/contract/service';
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
export type Answer<Types extends OperationTypes> = (
  { readonly response: Types['responseInput'] } | { readonly stream: Types['responseStream'] }
) & {
  /** Called once: after the last byte was flushed, or when the answer did not get through. */
  readonly sent?: () => Promise<void>;
  readonly broken?: () => Promise<void>;
};

export type AnyAnswer = Answer<OperationTypes>;

export type Handler<Types extends OperationTypes> = (
  request: Types['request'],
  context: CallContext,
) => Promise<Answer<Types>>;

/** A handler for every operation of a service: a missing one does not compile. */
export type Handlers<Operations extends Readonly<Record<keyof Operations, OperationTypes>>> = {
  readonly [Name in keyof Operations]: Handler<Operations[Name]>;
};

export type ImHandler<Name extends ImOperationName> = Handler<ImOperations[Name]>;

export type PresenceHandler<Name extends PresenceOperationName> = Handler<PresenceOperations[Name]>;

/** The operation tables of all services. */
export interface ServiceHandlers {
  readonly im: Handlers<ImOperations>;
  readonly presence: Handlers<PresenceOperations>;
}

export type ServiceName = keyof ServiceHandlers;
