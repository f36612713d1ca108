import type { ImOperationName } from '@imps-wsi/contract/im';
import type { ErrorName } from '@imps-wsi/contract/errors';

/** A failure that a test asks for. */
export type ScriptedFailure =
  /** The connection breaks before the provider sees the request. */
  | { readonly kind: 'drop-request' }
  /** The connection breaks when at least so many bytes of the request have come. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number }
  /** The provider does its work and the answer is lost on the way. */
  | { readonly kind: 'drop-answer' }
  /** Nothing ever comes back; only an abort or a timeout ends it. */
  | { readonly kind: 'hang' }
  /** An answer below SOAP, such as 503. */
  | { readonly kind: 'http'; readonly status: number; readonly retryAfterSeconds?: number }
  /** A fault by its name in the error registry. */
  | { readonly kind: 'fault'; readonly error: ErrorName; readonly retryAfterSeconds?: number };

interface Line {
  readonly failure: ScriptedFailure;
  readonly operation: ImOperationName | undefined;
  left: number;
}

/** Failures to come, in the order in which they were asked for. */
export class FailureScript {
  readonly #lines: Line[] = [];

  /**
   * The next requests fail in this way.
   *
   * @param options.operation only requests of this operation; default any
   * @param options.times how many; default 1
   */
  next(
    failure: ScriptedFailure,
    options: { readonly operation?: ImOperationName; readonly times?: number } = {},
  ): void {
    this.#lines.push({ failure, operation: options.operation, left: options.times ?? 1 });
  }

  /** No more failures. */
  clear(): void {
    this.#lines.length = 0;
  }

  /** Takes the failure that is due for a request of this operation. */
  take(operation: ImOperationName | undefined): ScriptedFailure | undefined {
    const index = this.#lines.findIndex((line) => line.operation === undefined || line.operation === operation);
    const line = this.#lines[index];
    if (line === undefined) return undefined;
    line.left -= 1;
    if (line.left <= 0) this.#lines.splice(index, 1);
    return line.failure;
  }
}
