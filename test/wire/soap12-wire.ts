import { serviceException } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault, Soap11, Soap12 } from '@imps-wsi/contract/soap';
import { envelope, SOAP12 } from './envelope.js';
import { post, type Answer, type PostOptions, type WireFault } from './exchange.js';

export const SOAP12_TYPE = 'application/soap+xml; charset=utf-8';

/** An envelope of SOAP 1.2 around header blocks and a Body, both as written. */
export const envelope12 = (header: string, body: string): string => envelope(header, body, SOAP12);

/** Posts to an address of SOAP 1.2, without a SOAPAction. */
export const post12 = (url: string, body: string | Uint8Array, options: PostOptions = {}): Promise<Answer> =>
  post(url, body, { ...options, headers: { 'Content-Type': SOAP12_TYPE, SOAPAction: undefined, ...options.headers } });

export interface WireFault12 extends WireFault {
  readonly version: '1.1' | '1.2';
  /** Local names of the subcodes with their namespaces, `{urn:x}Local`, from the outside in. */
  readonly subcodes: readonly string[];
}

/** The fault in an answer, of either version. Fails when there is none. */
export function fault12Of(answer: Pick<Answer, 'status' | 'text'>): WireFault12 {
  const received = readEnvelope(answer.text, { versions: [Soap12, Soap11] });
  if (!isFault(received)) throw new Error(`expected a fault, got HTTP ${String(answer.status)}: ${answer.text}`);
  const { code, subcodes, reason, details } = readFault(received);
  const [detail] = details;
  return {
    version: received.version.name,
    code: code.local,
    namespace: code.uri,
    subcodes: subcodes.map(({ uri, local }) => `{${uri}}${local}`),
    reason,
    detail: detail === undefined ? undefined : serviceException.decode(detail.open()),
  };
}
