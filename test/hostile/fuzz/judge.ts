import { imOperations, serviceException, type ImOperationName } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault, Soap11, Soap12 } from '@imps-wsi/contract/soap';
import { readAnswer, type RawAnswer } from '../../wire/raw-package.js';

export interface JudgedFault {
  readonly version: '1.1' | '1.2';
  readonly envelope: string;
}

/** What an answer shows. */
export interface Judgement {
  /** Such as `200 SendMessages`, `500 Client`, `400 Sender`, `413`. */
  readonly kind: string;
  /** Ids of messages that it says were taken. */
  readonly accepted: readonly string[];
  /** A fault's envelope, to be validated against the schema. */
  readonly fault: JudgedFault | undefined;
  /** What must not be. */
  readonly findings: readonly string[];
}

/** Statuses below SOAP that a refusal may have, and what each needs to say. */
const BELOW_SOAP = new Set([400, 405, 408, 411, 413, 415, 417, 429, 431, 501, 503]);
const FAULT_CODES: Readonly<Record<string, ReadonlySet<string>>> = {
  [Soap11.namespace]: new Set(['Client', 'Server', 'VersionMismatch', 'MustUnderstand']),
  [Soap12.namespace]: new Set(['Sender', 'Receiver', 'VersionMismatch', 'MustUnderstand', 'DataEncodingUnknown']),
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd': new Set([
    'UnsupportedSecurityToken',
    'UnsupportedAlgorithm',
    'InvalidSecurity',
    'InvalidSecurityToken',
    'FailedAuthentication',
    'FailedCheck',
    'SecurityTokenUnavailable',
  ]),
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd': new Set(['MessageExpired']),
};
/** What only the inside knows: stacks, paths, statements, tables. */
const INSIDE =
  /node_modules|node:internal|\n\s+at .+:\d+:\d+|\.(?:js|ts):\d+|\/packages\/|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|pg_catalog|relation "|syntax error at or near|ECONNREFUSED|TypeError|RangeError|ReferenceError|Cannot read propert/;
const RESPONSE = /Response$/;

/** @param secrets what no answer may repeat */
export function judge(answer: RawAnswer, secrets: readonly string[]): Judgement {
  const findings: string[] = [];
  const text = answer.bytes.toString('utf8');
  for (const secret of secrets) if (text.includes(secret)) findings.push('the answer repeats a secret');
  if (answer.status !== 200 && INSIDE.test(text)) findings.push(`tells of the inside: ${INSIDE.exec(text)?.[0] ?? ''}`);
  try {
    const isText = (answer.headers['content-type'] ?? '').startsWith('text/plain');
    return { ...(isText ? belowSoap(answer, text) : soap(answer)), findings };
  } catch (error) {
    findings.push(error instanceof Error ? error.message : String(error));
    return { kind: String(answer.status), accepted: [], fault: undefined, findings };
  }
}

function belowSoap({ status, headers }: RawAnswer, text: string): Omit<Judgement, 'findings'> {
  if (!BELOW_SOAP.has(status)) throw new Error(`HTTP ${String(status)} is no answer to a SOAP request`);
  if (status === 503 && headers['retry-after'] === undefined) throw new Error('503 without Retry-After');
  if (text.length > 2000) throw new Error(`${String(text.length)} characters below SOAP`);
  return { kind: String(status), accepted: [], fault: undefined };
}

function soap(answer: RawAnswer): Omit<Judgement, 'findings'> {
  const { root } = readAnswer(answer);
  const envelope = readEnvelope(root, { versions: [Soap11, Soap12] });
  if (isFault(envelope)) {
    const { role, code, subcodes, reason, details } = readFault(envelope);
    const { version } = envelope;
    if (role === undefined || answer.status !== version.faultStatus(role)) {
      throw new Error(`a fault ${role ?? ''} of SOAP ${version.name} with HTTP ${String(answer.status)}`);
    }
    for (const { uri, local } of subcodes) {
      if (uri === version.namespace || FAULT_CODES[uri]?.has(local) !== true)
        throw new Error(`unknown subcode {${uri}}${local}`);
    }
    if (FAULT_CODES[code.uri]?.has(code.local) !== true)
      throw new Error(`unknown faultcode {${code.uri}}${code.local}`);
    if (reason === '') throw new Error('a fault without a reason');
    const [detail] = details;
    const { errorName = '' } = detail === undefined ? {} : serviceException.decode(detail.open());
    if (errorName === 'InternalError') throw new Error('an internal error');
    const kind = `${String(answer.status)} ${code.local}${errorName === '' ? '' : ` ${errorName}`}`;
    return { kind, accepted: [], fault: { version: version.name, envelope: root } };
  }
  if (answer.status !== 200) throw new Error(`HTTP ${String(answer.status)} without a fault`);
  const { localName: local } = envelope.scanner;
  const name = local.replace(RESPONSE, '') as ImOperationName;
  if (!Object.hasOwn(imOperations, name)) throw new Error(`${local} answers no operation`);
  // The codec of the plain port does not know what the others put in the place of content.
  const isPlain = !/[<:](?:Include|attachment)[ >/]/.test(root);
  const decoded: unknown = isPlain ? imOperations[name].output.decode(envelope.scanner) : {};
  if (isPlain) envelope.finish();
  return { kind: `200 ${name}`, accepted: acceptedIn(decoded), fault: undefined };
}

/** Ids in the results of SendMessages that say 200. */
function acceptedIn(response: unknown): string[] {
  const { result = [] } = response as { result?: readonly { readonly code?: number; readonly messageId?: string }[] };
  return result.flatMap(({ code, messageId }) => (code === 200 && messageId !== undefined ? [messageId] : []));
}
