import { imOperations, type ElementCodec, type ImOperationName, type ImOperations } from '@imps-wsi/contract/im';
import { writeEnvelope, type SoapVersion } from '@imps-wsi/contract/soap';
import { PASSWORD_TEXT, WSSE_NAMESPACE } from '@imps-wsi/contract/wsse';
import { escapeText, type XmlWriter } from '@imps-wsi/contract/xml';
import { indented } from './indented.js';

/** Who sends an example. In commands these are shell variables. */
export interface ExampleUser {
  readonly username: string;
  readonly password: string;
}

/** A request that can be sent as it stands, and what comes back. */
export interface Example {
  readonly request: string;
  readonly answer: string;
  /** What has to be put into the request first, and where it comes from. */
  readonly before: string | undefined;
}

/** Stand for what only an earlier answer can tell. */
const MESSAGE_ID = 'PUT-MESSAGE-ID-HERE';
const RECEIPT = 'PUT-RECEIPT-HERE';

type Examples = {
  readonly [Name in ImOperationName]: {
    readonly request: ImOperations[Name]['requestInput'];
    readonly answer: ImOperations[Name]['responseInput'];
    readonly before?: string;
  };
};

/** One conversation of somebody with herself: each works as soon as those above it were sent. */
const examplesOf = (self: string): Examples => ({
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

/** The example of an operation. @param user the one who sends; `shown` is the address that answers show */
export function exampleOf(name: string, version: SoapVersion, user: ExampleUser, shown: string): Example | undefined {
  if (!isOperation(name)) return undefined;
  const { input, output } = imOperations[name];
  const { request } = examplesOf(user.username)[name];
  const { answer, before } = examplesOf(shown)[name];
  const sent = { headers: [usernameToken(user)], body: written(input, request) };
  return {
    request: indented(writeEnvelope(version, sent)),
    answer: indented(writeEnvelope(version, { body: written(output, answer) })),
    before,
  };
}

/** The table pairs each name with its own types; the compiler cannot follow that through a lookup by name. */
const written =
  (codec: Pick<ElementCodec<unknown, never>, 'encode'>, value: unknown) =>
  (writer: XmlWriter): void => {
    codec.encode(writer, value as never);
  };

const isOperation = (name: string): name is ImOperationName => Object.hasOwn(imOperations, name);

/** Without Created and Nonce, so that it can be sent at any time; over TLS or on this machine. */
const usernameToken =
  ({ username, password }: ExampleUser) =>
  (writer: XmlWriter): void => {
    writer.raw(`<wsse:Security xmlns:wsse="${WSSE_NAMESPACE}"><wsse:UsernameToken>`);
    writer.raw(`<wsse:Username>${escapeText(username)}</wsse:Username>`);
    writer.raw(`<wsse:Password Type="${PASSWORD_TEXT}">${escapeText(password)}</wsse:Password>`);
    writer.raw('</wsse:UsernameToken></wsse:Security>');
  };
