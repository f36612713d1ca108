import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import { imOperations, type ImOperationName, type ImOperations } from '@imps-wsi/contract/im';
import { readEnvelope } from '@imps-wsi/contract/soap';
import { SECURITY } from '@imps-wsi/contract/wsse';
import { xmlLimits } from '@imps-wsi/contract/xml';

/** What a SOAP exchange of the game says about single messages, by their ids. */
export interface RelayFacts {
  /** Handed out by the provider. */
  readonly got: readonly {
    readonly messageId: string;
    /** Written by a machine: the game answers those by nothing. */
    readonly automatic: boolean;
  }[];
  /** Stands for all that was handed out with it. */
  readonly receipt?: string;
  /** Taken by the provider. */
  readonly accepted: readonly { readonly clientMessageId: string; readonly messageId: string }[];
  /** Acknowledged, and gone from the inbox: single messages, and receipts as a whole. */
  readonly acknowledged: readonly string[];
  readonly acknowledgedReceipts: readonly string[];
  /** It settles nothing, but keeps what is leased for longer. */
  readonly extendsLease?: true;
}

const NOTHING: RelayFacts = { got: [], accepted: [], acknowledged: [], acknowledgedReceipts: [] };
/** An answer holds as many items as its bytes allow, which the SDK bounds. */
const LIMITS = xmlLimits({ maxChildren: Number.MAX_SAFE_INTEGER });

/**
 * Reads them from the captured XML, with the contract's own decoders: what is counted is what crossed the wire, not what
 * the game says of itself. Undefined when it says nothing.
 */
export function factsOf(record: ExchangeRecord): RelayFacts | undefined {
  if (record.error !== undefined || record.status !== 200) return undefined;
  const { operation, requestXml, responseXml } = record;
  if (requestXml === undefined || responseXml === undefined) return undefined;
  try {
    switch (operation) {
      case 'GetMessages':
        return got(requestOf(operation, requestXml), responseOf(operation, responseXml));
      case 'SendMessages':
        return sent(responseOf(operation, responseXml));
      case 'AcknowledgeMessages':
        return acknowledged(requestOf(operation, requestXml), responseOf(operation, responseXml));
      default:
        return undefined;
    }
  } catch {
    // The SDK could read it, so this does not happen; the demonstration goes on without it if it does.
    return undefined;
  }
}

function got(
  request: ImOperations['GetMessages']['request'],
  { item, receipt, acknowledgeResult }: ImOperations['GetMessages']['response'],
): RelayFacts {
  const settled = request.acknowledge !== undefined && acknowledgeResult?.code === 200;
  return {
    ...NOTHING,
    got: item
      .filter(({ kind }) => kind === 'MESSAGE')
      .map(({ messageId, messageClass }) => ({ messageId, automatic: messageClass === 'AUTOMATIC' })),
    ...(receipt === undefined ? {} : { receipt }),
    acknowledgedReceipts: settled ? [request.acknowledge] : [],
  };
}

function sent({ result }: ImOperations['SendMessages']['response']): RelayFacts {
  return {
    ...NOTHING,
    accepted: result.flatMap(({ clientMessageId, messageId }) =>
      messageId === undefined ? [] : [{ clientMessageId, messageId }],
    ),
  };
}

function acknowledged(
  { receipt, entry, extendSeconds }: ImOperations['AcknowledgeMessages']['request'],
  response: ImOperations['AcknowledgeMessages']['response'],
): RelayFacts {
  if (entry.length === 0) {
    if (extendSeconds !== undefined) return { ...NOTHING, extendsLease: true };
    return { ...NOTHING, acknowledgedReceipts: response.code === 200 ? [receipt] : [] };
  }
  const accepted = response.result.filter(({ outcome, code }) => outcome === 'ACCEPTED' && code === 200);
  return { ...NOTHING, acknowledged: accepted.map(({ messageId }) => messageId) };
}

function requestOf<Name extends ImOperationName>(operation: Name, xml: string): ImOperations[Name]['request'] {
  const envelope = readEnvelope(xml, { understood: [SECURITY], limits: LIMITS });
  return imOperations[operation].input.decode(envelope.scanner);
}

function responseOf<Name extends ImOperationName>(operation: Name, xml: string): ImOperations[Name]['response'] {
  return imOperations[operation].output.decode(readEnvelope(xml, { limits: LIMITS }).scanner);
}
