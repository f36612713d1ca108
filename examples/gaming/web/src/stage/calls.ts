import type { ExchangeDetail, SwitchName } from '../../../src/demo/stage-messages.js';
import { call, CallError } from '../shared/http.js';

/** Uses a switch. @throws CallError with a message for people */
export async function press(name: SwitchName, body: object): Promise<void> {
  await call(`/stage/switches/${name}`, { method: 'POST', body });
}

/** Request, answer and curl of an exchange. @throws CallError */
export async function detailOf(id: number): Promise<ExchangeDetail> {
  return (await call(`/stage/exchanges/${id}`)) as ExchangeDetail;
}

/** For people. */
export const problemOf = (error: unknown): string =>
  error instanceof CallError ? error.message : 'Something went wrong; load the page again.';
