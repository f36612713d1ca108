import { WsiError } from '@imps-wsi/contract/errors';
import { imOperations, type ImOperations } from '@imps-wsi/contract/im';
import type { AnyOperation } from '@imps-wsi/contract/service';
import { DetachedBytes } from '@imps-wsi/contract/xml';
import type { AccountRules } from '../domain/policies.js';
import { RefusedContent } from './received-content.js';

/** Stands for an attachment in an envelope that was read before its attachments have come. */
export class AwaitedContent extends DetachedBytes {
  readonly size = 0;

  constructor(readonly contentId: string) {
    super();
  }
}

interface ExpectingMessage {
  size: number;
  refusal?: WsiError;
}

/** A part of a message, numbered from 1, that an attachment is for. */
interface Place {
  readonly message: ExpectingMessage;
  readonly number: number;
}

/**
 * What an envelope wants of the attachments behind it. One that is only for messages that will be refused, because of
 * what they say they are or of what has come of them, need not be stored.
 */
export class ExpectedContents {
  readonly #rules: AccountRules;
  readonly #places = new Map<string, Place[]>();

  /** @param references all Content-IDs that the envelope refers to */
  constructor(rules: AccountRules, references: Iterable<string>, operation: AnyOperation, input: unknown) {
    this.#rules = rules;
    for (const contentId of references) this.#places.set(contentId, []);
    if (operation !== imOperations.SendMessages) return;
    for (const message of (input as ImOperations['SendMessages']['request']).message) this.#expect(message.part);
  }

  isWanted(contentId: string): boolean {
    return this.#places.has(contentId);
  }

  /** Why all messages that an attachment is for will be refused; undefined when one of them may not. */
  refusalOf(contentId: string): WsiError | undefined {
    const places = this.#places.get(contentId) ?? [];
    return places.every(({ message }) => message.refusal !== undefined) ? places[0]?.message.refusal : undefined;
  }

  /** An attachment came, with so many bytes. */
  came(contentId: string, size: number): void {
    for (const place of this.#places.get(contentId) ?? []) this.#count(place, size);
  }

  #expect(parts: ImOperations['SendMessages']['request']['message'][number]['part']): void {
    const message: ExpectingMessage = { size: 0 };
    for (const [index, { contentType, text, data }] of parts.entries()) {
      const number = index + 1;
      note(message, () => this.#rules.checkType(contentType, number));
      if (data instanceof AwaitedContent) this.#places.get(data.contentId)?.push({ message, number });
      else if (data instanceof RefusedContent) message.refusal ??= data.refusal;
      else this.#count({ message, number }, sizeOf(data) + Buffer.byteLength(text ?? ''));
    }
  }

  #count({ message, number }: Place, size: number): void {
    message.size += size;
    note(message, () => {
      this.#rules.checkPart(size, number);
      this.#rules.checkMessage(message.size);
    });
  }
}

const sizeOf = (data: Uint8Array | DetachedBytes | undefined): number =>
  data === undefined ? 0 : data instanceof Uint8Array ? data.length : data.size;

function note(message: ExpectingMessage, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof WsiError)) throw error;
    message.refusal ??= error;
  }
}
