/** What a run of bytes is. */
export const Run = {
  /** Character data, references and all. */
  Text: 0,
  /** Character data inside a CDATA section. */
  Section: 1,
  /** `<![CDATA[` or `]]>`. */
  SectionMark: 2,
  /** A comment or a piece of one. */
  Comment: 3,
  /** An end tag or a piece of one. */
  EndTag: 4,
  /** All other markup: start tags, processing instructions, what is no XML. */
  Markup: 5,
} as const;
export type Run = (typeof Run)[keyof typeof Run];

const State = {
  Content: 0,
  Name: 1,
  Tag: 2,
  Quoted: 3,
  EndTag: 4,
  Comment: 5,
  Section: 6,
  Instruction: 7,
  Lost: 8,
} as const;
type State = (typeof State)[keyof typeof State];

const TAB = 0x09;
const NEWLINE = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const BANG = 0x21;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const COLON = 0x3a;
const LT = 0x3c;
const GT = 0x3e;
const QUESTION = 0x3f;

const COMMENT = Buffer.from('<!--');
const SECTION = Buffer.from('<![CDATA[');

/** A local name of four ASCII letters as the reader compares it. */
export const fourLetters = (name: string): number => Buffer.from(name, 'latin1').readInt32BE();

/**
 * Tells markup from character data in the bytes of an XML document in UTF-8, wherever its chunks are cut. It checks
 * nothing: in what is no XML it may see anything, and whoever reads the document afterwards refuses it. But it agrees
 * with the scanner on every document that the scanner takes.
 */
export class MarkupReader {
  /** What the run is that was read last. */
  run: Run = Run.Text;
  /** Did the run end the start tag of an element that has content? */
  opened = false;
  /** Local name of the start tag read last when it has four bytes (see {@link fourLetters}), else 0. */
  name = 0;

  #state: State = State.Content;
  #nameBytes = 0;
  #nameLength = 0;
  #quote = 0;
  #slash = false;

  /** Has a comment begun that has not ended yet? */
  get inComment(): boolean {
    return this.#state === State.Comment;
  }

  /** Has an end tag begun that has not ended yet? */
  get inEndTag(): boolean {
    return this.#state === State.EndTag;
  }

  /** Has a CDATA section begun that has not ended yet? */
  get inSection(): boolean {
    return this.#state === State.Section;
  }

  /**
   * The end of the run that starts at `at`, a place in the chunk. The same place when the bytes at hand do not tell
   * what comes: there are less than nine then, to be given again with those that follow.
   */
  read(bytes: Buffer, at: number): number {
    this.opened = false;
    switch (this.#state) {
      case State.Content:
        return bytes[at] === LT ? this.#markup(bytes, at) : this.#until(Run.Text, bytes.indexOf(LT, at), bytes.length);
      case State.Name:
        return this.#startTag(bytes, this.#readName(bytes, at));
      case State.Tag:
      case State.Quoted:
        return this.#startTag(bytes, at);
      case State.EndTag:
        return this.#endTag(bytes, at);
      case State.Comment:
        return this.#closing(Run.Comment, bytes, at, '-->');
      case State.Section:
        return this.#section(bytes, at);
      case State.Instruction:
        return this.#closing(Run.Markup, bytes, at, '?>');
      case State.Lost:
        return this.#until(Run.Markup, -1, bytes.length);
    }
  }

  #until(run: Run, end: number, otherwise: number): number {
    this.run = run;
    return end === -1 ? otherwise : end;
  }

  /** At `<`. */
  #markup(bytes: Buffer, at: number): number {
    const next = bytes[at + 1];
    if (next === undefined) return at;
    if (next === SLASH) {
      this.#state = State.EndTag;
      return this.#endTag(bytes, at);
    }
    if (next === BANG) return this.#declaration(bytes, at);
    if (next === QUESTION) {
      this.#state = State.Instruction;
      return this.#closing(Run.Markup, bytes, at, '?>');
    }
    this.#nameBytes = this.#nameLength = 0;
    this.#slash = false;
    return this.#startTag(bytes, this.#readName(bytes, at + 1));
  }

  #endTag(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(GT, at);
    if (end !== -1) this.#state = State.Content;
    return this.#until(Run.EndTag, end === -1 ? -1 : end + 1, bytes.length);
  }

  /** At `<!`. */
  #declaration(bytes: Buffer, at: number): number {
    for (const mark of [COMMENT, SECTION]) {
      const length = Math.min(mark.length, bytes.length - at);
      if (mark.compare(bytes, at, at + length, 0, length) !== 0) continue;
      if (length < mark.length) return at;
      this.#state = mark === COMMENT ? State.Comment : State.Section;
      return this.#until(mark === COMMENT ? Run.Comment : Run.SectionMark, at + mark.length, 0);
    }
    // A document type declaration, or nothing that there is: SOAP has none, the scanner stops here.
    this.#state = State.Lost;
    return this.#until(Run.Markup, -1, bytes.length);
  }

  /** What ends with a mark of some bytes, which the end of the chunk may cut. */
  #closing(run: Run, bytes: Buffer, at: number, mark: string): number {
    const found = bytes.indexOf(mark, at);
    if (found !== -1) this.#state = State.Content;
    return this.#until(run, found === -1 ? -1 : found + mark.length, Math.max(at, bytes.length - mark.length + 1));
  }

  #section(bytes: Buffer, at: number): number {
    const found = bytes.indexOf(']]>', at);
    if (found !== at) return this.#until(Run.Section, found, Math.max(at, bytes.length - 2));
    this.#state = State.Content;
    return this.#until(Run.SectionMark, at + 3, 0);
  }

  /** Reads on in a start tag's name and keeps the last bytes of its local part. */
  #readName(bytes: Buffer, from: number): number {
    let at = from;
    for (; at < bytes.length; at++) {
      const c = bytes[at];
      if (c === GT || c === SLASH || c === SPACE || c === NEWLINE || c === TAB || c === CR) break;
      if (c === COLON) this.#nameBytes = this.#nameLength = 0;
      else {
        this.#nameBytes = (this.#nameBytes << 8) | (c ?? 0);
        this.#nameLength++;
      }
    }
    this.#state = at === bytes.length ? State.Name : State.Tag;
    return at;
  }

  /** Reads on in a start tag, behind its name. */
  #startTag(bytes: Buffer, from: number): number {
    this.run = Run.Markup;
    let at = from;
    if (this.#state === State.Quoted) {
      at = bytes.indexOf(this.#quote, at) + 1;
      if (at === 0) return bytes.length;
      this.#state = State.Tag;
    }
    for (; at < bytes.length; at++) {
      const c = bytes[at];
      if (c === GT) {
        this.#state = State.Content;
        this.name = this.#nameLength === 4 ? this.#nameBytes : 0;
        this.opened = !this.#slash;
        return at + 1;
      }
      this.#slash = c === SLASH;
      if (c !== QUOTE && c !== APOSTROPHE) continue;
      at = bytes.indexOf(c, at + 1);
      if (at === -1) {
        this.#quote = c;
        this.#state = State.Quoted;
        return bytes.length;
      }
    }
    return bytes.length;
  }
}
