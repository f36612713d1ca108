import { isUtf16, type DetachedBytes, XmlError } from '../xml/index.js';
import { asBuffer, EMPTY } from '../mime/buffers.js';
import { ByteBuilder } from './byte-builder.js';
import { HeldRuns } from './held-runs.js';
import { LeafDecoder } from './leaf-decoder.js';
import { isPromise, type LeafSink, writeAll } from './leaf-sink.js';
import { fourLetters, MarkupReader, Run } from './markup-reader.js';
import { Placeholders } from './placeholders.js';

export interface DetacherOptions {
  /** Bytes that the document may have without the leaves that are taken out. */
  readonly maxXmlBytes: number;
  /** Bytes of text, as written, that a leaf may have and stay. Default 65 536. */
  readonly maxLeafBytes?: number;
  /** The charset that the Content-Type names. */
  readonly charset?: string | undefined;
  /**
   * Called when a leaf turns out to be long; everything before it is in {@link Detacher.passedOn}. A sink is finished
   * at the leaf's end, and never when the leaf is refused, the document breaks off or is broken: who opens sinks keeps
   * count of them. Answers undefined when nothing may be taken out of this document: then all of it is passed on.
   */
  readonly open: () => Promise<LeafSink | undefined> | LeafSink | undefined;
}

const Mode = { Outside: 0, Undecided: 1, Detaching: 2, Untouched: 3 } as const;
type Mode = (typeof Mode)[keyof typeof Mode];

interface Leaf {
  readonly sink: LeafSink;
  readonly decoder: LeafDecoder;
}

/** The element whose leaves are looked at: the only one of the contract that holds bytes of any size. */
const LEAF = fourLetters('data');
/** What stands before it is header: whoever reads it may ignore it, whatever is in it. */
const BODY = fourLetters('Body');

/**
 * Takes long base64 leaves out of a SOAP envelope while its bytes come: they are decoded piece by piece and handed to
 * sinks; the document that remains is small, and has in each such leaf a text that only this detacher knows. Give
 * {@link Detacher.placeholder} to the reader of the document as the leaf's bytes ({@link Leaves}).
 *
 * What remains is refused where, and as, the whole would be: what this class cannot make sense of it leaves in. Only
 * characters that XML cannot have in text, or not at all, make a long leaf no base64 here, and of several mistakes in
 * one leaf another may be named. Documents in UTF-16 stay as they are.
 */
export class Detacher {
  readonly #options: DetacherOptions;
  readonly #maxLeafBytes: number;
  readonly #markup = new MarkupReader();
  readonly #passed = new ByteBuilder();
  readonly #held = new HeldRuns();
  readonly #placeholders = new Placeholders();
  #mode: Mode = Mode.Outside;
  #begun = false;
  #inBody = false;
  /** Bytes of the last chunk that mean nothing yet. */
  #carry: Buffer = EMPTY;
  #leaf: Leaf | undefined;
  /** Has a leaf come that readers will refuse? */
  #bad = false;
  /** Where the content of the leaf read last starts in what was passed on. */
  #leafStart = 0;

  constructor(options: DetacherOptions) {
    this.#options = options;
    this.#maxLeafBytes = options.maxLeafBytes ?? 65_536;
  }

  /**
   * Readers of the document will refuse a leaf that came. Nothing behind it matters: {@link Detacher.end} may be called
   * at once.
   */
  get refused(): boolean {
    return this.#bad && !this.#markup.inEndTag;
  }

  /** The document as far as it was passed on. */
  get passedOn(): Buffer {
    return this.#passed.view();
  }

  /**
   * Takes the next bytes, which may be used again when it has returned, or the promise it returned has resolved.
   *
   * @throws XmlError `TooLarge`, and whatever a sink throws; rejects with it when it returned a promise
   */
  push(chunk: Uint8Array): Promise<void> | undefined {
    let bytes = asBuffer(chunk);
    if (this.#carry.length > 0) {
      bytes = Buffer.concat([this.#carry, bytes]);
      this.#carry = EMPTY;
    }
    if (!this.#begun) {
      if (bytes.length < 2) {
        this.#carry = Buffer.from(bytes);
        return undefined;
      }
      this.#begun = true;
      if (isUtf16(bytes, this.#options.charset)) this.#mode = Mode.Untouched;
    }
    return this.#read(bytes, 0);
  }

  /** The document without the leaves that were taken out. Nothing may be pushed any more. @throws XmlError `TooLarge` */
  end(): Buffer {
    if (this.#mode === Mode.Undecided) this.#release();
    if (this.#leaf !== undefined && this.refused) {
      // What is refused has to be a leaf that ends.
      if (this.#markup.inComment) this.#pass(Buffer.from(' -->'));
      this.#pass(this.#leaf.decoder.instead());
      this.#pass(Buffer.from(`</${this.#leafName()}>`));
    } else {
      if (this.#leaf !== undefined && this.#markup.inSection) this.#pass(Buffer.from('<![CDATA['));
      this.#pass(this.#carry);
    }
    this.#carry = EMPTY;
    return this.passedOn;
  }

  /** The bytes for which this text stands; see {@link Leaves}. */
  placeholder(text: string): DetachedBytes | undefined {
    return this.#placeholders.find(text);
  }

  #read(bytes: Buffer, from: number): Promise<void> | undefined {
    let at = from;
    while (at < bytes.length) {
      if (this.#mode === Mode.Untouched) {
        this.#pass(bytes, at);
        return undefined;
      }
      const start = at;
      const outside = this.#mode === Mode.Outside;
      at = outside ? this.#passOutside(bytes, start) : this.#markup.read(bytes, start);
      if (at === start) break;
      if (outside) continue;
      const waiting = this.#take(this.#markup.run, bytes, start, at);
      if (waiting !== undefined) return waiting.then(() => this.#read(bytes, at));
    }
    if (at < bytes.length) this.#carry = Buffer.from(bytes.subarray(at));
    return undefined;
  }

  /** Passes on everything up to the content of the next leaf, or as far as it is known what it is. */
  #passOutside(bytes: Buffer, start: number): number {
    let at = start;
    let leaf = false;
    while (at < bytes.length && !leaf) {
      const end = this.#markup.read(bytes, at);
      if (end === at) break;
      at = end;
      leaf = this.#isLeaf();
    }
    this.#pass(bytes, start, at);
    if (leaf) this.#enter();
    return at;
  }

  /** Takes a run inside a leaf. */
  #take(run: Run, bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    const isTag = run === Run.Markup || run === Run.EndTag;
    if (this.#mode === Mode.Undecided) {
      if (!isTag) return this.#hold(run, bytes, start, end);
      this.#release();
    } else if (this.#leaf !== undefined) {
      if (!isTag) return this.#decode(this.#leaf, run, bytes, start, end);
      if (run === Run.EndTag) return this.#close(this.#leaf, bytes, start, end);
      // An element, or what is no XML: readers refuse it behind any text, and the bytes before it are nobody's.
      this.#pass(this.#leaf.decoder.instead());
    }
    this.#leave(bytes, start, end);
    return undefined;
  }

  /** Passes on the markup that ends a leaf's text. */
  #leave(bytes: Buffer, start: number, end: number): void {
    this.#leaf = undefined;
    this.#mode = Mode.Outside;
    this.#pass(bytes, start, end);
    if (this.#isLeaf()) this.#enter();
  }

  /** Did the markup read last start a leaf of the Body? */
  #isLeaf(): boolean {
    if (!this.#markup.opened) return false;
    if (this.#inBody) return this.#markup.name === LEAF;
    this.#inBody = this.#markup.name === BODY;
    return false;
  }

  #enter(): void {
    this.#leafStart = this.#passed.length;
    this.#mode = Mode.Undecided;
  }

  #hold(run: Run, bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    this.#held.hold(run, bytes, start, end);
    if (this.#held.length <= this.#maxLeafBytes) return undefined;
    const sink = this.#options.open();
    return isPromise(sink) ? sink.then((opened) => this.#detach(opened)) : this.#detach(sink);
  }

  #detach(sink: LeafSink | undefined): Promise<void> | undefined {
    if (sink === undefined) {
      this.#release();
      this.#mode = Mode.Untouched;
      return undefined;
    }
    this.#mode = Mode.Detaching;
    this.#leaf = { sink, decoder: new LeafDecoder() };
    return this.#replay(0);
  }

  /** Takes what was held again, from the run of this number on. */
  #replay(from: number): Promise<void> | undefined {
    for (let index = from; ; index++) {
      const held = this.#held.at(index);
      if (held === undefined) break;
      const waiting = this.#take(held.run, this.#held.view(), held.start, held.end);
      if (waiting !== undefined) return waiting.then(() => this.#replay(index + 1));
    }
    this.#held.clear();
    return undefined;
  }

  /** The leaf is short, or not what it seemed: it stays as it was. */
  #release(): void {
    this.#pass(this.#held.view());
    this.#held.clear();
  }

  #decode(leaf: Leaf, run: Run, bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    const { sink, decoder } = leaf;
    let decoded: readonly Buffer[] = [];
    if (run === Run.Text) decoded = decoder.text(bytes.subarray(start, end));
    else if (run === Run.Section) decoded = decoder.section(bytes.subarray(start, end));
    else decoder.interrupt();
    // A comment may hold anything, so the reader of the document has to see it.
    if (run === Run.Comment) this.#pass(bytes, start, end);
    this.#bad ||= decoder.settled;
    return decoder.bad ? undefined : writeAll(sink, decoded);
  }

  #close(leaf: Leaf, bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    const { sink, decoder } = leaf;
    decoder.end();
    this.#bad ||= decoder.bad;
    if (decoder.bad) {
      this.#pass(decoder.instead());
      this.#leave(bytes, start, end);
      return undefined;
    }
    const replace = (detached: DetachedBytes): void => {
      this.#pass(Buffer.from(this.#placeholders.add(detached)));
      this.#leave(bytes, start, end);
    };
    const detached = sink.finish();
    if (isPromise(detached)) return detached.then(replace);
    replace(detached);
    return undefined;
  }

  #pass(bytes: Buffer, start = 0, end = bytes.length): void {
    const { maxXmlBytes } = this.#options;
    if (this.#passed.length + end - start > maxXmlBytes) {
      throw new XmlError('TooLarge', `the document has more than ${maxXmlBytes} bytes beside its large contents`);
    }
    this.#passed.append(bytes, start, end);
  }

  #leafName(): string {
    const before = this.passedOn.subarray(0, this.#leafStart);
    const tag = before.toString('utf8', before.lastIndexOf('<'));
    return /^<([^\s/>]+)/.exec(tag)?.[1] ?? '';
  }
}
