import type { DetachedBytes } from '../xml/index.js';

/**
 * Texts that stand for bytes in one document. Random, so that nobody who writes the document can write one; no base64,
 * so that whoever does not know them refuses them; characters that mean nothing in XML.
 */
export class Placeholders {
  readonly #prefix = `detached-${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex')}-`;
  readonly #detached: DetachedBytes[] = [];

  add(detached: DetachedBytes): string {
    return `${this.#prefix}${this.#detached.push(detached) - 1}`;
  }

  find(text: string): DetachedBytes | undefined {
    return text.startsWith(this.#prefix) ? this.#detached[Number(text.slice(this.#prefix.length))] : undefined;
  }
}
