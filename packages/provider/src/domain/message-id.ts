/**
 * Message ids: `<store epoch>-<order number in base 36>`. The epoch is drawn when a store is created, so that an id is
 * never seen twice, not even after the data was thrown away: consumers derive their own ids from it.
 */
export class MessageIds {
  readonly #prefix: string;

  /** @param epoch the store's epoch, letters and digits. */
  constructor(epoch: string) {
    this.#prefix = `${epoch}-`;
  }

  format(seq: string): string {
    return this.#prefix + BigInt(seq).toString(36);
  }

  /** The order number, or undefined when the id is not one of this store. */
  parse(messageId: string): string | undefined {
    if (!messageId.startsWith(this.#prefix)) return undefined;
    const digits = messageId.slice(this.#prefix.length);
    if (!/^[1-9a-z][0-9a-z]{0,11}$/.test(digits)) return undefined;
    let seq = 0n;
    for (const digit of digits) seq = seq * 36n + BigInt(parseInt(digit, 36));
    return seq <= 9_223_372_036_854_775_807n ? seq.toString() : undefined;
  }
}
