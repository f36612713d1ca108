/**
 * A document is well-formed but is not what the schema asks for, or a value cannot be written as the schema asks.
 *
 * Thrown by decoders (provider: a Client fault; SDK: a broken provider) and by encoders (the caller's value is wrong).
 */
export class SchemaViolation extends Error {
  override readonly name = 'SchemaViolation';
  /** The element concerned: `/soap:Envelope/soap:Body/SendMessagesRequest/message[3]/part/contentType`. */
  readonly path: string;
  /** What the schema asks for: `element contentType`, `at most 128 characters`. */
  readonly expected: string;
  /** What was there: `text`, `element foo`, `130 characters`. */
  readonly found: string;
  /** One sentence without the path. */
  readonly reason: string;
  /** Code units from the start of the text; -1 when the value was being written. */
  readonly offset: number;

  constructor(path: string, expected: string, found: string, offset = -1) {
    const reason = `expected ${expected}, found ${found}`;
    super(`${path}: ${reason}`);
    this.path = path;
    this.expected = expected;
    this.found = found;
    this.reason = reason;
    this.offset = offset;
  }

  /**
   * The same refusal with another path in place of everything up to the last `open` element, for streams that have
   * sent the beginning of the document away.
   */
  below(path: string, open: string): SchemaViolation {
    const steps = this.path.split('/');
    const name = /^<([^\s/>]+)/.exec(open)?.[1] ?? open;
    const at = steps.findIndex((step) => step === name || step.startsWith(`${name}[`));
    return new SchemaViolation([path, ...steps.slice(at + 1)].join('/'), this.expected, this.found, this.offset);
  }
}

/** A value quoted for an error text: shortened, so that an error never carries a message's content along. */
export function quoted(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 57)}...` : value;
  return JSON.stringify(short);
}
