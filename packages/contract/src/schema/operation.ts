import type { XmlName, XmlPiece, XmlScanner, XmlWriter } from '../xml/index.js';

/** Reads and writes one global element, the only child of a Body or of a fault's detail. */
export interface ElementCodec<Decoded, Input = Decoded> {
  readonly name: XmlName;
  /**
   * Reads the element whose start tag the scanner has just read, up to its end.
   *
   * @throws SchemaViolation, XmlError
   */
  decode(scanner: XmlScanner): Decoded;
  /**
   * Appends the element with all its namespace declarations.
   *
   * @throws SchemaViolation
   */
  encode(writer: XmlWriter, value: Input): void;
}

/** As {@link ElementCodec}; can also be written while its entries are still coming. */
export interface StreamedElementCodec<Decoded, Input, Stream> extends ElementCodec<Decoded, Input> {
  /**
   * Appends the element piece by piece and yields text whenever the writer's high-water mark is reached, and bytes on
   * their way where they stand inline: whoever writes to the network writes them as base64, chunk by chunk. The text
   * that remains stays pending in the writer, so that the caller can close the envelope behind it.
   *
   * @throws SchemaViolation, and whatever the entries' iterable throws
   */
  encodeStream(writer: XmlWriter, value: Stream): AsyncGenerator<XmlPiece, void, undefined>;
}

/** What goes into and comes out of an operation, as the generated table of a service names it. */
export interface OperationTypes {
  readonly request: unknown;
  readonly requestInput: unknown;
  readonly response: unknown;
  readonly responseInput: unknown;
  readonly responseStream: unknown;
}

/** An operation of whichever service, for code that hands values from one codec to the next without looking into them. */
export type AnyOperation = Operation<string, unknown, never, unknown, never, never>;

/** One operation of a portType: document/literal, one element in, one element out. */
export interface Operation<Name extends string, Request, RequestInput, Response, ResponseInput, ResponseStream> {
  readonly name: Name;
  readonly soapAction: string;
  readonly documentation: string;
  readonly input: ElementCodec<Request, RequestInput>;
  readonly output: StreamedElementCodec<Response, ResponseInput, ResponseStream>;
}
