import { imOperations, SchemaViolation, type ImOperationName, type ImOperations } from '@imps-wsi/contract/im';
import { XmlScanner, XmlWriter } from '@imps-wsi/contract/xml';

/** Reads a request whose element is given without the envelope. */
export function decodeRequest<N extends ImOperationName>(name: N, xml: string): ImOperations[N]['request'] {
  const scanner = new XmlScanner(xml);
  scanner.next();
  const value = imOperations[name].input.decode(scanner);
  scanner.finish();
  return value;
}

/** A request element of the im namespace with this content. */
export function request(name: ImOperationName, content: string, attributes = ''): string {
  return `<${name}Request xmlns="urn:imps-wsi:im:1" xmlns:c="urn:imps-wsi:common:1"${attributes}>${content}</${name}Request>`;
}

/** A SendMessages request of one message. */
export function send(message: string): string {
  return request('SendMessages', `<message>${message}</message>`);
}

/** What a part needs at least. */
export const PART = '<part><contentType>text/plain</contentType><text>t</text></part>';

export const MESSAGE = `<clientMessageId>1</clientMessageId><recipient>wv:a@b</recipient>${PART}`;

/** The violation that running ends in. */
export function violation(run: () => unknown): { path: string; expected: string; found: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof SchemaViolation) return { path: error.path, expected: error.expected, found: error.found };
    throw error;
  }
  throw new Error('accepted');
}

/** What decoding a SendMessages request of this one message is refused with. */
export function sendViolation(message: string): { path: string; expected: string; found: string } {
  return violation(() => decodeRequest('SendMessages', send(message)));
}

/** The element that the encoder makes of a request. */
export function encodeRequest<N extends ImOperationName>(
  name: N,
  value: ImOperations[N]['requestInput'],
  trusted = false,
): string {
  const writer = new XmlWriter({ trusted });
  const codec = imOperations[name].input as { encode(writer: XmlWriter, value: ImOperations[N]['requestInput']): void };
  codec.encode(writer, value);
  return writer.take();
}
