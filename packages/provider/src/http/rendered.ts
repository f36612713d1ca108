import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** A text that is made once and sent often, with what makes sending it again cheap. */
export class Rendered {
  readonly #type: string;
  readonly #bytes: Buffer;
  readonly #tag: string;
  #gzipped: Buffer | undefined;

  /** @param type a media type of text, without its charset: it is UTF-8 */
  constructor(type: string, text: string) {
    this.#type = `${type}; charset=utf-8`;
    this.#bytes = Buffer.from(text, 'utf8');
    this.#tag = createHash('sha256').update(this.#bytes).digest('base64url').slice(0, 22);
  }

  /**
   * Answers GET and HEAD: compressed where that is wanted, with 304 where the caller has it already. It holds addresses
   * made of the request's Host, so no shared cache may keep it for others; callers' own ask whether it is still true.
   */
  send(request: Request, response: Response): void {
    const zipped = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    response.set({ 'Content-Type': this.#type, 'Cache-Control': 'private, no-cache' });
    response.vary('Accept-Encoding');
    // Other bytes, another tag (RFC 9110 §8.8.3.3).
    response.set('ETag', `"${this.#tag}${zipped ? '-gzip' : ''}"`);
    if (zipped) response.set('Content-Encoding', 'gzip');
    response.send(zipped ? (this.#gzipped ??= gzipSync(this.#bytes)) : this.#bytes);
  }
}

/** What was rendered lately. Bounded, because its keys hold what callers say; the oldest goes first. */
export class RenderedTexts {
  readonly #limit: number;
  readonly #texts = new Map<string, Rendered>();

  constructor(limit = 64) {
    this.#limit = limit;
  }

  of(key: string, render: () => Rendered): Rendered {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const made = render();
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size < this.#limit) break;
      this.#texts.delete(oldest);
    }
    this.#texts.set(key, made);
    return made;
  }
}
