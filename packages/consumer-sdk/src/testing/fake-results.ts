import { errors, isSuccess, type ErrorName } from '@imps-wsi/contract/errors';

/** The result of one recipient or entry by its name in the error registry. */
export function resultOf(name: ErrorName): { code: number; reason: string; retryable: boolean } {
  const { code, text, retryable } = errors[name];
  return { code, reason: text, retryable };
}

/** The code that stands for all: theirs when they agree, 201 for some of several, 900 for none of several. */
export function overallCode(codes: readonly number[]): number {
  const [first = 200] = codes;
  if (codes.every((code) => code === first)) return first;
  return codes.some(isSuccess) ? 201 : 900;
}
