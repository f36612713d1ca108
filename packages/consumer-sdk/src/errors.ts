import { errors, type ErrorDefinition, type ErrorName } from '@imps-wsi/contract/errors';

interface SdkErrorDefinition {
  /** True when doing the very same thing again may succeed. */
  readonly retryable: boolean;
  /** What went wrong and what to do next. */
  readonly text: string;
}

/** What can go wrong on this side of the wire, beside everything that the provider's registry names. */
export const sdkErrors = {
  NetworkError: { retryable: true, text: 'The provider could not be reached or the connection broke.' },
  UntrustedCertificate: {
    retryable: false,
    text: 'The provider’s certificate is not trusted; check the endpoint, or give the authority in tls.ca.',
  },
  Timeout: { retryable: true, text: 'The provider did not answer in time.' },
  ResponseTooLarge: {
    retryable: false,
    text: 'The answer is larger than this client accepts; ask for fewer messages or raise maxResponseBytes.',
  },
  UnexpectedResponse: {
    retryable: false,
    text: 'The answer is not one that this contract knows; check that the endpoint is the provider’s SOAP address.',
  },
  UnknownRefusal: { retryable: false, text: 'The provider refused with a code that this client does not know.' },
  LocalSchemaViolation: { retryable: false, text: 'The request does not follow the contract; nothing was sent.' },
  ContentUnreadable: {
    retryable: false,
    text: 'The content of a part could not be read to its end, so the message was not sent.',
  },
  StreamSpent: {
    retryable: false,
    text: 'The request failed when a stream that can be read only once had been begun; open it anew, and send again with the same clientMessageId.',
  },
  ContentTooLarge: {
    retryable: false,
    text: 'The content is larger than maxBytes; raise it, or read the content piece by piece with stream().',
  },
  UnknownCharset: {
    retryable: false,
    text: 'The charset of the part is not known here; read the part with bytes().',
  },
  InvalidOptions: { retryable: false, text: 'An option cannot be used as given.' },
  InsecureEndpoint: {
    retryable: false,
    text: 'A password would cross the network in clear; use an https endpoint, a service secret, or set allowInsecure.',
  },
  ClientClosed: { retryable: false, text: 'The client was closed; create a new one.' },
  NotLeased: {
    retryable: false,
    text: 'The message is not leased to this client, so there is nothing to settle; receive with mode EXPLICIT.',
  },
  LeaseLost: {
    retryable: false,
    text: 'The lease of the message ended before it was settled; the provider will hand it out again.',
  },
  AlreadySettled: { retryable: false, text: 'The message was settled before with another outcome.' },
  HandlerFailed: {
    retryable: true,
    text: 'The handler threw; the message was given back and will be handed out again, unless it has failed too often.',
  },
  NoRoute: {
    retryable: false,
    text: 'No provider in the directory serves this address; add its domain or a default client.',
  },
  AddressInUse: { retryable: false, text: 'The IM address belongs to another username already.' },
  InvalidUsername: { retryable: false, text: 'The username cannot be made part of an address.' },
} as const satisfies Record<string, SdkErrorDefinition>;

/** Names of the errors that arise in the SDK itself. */
export type SdkErrorName = keyof typeof sdkErrors;

/** Every value that {@link InstantInboxError.code} can have: the provider's error names and the SDK's own. */
export type InstantInboxErrorCode = ErrorName | SdkErrorName;

/** What is known about a failure beside its code. */
export interface InstantInboxErrorDetails {
  /** Replaces the registry's text. */
  readonly message?: string | undefined;
  /** IMPS status, 100 to 999. */
  readonly impsCode?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly path?: string | undefined;
  readonly expected?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly documentation?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly errorName?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class of the SDK. Branch on `code`; show `message` to people.
 *
 * An aborted `AbortSignal` is the one exception: it rejects with the signal's own reason, as everywhere on the platform.
 */
export class InstantInboxError extends Error {
  /** What went wrong, for programs: a name from the project's error reference or one of the SDK's own. */
  readonly code: InstantInboxErrorCode;
  /** The IMPS status code that goes with it, where there is one. */
  readonly impsCode: number | undefined;
  /** True when the same call may succeed later. Repeating a send is safe with the same `clientMessageId`. */
  readonly retryable: boolean;
  /** How long the provider asks to wait before the next attempt, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** Path of the element that was refused. */
  readonly path: string | undefined;
  /** What the contract asks for at that place. */
  readonly expected: string | undefined;
  /** Under this name the provider's log keeps the details; give it to the operator. */
  readonly referenceId: string | undefined;
  /** Where the provider describes what was asked for: a page to open in a browser. */
  readonly documentation: string | undefined;
  /** HTTP status of the answer, where there was one. */
  readonly httpStatus: number | undefined;
  /** The error name as the provider wrote it; differs from `code` only when this SDK does not know it. */
  readonly errorName: string | undefined;

  constructor(code: InstantInboxErrorCode, details: InstantInboxErrorDetails = {}) {
    const definition: Pick<ErrorDefinition, 'retryable' | 'text'> & { readonly code?: number } = isProviderErrorName(
      code,
    )
      ? errors[code]
      : sdkErrors[code];
    super(
      details.message ?? definition.text,
      'cause' in details && details.cause !== undefined ? { cause: details.cause } : undefined,
    );
    this.name = 'InstantInboxError';
    this.code = code;
    this.impsCode = details.impsCode ?? definition.code;
    this.retryable = details.retryable ?? definition.retryable;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.path = details.path;
    this.expected = details.expected;
    this.referenceId = details.referenceId;
    this.documentation = details.documentation;
    this.httpStatus = details.httpStatus;
    this.errorName = details.errorName ?? code;
  }
}

/** True when the text is one of the names in the provider's error registry. */
export function isProviderErrorName(name: string): name is ErrorName {
  return Object.hasOwn(errors, name);
}

/**
 * Results carry a code and a reason but no error name. Several names share a code (402 is BadParameter or
 * ClientMessageIdReused, …); the widest one stands for all of them, but for 503: see `nameOf`. What is no media type is not even sent, so 415 says
 * that the account may not send this one, or its recipient does not take it.
 */
const RESULT_NAMES: ReadonlyMap<number, ErrorName> = new Map<number, ErrorName>([
  [402, 'BadParameter'],
  [410, 'Undeliverable'],
  [415, 'MediaTypeNotAllowed'],
  [426, 'UnknownMessage'],
  [432, 'MessageTooLarge'],
  [501, 'NotOffered'],
  [503, 'StoreFailed'],
  [507, 'InboxFull'],
  [516, 'UnknownDomain'],
  [531, 'UnknownUser'],
  [532, 'Blocked'],
  [534, 'SenderNotOwned'],
  [538, 'Rejected'],
  [542, 'Expired'],
  [901, 'MalformedAddress'],
]);

/**
 * 503 has two names that mean different things to an operator: the store failed, or more was sent than is taken.
 * The provider says when to come again with both, but of a failure nothing other than the registry's text; what is
 * throttled is told in words of its own: which limit it is, and whose.
 */
function nameOf(code: number, reason: string, retryAfterSeconds: number | undefined): InstantInboxErrorCode {
  const isThrottled =
    code === errors.Throttled.code && retryAfterSeconds !== undefined && reason !== errors.StoreFailed.text;
  return isThrottled ? 'Throttled' : (RESULT_NAMES.get(code) ?? 'UnknownRefusal');
}

/**
 * The refusal of one recipient or one entry as an error. `Throttled` always has `retryAfterSeconds`, whole seconds after
 * which there is room if nobody else takes it; `StoreFailed` and `InboxFull` have what the provider guesses.
 */
export function errorFromResult(result: {
  readonly code: number;
  readonly reason: string;
  readonly retryable?: boolean | undefined;
  readonly retryAfterSeconds?: number | undefined;
}): InstantInboxError {
  return new InstantInboxError(nameOf(result.code, result.reason, result.retryAfterSeconds), {
    message: result.reason === '' ? undefined : result.reason,
    impsCode: result.code,
    retryable: result.retryable,
    retryAfterSeconds: result.retryAfterSeconds,
  });
}

/** Any thrown value as an InstantInboxError; those that already are one stay themselves. */
export function asInstantInboxError(error: unknown, code: InstantInboxErrorCode): InstantInboxError {
  if (error instanceof InstantInboxError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new InstantInboxError(code, { message: text === '' ? undefined : text, cause: error });
}
