// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

import type { Operation } from '../schema/index.js';
import type { XmlName } from '../xml/index.js';
import { serviceFaultElement } from './common-codec.js';
import {
  getPresenceRequestElement,
  getPresenceResponseElement,
  listWatchersRequestElement,
  listWatchersResponseElement,
  publishPresenceRequestElement,
  publishPresenceResponseElement,
  setWatcherPolicyRequestElement,
  setWatcherPolicyResponseElement,
} from './presence-codec.js';
import type {
  GetPresenceRequest,
  GetPresenceRequestInput,
  GetPresenceResponse,
  GetPresenceResponseInput,
  GetPresenceResponseStream,
  ListWatchersRequest,
  ListWatchersResponse,
  ListWatchersResponseInput,
  ListWatchersResponseStream,
  PublishPresenceRequest,
  PublishPresenceRequestInput,
  PublishPresenceResponse,
  PublishPresenceResponseInput,
  PublishPresenceResponseStream,
  SetWatcherPolicyRequest,
  SetWatcherPolicyRequestInput,
  SetWatcherPolicyResponse,
  SetWatcherPolicyResponseInput,
  SetWatcherPolicyResponseStream,
} from './presence-types.js';

/** What goes into and comes out of each operation of Presence. */
export interface PresenceOperations {
  /**
   * Sets attributes of a presence, each with a lifetime of its own, or withdraws them; those that are not named stay as
   * they are. One result for each attribute; a bad one never spoils the others.
   */
  readonly PublishPresence: {
    readonly request: PublishPresenceRequest;
    readonly requestInput: PublishPresenceRequestInput;
    readonly response: PublishPresenceResponse;
    readonly responseInput: PublishPresenceResponseInput;
    readonly responseStream: PublishPresenceResponseStream;
  };
  /**
   * Reads the presence of one or many, as far as each owner lets the caller see it. One result for each presentity;
   * whose presence may not be seen and who does not exist look alike.
   */
  readonly GetPresence: {
    readonly request: GetPresenceRequest;
    readonly requestInput: GetPresenceRequestInput;
    readonly response: GetPresenceResponse;
    readonly responseInput: GetPresenceResponseInput;
    readonly responseStream: GetPresenceResponseStream;
  };
  /**
   * Says who may see the presence of the caller, or of an address that the caller owns: allow, block, block politely,
   * or forget what was said. Without a rule nobody sees anything.
   */
  readonly SetWatcherPolicy: {
    readonly request: SetWatcherPolicyRequest;
    readonly requestInput: SetWatcherPolicyRequestInput;
    readonly response: SetWatcherPolicyResponse;
    readonly responseInput: SetWatcherPolicyResponseInput;
    readonly responseStream: SetWatcherPolicyResponseStream;
  };
  /**
   * Lists who may see the presence of the caller, or of an address that the caller owns, who may not, and who asked and
   * still waits for a decision.
   */
  readonly ListWatchers: {
    readonly request: ListWatchersRequest;
    readonly requestInput: ListWatchersRequest;
    readonly response: ListWatchersResponse;
    readonly responseInput: ListWatchersResponseInput;
    readonly responseStream: ListWatchersResponseStream;
  };
}

export type PresenceOperationName = keyof PresenceOperations;

/** Every operation by its name. */
export const presenceOperations: {
  readonly [N in PresenceOperationName]: Operation<
    N,
    PresenceOperations[N]['request'],
    PresenceOperations[N]['requestInput'],
    PresenceOperations[N]['response'],
    PresenceOperations[N]['responseInput'],
    PresenceOperations[N]['responseStream']
  >;
} = {
  PublishPresence: {
    name: 'PublishPresence',
    soapAction: 'urn:imps-wsi:presence:1/PublishPresence',
    documentation:
      'Sets attributes of a presence, each with a lifetime of its own, or withdraws them; those that are not named stay as they are. One result for each attribute; a bad one never spoils the others.',
    input: publishPresenceRequestElement,
    output: publishPresenceResponseElement,
  },
  GetPresence: {
    name: 'GetPresence',
    soapAction: 'urn:imps-wsi:presence:1/GetPresence',
    documentation:
      'Reads the presence of one or many, as far as each owner lets the caller see it. One result for each presentity; whose presence may not be seen and who does not exist look alike.',
    input: getPresenceRequestElement,
    output: getPresenceResponseElement,
  },
  SetWatcherPolicy: {
    name: 'SetWatcherPolicy',
    soapAction: 'urn:imps-wsi:presence:1/SetWatcherPolicy',
    documentation:
      'Says who may see the presence of the caller, or of an address that the caller owns: allow, block, block politely, or forget what was said. Without a rule nobody sees anything.',
    input: setWatcherPolicyRequestElement,
    output: setWatcherPolicyResponseElement,
  },
  ListWatchers: {
    name: 'ListWatchers',
    soapAction: 'urn:imps-wsi:presence:1/ListWatchers',
    documentation:
      'Lists who may see the presence of the caller, or of an address that the caller owns, who may not, and who asked and still waits for a decision.',
    input: listWatchersRequestElement,
    output: listWatchersResponseElement,
  },
};

export type PresenceOperation = (typeof presenceOperations)[PresenceOperationName];

const byRequest: ReadonlyMap<XmlName | null, PresenceOperation> = new Map<XmlName | null, PresenceOperation>(
  Object.values(presenceOperations).map((operation): [XmlName, PresenceOperation] => [operation.input.name, operation]),
);

/** The operation whose request element this is: dispatch is by the qualified name of the Body child (R1127). */
export function findPresenceOperation(request: XmlName | null): PresenceOperation | undefined {
  return byRequest.get(request);
}

/** The names that the WSDL gives. */
export const presenceService = Object.freeze({
  namespace: 'urn:imps-wsi:presence:1',
  name: 'PresenceService',
  port: 'PresencePort',
  portType: 'Presence',
  binding: 'PresenceSoap11',
  wsdl: 'presence.wsdl',
  schemas: Object.freeze(['common.xsd', 'presence.xsd']),
});

/**
 * What a document says of packaging, by profile: each is served at an address of its own, its schemas beside it.
 * "plain" is presenceService.
 */
export const presenceProfiles = {
  plain: {
    port: 'PresencePort',
    binding: 'PresenceSoap11',
    wsdl: 'presence.wsdl',
    schemas: ['common.xsd', 'presence.xsd'],
  },
  soap12: {
    port: 'PresenceSoap12Port',
    binding: 'PresenceSoap12',
    wsdl: 'presence-soap12.wsdl',
    schemas: ['common.xsd', 'presence.xsd'],
  },
} as const;

export type PresenceProfile = keyof typeof presenceProfiles;

/** The detail of the fault ServiceException. */
export const serviceException = serviceFaultElement;
