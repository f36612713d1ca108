import type { Policies } from '../domain/policies.js';
import { OFFERED_KINDS } from './get-messages.js';
import type { ImHandler } from './handler.js';

/** The version of the contract that this provider speaks. */
export const CONTRACT_VERSION = 1;

/** Optional fields that are honoured; the contract's others are refused with 501. */
export const OFFERED_FEATURES: readonly string[] = [
  'senderName',
  'replyTo',
  'subject',
  'messageClass',
  'priority',
  'expiresAt',
  'timeToLive',
  'conversationId',
  'inReplyTo',
  'attribute',
  'report',
  'waitSeconds',
  'maxBytes',
  'acknowledge',
  'requestId',
  'headersOnly',
  'fromSender',
  'forRecipient',
  'kind',
  'extendSeconds',
];

export interface CapabilityLimits {
  readonly maxRequestBytes: number;
  readonly maxDeliveriesPerRequest: number;
  readonly maxWaitSeconds: number;
  readonly defaultLeaseSeconds: number;
  readonly maxLeaseSeconds: number;
  readonly maxInlineBytes: number;
  readonly maxAttachedBytes: number;
  readonly idempotencyWindowSeconds: number;
}

/** GetCapabilities: the bounds, so that consumers batch and wait sensibly; what was settled for the caller included. */
export const getCapabilities =
  (domains: readonly string[], limits: CapabilityLimits, policies: Policies): ImHandler<'GetCapabilities'> =>
  (_request, { caller, attaches }) => {
    const { values, quotas } = policies.of(caller);
    const { maxRequestBytes, maxMessageBytes } = values;
    const { bytesSent, sent } = quotas;
    return Promise.resolve({
      response: {
        contractVersion: CONTRACT_VERSION,
        domain: caller.serviceDomain === undefined ? domains : [...domains, caller.serviceDomain],
        maxRequestBytes: Math.min(limits.maxRequestBytes, maxRequestBytes),
        maxMessageBytes: Math.min(maxMessageBytes, bytesSent?.capacity ?? Infinity),
        maxDeliveriesPerRequest: limits.maxDeliveriesPerRequest,
        suggestedBatchSize: Math.min(100, limits.maxDeliveriesPerRequest, sent?.capacity ?? Infinity),
        maxWaitSeconds: limits.maxWaitSeconds,
        defaultLeaseSeconds: limits.defaultLeaseSeconds,
        maxLeaseSeconds: limits.maxLeaseSeconds,
        maxInlineBytes: attaches ? limits.maxAttachedBytes : limits.maxInlineBytes,
        idempotencySeconds: limits.idempotencyWindowSeconds,
        kind: OFFERED_KINDS,
        feature: OFFERED_FEATURES,
      },
    });
  };
