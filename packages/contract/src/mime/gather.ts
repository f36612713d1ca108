/** Size from which pieces are worth a chunk of their own. */
const ENOUGH = 16 * 1024;

/** Puts small pieces together, so that ten thousand tiny parts are not twenty thousand chunks. */
export class Gather {
  #bytes = Buffer.allocUnsafeSlow(ENOUGH);
  #length = 0;

  /** What is to be sent now so that this piece can follow; small pieces are copied and wait for more. */
  *add(piece: Buffer): Generator<Buffer, void, undefined> {
    if (this.#length + piece.length > ENOUGH) yield* this.take();
    if (piece.length > ENOUGH) yield piece;
    else this.#length += piece.copy(this.#bytes, this.#length);
  }

  /** What waits, if anything; it belongs to the reader from now on. */
  *take(): Generator<Buffer, void, undefined> {
    if (this.#length === 0) return;
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    // A few bytes shall not keep a large block while they wait to be sent.
    if (taken.length < ENOUGH / 4) yield Buffer.from(taken);
    else {
      this.#bytes = Buffer.allocUnsafeSlow(ENOUGH);
      yield taken;
    }
  }
}
