// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

import type { Operation } from '../schema/index.js';
import type { XmlName } from '../xml/index.js';
import { serviceFaultElement } from './common-codec.js';
import {
  acknowledgeMessagesRequestElement,
  acknowledgeMessagesResponseElement,
  getCapabilitiesRequestElement,
  getCapabilitiesResponseElement,
  getMessageContentRequestElement,
  getMessageContentResponseElement,
  getMessageStatusRequestElement,
  getMessageStatusResponseElement,
  getMessagesRequestElement,
  getMessagesResponseElement,
  sendMessagesRequestElement,
  sendMessagesResponseElement,
} from './im-codec.js';
import type {
  AcknowledgeMessagesRequest,
  AcknowledgeMessagesRequestInput,
  AcknowledgeMessagesResponse,
  AcknowledgeMessagesResponseInput,
  AcknowledgeMessagesResponseStream,
  GetCapabilitiesRequest,
  GetCapabilitiesResponse,
  GetCapabilitiesResponseInput,
  GetCapabilitiesResponseStream,
  GetMessageContentRequest,
  GetMessageContentResponse,
  GetMessageContentResponseInput,
  GetMessageContentResponseStream,
  GetMessageStatusRequest,
  GetMessageStatusRequestInput,
  GetMessageStatusResponse,
  GetMessageStatusResponseInput,
  GetMessageStatusResponseStream,
  GetMessagesRequest,
  GetMessagesRequestInput,
  GetMessagesResponse,
  GetMessagesResponseInput,
  GetMessagesResponseStream,
  SendMessagesRequest,
  SendMessagesRequestInput,
  SendMessagesResponse,
  SendMessagesResponseStream,
} from './im-types.js';

/** What goes into and comes out of each operation of InstantMessaging. */
export interface ImOperations {
  /**
   * Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media
   * type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the
   * others.
   */
  readonly SendMessages: {
    readonly request: SendMessagesRequest;
    readonly requestInput: SendMessagesRequestInput;
    readonly response: SendMessagesResponse;
    readonly responseInput: SendMessagesResponse;
    readonly responseStream: SendMessagesResponseStream;
  };
  /**
   * Reads the caller's Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for
   * something to come (long poll). Can acknowledge an earlier answer in the same request.
   */
  readonly GetMessages: {
    readonly request: GetMessagesRequest;
    readonly requestInput: GetMessagesRequestInput;
    readonly response: GetMessagesResponse;
    readonly responseInput: GetMessagesResponseInput;
    readonly responseStream: GetMessagesResponseStream;
  };
  /** Reads one part of a message, or a range of it, when GetMessages left the content out. */
  readonly GetMessageContent: {
    readonly request: GetMessageContentRequest;
    readonly requestInput: GetMessageContentRequest;
    readonly response: GetMessageContentResponse;
    readonly responseInput: GetMessageContentResponseInput;
    readonly responseStream: GetMessageContentResponseStream;
  };
  /** Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer. */
  readonly AcknowledgeMessages: {
    readonly request: AcknowledgeMessagesRequest;
    readonly requestInput: AcknowledgeMessagesRequestInput;
    readonly response: AcknowledgeMessagesResponse;
    readonly responseInput: AcknowledgeMessagesResponseInput;
    readonly responseStream: AcknowledgeMessagesResponseStream;
  };
  /** Tells what became of messages that the caller sent. */
  readonly GetMessageStatus: {
    readonly request: GetMessageStatusRequest;
    readonly requestInput: GetMessageStatusRequestInput;
    readonly response: GetMessageStatusResponse;
    readonly responseInput: GetMessageStatusResponseInput;
    readonly responseStream: GetMessageStatusResponseStream;
  };
  /** Tells the provider's bounds and optional features. */
  readonly GetCapabilities: {
    readonly request: GetCapabilitiesRequest;
    readonly requestInput: GetCapabilitiesRequest;
    readonly response: GetCapabilitiesResponse;
    readonly responseInput: GetCapabilitiesResponseInput;
    readonly responseStream: GetCapabilitiesResponseStream;
  };
}

export type ImOperationName = keyof ImOperations;

/** Every operation by its name. */
export const imOperations: {
  readonly [N in ImOperationName]: Operation<
    N,
    ImOperations[N]['request'],
    ImOperations[N]['requestInput'],
    ImOperations[N]['response'],
    ImOperations[N]['responseInput'],
    ImOperations[N]['responseStream']
  >;
} = {
  SendMessages: {
    name: 'SendMessages',
    soapAction: 'urn:imps-wsi:im:1/SendMessages',
    documentation:
      'Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the others.',
    input: sendMessagesRequestElement,
    output: sendMessagesResponseElement,
  },
  GetMessages: {
    name: 'GetMessages',
    soapAction: 'urn:imps-wsi:im:1/GetMessages',
    documentation:
      'Reads the caller\'s Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for something to come (long poll). Can acknowledge an earlier answer in the same request.',
    input: getMessagesRequestElement,
    output: getMessagesResponseElement,
  },
  GetMessageContent: {
    name: 'GetMessageContent',
    soapAction: 'urn:imps-wsi:im:1/GetMessageContent',
    documentation:
      'Reads one part of a message, or a range of it, when GetMessages left the content out.',
    input: getMessageContentRequestElement,
    output: getMessageContentResponseElement,
  },
  AcknowledgeMessages: {
    name: 'AcknowledgeMessages',
    soapAction: 'urn:imps-wsi:im:1/AcknowledgeMessages',
    documentation:
      'Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer.',
    input: acknowledgeMessagesRequestElement,
    output: acknowledgeMessagesResponseElement,
  },
  GetMessageStatus: {
    name: 'GetMessageStatus',
    soapAction: 'urn:imps-wsi:im:1/GetMessageStatus',
    documentation:
      'Tells what became of messages that the caller sent.',
    input: getMessageStatusRequestElement,
    output: getMessageStatusResponseElement,
  },
  GetCapabilities: {
    name: 'GetCapabilities',
    soapAction: 'urn:imps-wsi:im:1/GetCapabilities',
    documentation:
      'Tells the provider\'s bounds and optional features.',
    input: getCapabilitiesRequestElement,
    output: getCapabilitiesResponseElement,
  },
};

export type ImOperation = (typeof imOperations)[ImOperationName];

const byRequest: ReadonlyMap<XmlName | null, ImOperation> = new Map<XmlName | null, ImOperation>(
  Object.values(imOperations).map((operation): [XmlName, ImOperation] => [operation.input.name, operation]),
);

/** The operation whose request element this is: dispatch is by the qualified name of the Body child (R1127). */
export function findImOperation(request: XmlName | null): ImOperation | undefined {
  return byRequest.get(request);
}

/** The names that the WSDL gives. */
export const imService = Object.freeze({
  namespace: 'urn:imps-wsi:im:1',
  name: 'InstantMessagingService',
  port: 'InstantMessagingPort',
  portType: 'InstantMessaging',
  binding: 'InstantMessagingSoap11',
  wsdl: 'im.wsdl',
  schemas: Object.freeze(['common.xsd', 'im.xsd']),
});

/**
 * What a document says of packaging, by profile: each is served at an address of its own, its schemas beside it.
 * "plain" is imService.
 */
export const imProfiles = {
  plain: {
    port: 'InstantMessagingPort',
    binding: 'InstantMessagingSoap11',
    wsdl: 'im.wsdl',
    schemas: ['common.xsd', 'im.xsd'],
  },
  swa: {
    port: 'InstantMessagingSwaPort',
    binding: 'InstantMessagingSoap11Swa',
    wsdl: 'im-swa.wsdl',
    schemas: ['swaref.xsd', 'common.xsd', 'im-swa.xsd'],
  },
  mtom: {
    port: 'InstantMessagingMtomPort',
    binding: 'InstantMessagingSoap11Mtom',
    wsdl: 'im-mtom.wsdl',
    schemas: ['common.xsd', 'im-mtom.xsd'],
  },
  soap12: {
    port: 'InstantMessagingSoap12Port',
    binding: 'InstantMessagingSoap12',
    wsdl: 'im-soap12.wsdl',
    schemas: ['common.xsd', 'im.xsd'],
  },
  soap12Mtom: {
    port: 'InstantMessagingSoap12MtomPort',
    binding: 'InstantMessagingSoap12Mtom',
    wsdl: 'im-soap12-mtom.wsdl',
    schemas: ['common.xsd', 'im-mtom.xsd'],
  },
} as const;

export type ImProfile = keyof typeof imProfiles;

/** The detail of the fault ServiceException. */
export const serviceException = serviceFaultElement;
