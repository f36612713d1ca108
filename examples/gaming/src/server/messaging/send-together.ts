import {
  InstantInboxError,
  type InstantInboxClient,
  type InstantInboxErrorCode,
  type MessageDraft,
  type SendResult,
} from '@imps-wsi/consumer-sdk';

/** What became of a message that was sent on. */
export type Verdict =
  /** Its target has it. */
  | { readonly kind: 'accepted'; readonly messageId: string | undefined }
  /** Not now. */
  | { readonly kind: 'wait'; readonly code: number; readonly reason: string; readonly retryAfterSeconds: number }
  /** Never. */
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string };

/** Refusals of a request as a whole that a single message of it causes. All others are about us or the provider. */
const CAUSED_BY_A_MESSAGE: ReadonlySet<InstantInboxErrorCode> = new Set([
  'LocalSchemaViolation',
  'SchemaViolation',
  'MalformedXml',
  'BadRequestParameter',
  'FieldNotOffered',
  'TooManyDeliveries',
  'RequestTooLarge',
  'BadHttpRequest',
  'ContentUnreadable',
]);

/** The provider does not let us send from our own service domain: the operator has to mend that, the message can wait. */
const SENDER_NOT_OWNED = 534;
const TOO_LARGE = 432;

/**
 * Sends the messages in one request, each to its one recipient; if a message spoils the request, one after the other.
 *
 * @param onProgress called while large content leaves
 */
export async function sendTogether(
  client: InstantInboxClient,
  drafts: readonly MessageDraft[],
  onProgress: () => void = () => undefined,
): Promise<Verdict[]> {
  try {
    const answers = await client.sendAll(drafts, { onProgress });
    return answers.map(({ results: [result] }) => verdictOf(result));
  } catch (error) {
    if (!(error instanceof InstantInboxError)) throw error;
    if (!CAUSED_BY_A_MESSAGE.has(error.code)) return drafts.map(() => waiting(error));
    if (drafts.length > 1) return await sendSingly(client, drafts, onProgress);
    // The content's own provider is away.
    if (error.retryable) return [waiting(error)];
    return [
      {
        kind: 'refused',
        code: error.code === 'RequestTooLarge' ? TOO_LARGE : (error.impsCode ?? 402),
        reason: error.message,
      },
    ];
  }
}

/** Stops at the first that has to wait: what comes after it may be of the same sender. */
async function sendSingly(
  client: InstantInboxClient,
  drafts: readonly MessageDraft[],
  onProgress: () => void,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  let stopped: Verdict | undefined;
  for (const draft of drafts) {
    const [verdict] = stopped === undefined ? await sendTogether(client, [draft], onProgress) : [stopped];
    if (verdict === undefined) continue;
    verdicts.push(verdict);
    if (verdict.kind === 'wait') stopped = verdict;
  }
  return verdicts;
}

function verdictOf(result: SendResult | undefined): Verdict {
  if (result === undefined) return { kind: 'wait', code: 0, reason: 'no result came', retryAfterSeconds: 0 };
  if (result.ok) return { kind: 'accepted', messageId: result.messageId };
  const { code, reason } = result;
  if (result.retryable || code === SENDER_NOT_OWNED) {
    return { kind: 'wait', code, reason, retryAfterSeconds: result.retryAfterSeconds ?? 0 };
  }
  return { kind: 'refused', code, reason };
}

const waiting = (error: InstantInboxError): Verdict => ({
  kind: 'wait',
  code: error.impsCode ?? 0,
  reason: error.message,
  retryAfterSeconds: error.retryAfterSeconds ?? 0,
});
