import { XmlWriter } from '../xml/index.js';
import type { SoapVersion } from './version.js';

/** Appends a part of an envelope, with every namespace declaration that it needs beyond `soap`. */
export type WritePart = (writer: XmlWriter) => void;

export interface EnvelopeParts {
  readonly headers?: readonly WritePart[];
  /** Writes the Body's only child. */
  readonly body: WritePart;
}

/** Appends everything up to the start of the Body's content. */
export function startEnvelope(writer: XmlWriter, version: SoapVersion, headers: readonly WritePart[] = []): void {
  writer.raw(`<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${version.namespace}">`);
  if (headers.length > 0) {
    writer.raw('<soap:Header>');
    for (const header of headers) header(writer);
    writer.raw('</soap:Header>');
  }
  writer.raw('<soap:Body>');
}

/** Appends what follows the Body's content. */
export function endEnvelope(writer: XmlWriter): void {
  writer.raw('</soap:Body></soap:Envelope>');
}

/** A whole envelope as text, to be sent as UTF-8. */
export function writeEnvelope(version: SoapVersion, parts: EnvelopeParts, writer = new XmlWriter()): string {
  startEnvelope(writer, version, parts.headers);
  parts.body(writer);
  endEnvelope(writer);
  return writer.take();
}
