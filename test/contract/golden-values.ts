import type { ImOperationName, ImOperations, ServiceFault } from '@imps-wsi/contract/im';

/** One request and one answer of each operation, between them using every field of the contract. */
export const goldenValues: {
  readonly [N in ImOperationName]: {
    readonly request: ImOperations[N]['requestInput'];
    readonly response: ImOperations[N]['responseInput'];
  };
} = {
  SendMessages: {
    request: {
      contractVersion: 1,
      message: [
        {
          clientMessageId: 'move-17',
          sender: 'wv:u1@chess.b2.example',
          senderName: 'Ümit "the rook"',
          replyTo: 'wv:lobby@chess.b2.example',
          recipient: ['wv:u2@b2.example', 'tel:+441632960123'],
          subject: 'Your move',
          part: [
            {
              contentType: 'text/plain; charset=utf-8',
              name: 'move.txt',
              text: '  e2 < e4 && "check"\r\n\tnext ]]> \u{1f600} ',
            },
            { contentType: 'image/png', data: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255) },
            { contentType: 'application/x-never-heard-of', data: new Uint8Array(0) },
          ],
          messageClass: 'INFORMATIONAL',
          priority: 'HIGH',
          expiresAt: new Date('2031-05-17T09:30:00.250Z'),
          report: ['FAILURE', 'DELIVERY', 'READ'],
          anonymous: false,
          keepCopy: true,
          conversationId: 'game-4',
          inReplyTo: '01JB1000000000000000000001',
          attribute: [
            { scheme: 'urn:chess', name: 'colour', value: 'white' },
            { scheme: 'urn:ratings', name: 'colour', value: '' },
          ],
        },
        {
          clientMessageId: 'chat-18',
          recipient: ['wv:u2@b2.example'],
          part: [{ contentType: 'text/plain', text: '' }],
          timeToLive: 3600,
        },
      ],
    },
    response: {
      code: 201,
      reason: 'Some were accepted, some were not.',
      result: [
        {
          clientMessageId: 'move-17',
          recipient: 'wv:u2@b2.example',
          messageId: '01JB2000000000000000000001',
          code: 200,
          reason: 'Stored.',
          retryable: false,
        },
        {
          clientMessageId: 'move-17',
          recipient: 'tel:+441632960123',
          code: 507,
          reason: 'The inbox is full.',
          retryable: true,
          retryAfterSeconds: 60,
        },
      ],
    },
  },
  GetMessages: {
    request: {
      contractVersion: 1,
      maxMessages: 100,
      maxBytes: 9007199254740991,
      waitSeconds: 20,
      acknowledge: 'r-1',
      acknowledgeMode: 'EXPLICIT',
      leaseSeconds: 30,
      requestId: 'poll-9',
      headersOnly: true,
      kind: ['MESSAGE', 'DELIVERY_REPORT'],
      fromSender: 'wv:u1@b1.example',
      forRecipient: 'wv:u2@chess.b1.example',
      conversationId: 'game-4',
    },
    response: {
      item: [
        {
          messageId: '01JB1000000000000000000002',
          kind: 'MESSAGE',
          sender: 'wv:u1@b1.example',
          senderName: 'U1',
          replyTo: 'wv:u1@b1.example',
          recipient: 'wv:u2@chess.b1.example',
          acceptedAt: new Date('2031-05-17T09:30:00.001Z'),
          expiresAt: new Date('2031-05-18T00:00:00Z'),
          deliveryAttempt: 2,
          messageClass: 'PERSONAL',
          priority: 'LOW',
          conversationId: 'game-4',
          inReplyTo: '01JB1000000000000000000001',
          attribute: [{ scheme: 'urn:chess', name: 'colour', value: 'black' }],
          content: {
            subject: 'Re: Your move',
            part: [
              { number: 1, contentType: 'text/plain', name: 'a.txt', size: 12, text: 'e7 &\re5\u{10ffff}' },
              { number: 2, contentType: 'application/octet-stream', size: 3, data: Uint8Array.of(1, 2, 3) },
              { number: 3, contentType: 'video/mp4', size: 2147483648, contentOmitted: true },
            ],
          },
        },
        {
          messageId: '01JB1000000000000000000003',
          kind: 'DELIVERY_REPORT',
          sender: 'wv:service@b1.example',
          recipient: 'wv:u2@chess.b1.example',
          acceptedAt: new Date('2031-05-17T09:30:01Z'),
          deliveryAttempt: 1,
          deliveryReport: {
            reportedMessageId: '01JB1000000000000000000001',
            clientMessageId: 'move-16',
            reportedRecipient: 'wv:u1@b1.example',
            state: 'EXPIRED',
            code: 542,
            reason: 'The message expired before it was delivered.',
            changedAt: new Date('2031-05-17T09:29:59.999Z'),
          },
        },
      ],
      moreAvailable: true,
      remaining: 41,
      receipt: 'r-2',
      acknowledgeResult: { acknowledgedReceipt: 'r-1', code: 200, reason: 'Acknowledged.' },
      retryAfterSeconds: 0,
    },
  },
  GetMessageContent: {
    request: {
      contractVersion: 1,
      messageId: '01JB1000000000000000000002',
      part: 3,
      offset: 4294967296,
      length: 1048576,
    },
    response: {
      messageId: '01JB1000000000000000000002',
      part: 3,
      contentType: 'video/mp4',
      size: 2147483648,
      offset: 0,
      data: Uint8Array.of(0, 1, 254, 255),
      moreAvailable: true,
    },
  },
  AcknowledgeMessages: {
    request: {
      contractVersion: 1,
      receipt: 'r-2',
      entry: [
        { messageId: '01JB1000000000000000000002', outcome: 'ACCEPTED' },
        { messageId: '01JB1000000000000000000003', outcome: 'REJECTED', reason: 'not for me' },
        { messageId: '01JB1000000000000000000004', outcome: 'RELEASED' },
      ],
      extendSeconds: 60,
    },
    response: {
      code: 201,
      reason: 'Some were settled, some were not.',
      result: [
        { messageId: '01JB1000000000000000000002', outcome: 'ACCEPTED', code: 200, reason: 'Removed.' },
        { messageId: '01JB1000000000000000000003', outcome: 'REJECTED', code: 426, reason: 'No such item is leased.' },
      ],
      leasedUntil: new Date('2031-05-17T09:31:00Z'),
    },
  },
  GetMessageStatus: {
    request: {
      contractVersion: 1,
      messageId: ['01JB2000000000000000000001', 'gone'],
      clientMessageId: ['move-17', 'never'],
    },
    response: {
      code: 200,
      reason: 'Found.',
      status: [
        {
          messageId: '01JB2000000000000000000001',
          clientMessageId: 'move-17',
          recipient: 'wv:u2@b2.example',
          state: 'DELIVERED',
          code: 200,
          reason: 'Delivered.',
          changedAt: new Date('2031-05-17T09:30:02Z'),
        },
        {
          clientMessageId: 'move-17',
          recipient: 'tel:+441632960123',
          state: 'REFUSED',
          code: 507,
          reason: 'The inbox is full.',
          changedAt: new Date('2031-05-17T09:30:00Z'),
        },
      ],
      unknownMessageId: ['gone'],
      unknownClientMessageId: ['never'],
    },
  },
  GetCapabilities: {
    request: { contractVersion: 1 },
    response: {
      contractVersion: 1,
      domain: ['b1.example', 'chess.b1.example'],
      maxRequestBytes: 16777216,
      maxMessageBytes: 8388608,
      maxDeliveriesPerRequest: 10000,
      suggestedBatchSize: 100,
      maxWaitSeconds: 300,
      defaultLeaseSeconds: 60,
      maxLeaseSeconds: 3600,
      maxInlineBytes: 1048576,
      idempotencySeconds: 86400,
      kind: ['MESSAGE', 'DELIVERY_REPORT'],
      feature: ['replyTo'],
    },
  },
};

export const goldenFault: ServiceFault = {
  code: 402,
  errorName: 'SchemaViolation',
  reason: 'The request does not follow the contract: expected element contentType, found text',
  retryable: false,
  retryAfterSeconds: 5,
  path: '/soap:Envelope/soap:Body/SendMessagesRequest/message[3]/part',
  expected: 'element contentType',
  referenceId: '7c9e6679',
  documentation: 'https://b1.example/soap/im#SendMessages',
};
