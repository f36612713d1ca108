import { imOperations, type ImOperations, type Operation } from '@imps-wsi/contract/im';
import { presenceOperations, type PresenceOperationName, type PresenceOperations } from '@imps-wsi/contract/presence';

/** What goes into and comes out of each operation, of both services: no name is in both. */
export type Operations = ImOperations & PresenceOperations;

export type OperationName = keyof Operations;

/** Every operation of both services by its name. */
export const operations: {
  readonly [Name in OperationName]: Operation<
    Name,
    Operations[Name]['request'],
    Operations[Name]['requestInput'],
    Operations[Name]['response'],
    Operations[Name]['responseInput'],
    Operations[Name]['responseStream']
  >;
} = { ...imOperations, ...presenceOperations };

export const isOfPresence = (name: OperationName): name is PresenceOperationName =>
  Object.hasOwn(presenceOperations, name);
