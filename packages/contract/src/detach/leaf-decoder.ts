import { Base64Decoder, MimeError } from '../mime/index.js';
import { expandReferences, ReferenceProblem } from '../xml/references.js';

const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;

/** The longest reference that can stand for a character, and no reason to wait for more. */
const MAX_REFERENCE = 40;
/** Bytes of the text that are kept for errors: they quote sixty characters, of four bytes at most. */
const MAX_HEAD = 256;

const NOTHING: readonly Buffer[] = [];

/** Decodes the character data of one base64 leaf, piece by piece. */
export class LeafDecoder {
  /** The leaf is no base64, or no character data of XML. What follows is not decoded any more. */
  bad = false;
  readonly #decoder = new Base64Decoder();
  /** The first bytes of the character data, references resolved. */
  #head = Buffer.alloc(0);
  #whole = true;
  /** A reference whose end has not come yet. */
  #reference = Buffer.alloc(0);
  /** The first reference that is none. */
  #broken: Buffer | undefined;

  /** Is it bad, and would readers of the whole leaf say of it what they say of {@link LeafDecoder.instead}? */
  get settled(): boolean {
    return this.bad && (this.#broken !== undefined || !this.#whole);
  }

  /** Takes a piece of plain character data and gives the bytes it makes whole. */
  text(piece: Buffer): readonly Buffer[] {
    const bytes = this.#withReference(piece);
    const decoded: Buffer[] = [];
    let from = 0;
    for (
      let at = bytes.indexOf(AMPERSAND);
      at !== -1 && this.#broken === undefined;
      at = bytes.indexOf(AMPERSAND, from)
    ) {
      this.#decode(bytes.subarray(from, at), decoded);
      const end = bytes.subarray(at, at + MAX_REFERENCE).indexOf(SEMICOLON);
      if (end === -1 && bytes.length - at < MAX_REFERENCE) {
        this.#reference = Buffer.from(bytes.subarray(at));
        return decoded;
      }
      from = end === -1 ? bytes.length : at + end + 1;
      this.#resolve(end === -1 ? Buffer.from('& ') : bytes.subarray(at, from), decoded);
    }
    this.#decode(from === 0 ? bytes : bytes.subarray(from), decoded);
    return decoded;
  }

  /** As `text`, for the content of a CDATA section. */
  section(bytes: Buffer): readonly Buffer[] {
    if (this.bad && !this.#whole) return NOTHING;
    const decoded: Buffer[] = [];
    this.#decode(bytes, decoded);
    return decoded;
  }

  /** Markup stands here: a reference must not go on behind it. */
  interrupt(): void {
    if (this.#reference.length > 0) this.#break(this.#reference);
    this.#reference = Buffer.alloc(0);
  }

  /** The leaf is over: is it whole? */
  end(): void {
    this.interrupt();
    if (!this.bad) this.#guard(() => this.#decoder.end());
  }

  /**
   * A text in which readers see what they would see in the leaf if they look for base64, or for an element behind the
   * text: its beginning, and something that is no base64 where more follows.
   */
  instead(): Buffer {
    this.interrupt();
    if (this.#broken !== undefined) return this.#broken;
    const head = this.#head.toString('utf8');
    const text = this.#whole ? head : `${head.slice(0, MAX_HEAD / 4)}!`;
    return Buffer.from(text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`));
  }

  #withReference(bytes: Buffer): Buffer {
    if (this.#reference.length === 0) return bytes;
    const joined = Buffer.concat([this.#reference, bytes]);
    this.#reference = Buffer.alloc(0);
    return joined;
  }

  #decode(bytes: Buffer, decoded: Buffer[]): void {
    if (bytes.length === 0) return;
    const room = MAX_HEAD - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, bytes.subarray(0, room)]);
    if (bytes.length > room) this.#whole = false;
    if (this.bad) return;
    this.#guard(() => {
      const whole = this.#decoder.push(bytes);
      if (whole.length > 0) decoded.push(whole);
    });
  }

  /** What is no reference is left to the reader of the document, who says what is wrong with it. */
  #resolve(reference: Buffer, decoded: Buffer[]): void {
    const text = reference.toString('latin1');
    try {
      this.#decode(Buffer.from(expandReferences(text, 0, text.length)), decoded);
    } catch (problem) {
      if (!(problem instanceof ReferenceProblem)) throw problem;
      this.#break(reference);
    }
  }

  #break(reference: Buffer): void {
    this.bad = true;
    this.#broken ??= Buffer.from(reference);
  }

  #guard(decode: () => void): void {
    try {
      decode();
    } catch (error) {
      if (!(error instanceof MimeError)) throw error;
      this.bad = true;
    }
  }
}
