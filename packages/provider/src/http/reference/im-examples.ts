import type { ImOperations } from '@imps-wsi/contract/im';
import type { ExamplesOf } from './examples.js';

/** Stand for what only an earlier answer can tell. */
const MESSAGE_ID = 'PUT-MESSAGE-ID-HERE';
const RECEIPT = 'PUT-RECEIPT-HERE';

/** One conversation of somebody with herself: each works as soon as those above it were sent. */
export const imExamples = (self: string): ExamplesOf<ImOperations> => ({
  SendMessages: {
    request: {
      message: [
        {
          clientMessageId: 'example-1',
          recipient: [self],
          subject: 'First try',
          part: [{ contentType: 'text/plain', text: 'Good luck!' }],
        },
      ],
    },
    answer: {
      code: 200,
      reason: 'Delivered to the inbox.',
      result: [
        {
          clientMessageId: 'example-1',
          recipient: self,
          messageId: 'x7Kd-42',
          code: 200,
          reason: 'Delivered to the inbox.',
          retryable: false,
        },
      ],
    },
  },
  GetMessages: {
    request: { maxMessages: 10, acknowledgeMode: 'EXPLICIT', leaseSeconds: 600 },
    answer: {
      item: [
        {
          messageId: 'x7Kd-42',
          kind: 'MESSAGE',
          sender: self,
          recipient: self,
          acceptedAt: new Date('2031-05-17T09:30:00.125Z'),
          deliveryAttempt: 1,
          content: {
            subject: 'First try',
            part: [{ number: 1, contentType: 'text/plain', size: 10, text: 'Good luck!' }],
          },
        },
      ],
      moreAvailable: false,
      remaining: 0,
      receipt: 'r-81c2',
    },
  },
  GetMessageContent: {
    before: `Put a messageId out of the answer of GetMessages in the place of ${MESSAGE_ID}, while the item is leased.`,
    request: { messageId: MESSAGE_ID, part: 1 },
    answer: {
      messageId: 'x7Kd-42',
      part: 1,
      contentType: 'text/plain',
      size: 10,
      offset: 0,
      data: new TextEncoder().encode('Good luck!'),
      moreAvailable: false,
    },
  },
  AcknowledgeMessages: {
    before: `Put the receipt out of the answer of GetMessages in the place of ${RECEIPT}. All of its items are accepted.`,
    request: { receipt: RECEIPT },
    answer: { code: 200, reason: 'Done.', result: [] },
  },
  GetMessageStatus: {
    request: { clientMessageId: ['example-1'] },
    answer: {
      code: 200,
      reason: 'Done.',
      status: [
        {
          messageId: 'x7Kd-42',
          clientMessageId: 'example-1',
          recipient: self,
          state: 'DELIVERED',
          code: 200,
          reason: 'Delivered.',
          changedAt: new Date('2031-05-17T09:31:07.5Z'),
        },
      ],
    },
  },
  GetCapabilities: {
    request: {},
    answer: {
      contractVersion: 1,
      domain: [self.slice(self.indexOf('@') + 1)],
      maxRequestBytes: 33554432,
      maxMessageBytes: 16777216,
      maxDeliveriesPerRequest: 10000,
      suggestedBatchSize: 100,
      maxWaitSeconds: 60,
      defaultLeaseSeconds: 60,
      maxLeaseSeconds: 3600,
      maxInlineBytes: 1048576,
      idempotencySeconds: 259200,
      kind: ['MESSAGE', 'DELIVERY_REPORT'],
      feature: ['subject', 'waitSeconds', 'report'],
    },
  },
});
