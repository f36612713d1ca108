import { randomBytes } from 'node:crypto';
import { WsiError } from '@imps-wsi/contract/errors';
import type { RequestHandler } from 'express';
import type { Logger } from '../log.js';

/** A request that is not answered as asked. The message says what to do next and may be shown to anybody. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export const badRequest = (message: string): Refusal => new Refusal(400, 'BAD_REQUEST', message);
export const requestTooLarge = (): Refusal =>
  new Refusal(413, 'TOO_LARGE', 'The request is larger than is accepted; send less at once.');
export const notSignedIn = (): Refusal => new Refusal(401, 'NOT_SIGNED_IN', 'You are not signed in; sign in first.');
/** One text whatever was wrong: unknown user, wrong password, closed account. */
export const wrongCredentials = (): Refusal =>
  new Refusal(401, 'WRONG_CREDENTIALS', 'The user id or the password is wrong; check both and try again.');
/** Whatever the password is: told so that a person knows to wait, and nobody learns more than that. */
export const tooManyFailures = (seconds: number): Refusal =>
  new Refusal(
    429,
    'TOO_MANY_FAILURES',
    `Signing in failed too often from your network; wait ${String(seconds)} ${seconds === 1 ? 'second' : 'seconds'} and try again.`,
    { 'Retry-After': String(seconds) },
  );
export const noSuchMessage = (): Refusal =>
  new Refusal(404, 'NOT_FOUND', 'There is no such message, or no such part of it, in your conversations.');

/** Answers a method that an address does not know. */
export const methodNotAllowed =
  (allowed: string): RequestHandler =>
  () => {
    throw new Refusal(405, 'METHOD_NOT_ALLOWED', `This address knows ${allowed} only.`, { Allow: allowed });
  };

export interface RefusalContext {
  /** Whether an unexpected error means that the store could not be reached. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Told that it could not be reached; answers when to try again, in seconds. */
  readonly storeRetrySeconds: () => number;
  readonly log: Logger;
}

/** What anything thrown is to the outside. What is not known goes to the log under a reference that the caller is told. */
export function toRefusal(error: unknown, { isUnavailable, storeRetrySeconds, log }: RefusalContext): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof WsiError) {
    const known = ofWsiError(error);
    if (known !== undefined) return known;
  }
  const cause = error instanceof WsiError ? (error.cause ?? error) : error;
  if (isUnavailable(cause) || (error instanceof WsiError && error.errorName === 'StoreUnavailable')) {
    log.warn('a client request found no store', { error: cause });
    return new Refusal(503, 'UNAVAILABLE', 'The message store cannot be reached just now; try again in a moment.', {
      'Retry-After': String(storeRetrySeconds()),
    });
  }
  const http = ofHttpError(error);
  if (http !== undefined) return http;
  const reference = randomBytes(9).toString('base64url');
  log.error('a client request failed', { referenceId: reference, error: cause });
  return new Refusal(
    500,
    'FAILED',
    `The provider failed on this request; try again, and give the operator the reference ${reference} if it stays.`,
  );
}

function ofWsiError({ errorName, retryAfterSeconds }: WsiError): Refusal | undefined {
  switch (errorName) {
    case 'FailedAuthentication':
      return retryAfterSeconds === undefined ? wrongCredentials() : tooManyFailures(retryAfterSeconds);
    case 'InsecureTransport':
      return new Refusal(
        403,
        'INSECURE_TRANSPORT',
        'A password is accepted over TLS only, or from the very machine that the provider runs on; use https.',
      );
    case 'Overloaded':
      return new Refusal(503, 'OVERLOADED', 'Too many sign in just now; try again in a moment.', {
        'Retry-After': String(retryAfterSeconds ?? 1),
      });
    default:
      return undefined;
  }
}

/** Refusals of what reads requests: bodies, addresses. */
function ofHttpError(error: unknown): Refusal | undefined {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  if (status === 413) return requestTooLarge();
  if (status === 415) {
    return new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.');
  }
  const about = type === 'entity.parse.failed' ? 'The body is not valid JSON' : 'The request cannot be read';
  return badRequest(`${about}; correct it and send it again.`);
}
