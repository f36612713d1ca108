import type { PresenceResult, SeenAttribute } from '@imps-wsi/contract/presence';

/** What may be seen of somebody. */
export class Presence {
  /** As it was asked for. */
  readonly presentity: string;
  /** 200; 534 may not be seen, or there is no such user; 516 unknown domain; 901 malformed address. */
  readonly code: number;
  readonly reason: string;
  readonly attributes: readonly SeenAttribute[];
  /** The document that was asked for, as text. */
  readonly document: string | undefined;

  constructor({ presentity, code, reason, attribute, document }: PresenceResult) {
    this.presentity = presentity;
    this.code = code;
    this.reason = reason;
    this.attributes = attribute;
    this.document = document;
  }

  /** Whether anything may be seen. */
  get isVisible(): boolean {
    return this.code === 200;
  }

  /** False also of who may not be seen; see `isVisible`. */
  get isOnline(): boolean {
    return this.value('OnlineStatus') === 'T';
  }

  /** A customer of an operator without instant messaging, who is reached by SMS (ClientType CLI). */
  get isLegacy(): boolean {
    return (
      this.attribute('ClientInfo')?.property.some(({ name, value }) => name === 'ClientType' && value === 'CLI') ===
      true
    );
  }

  /** An attribute of the IMPS line, or of a scheme. */
  attribute(name: string, scheme?: string): SeenAttribute | undefined {
    return this.attributes.find((each) => each.name === name && each.scheme === scheme);
  }

  /** Its value; undefined where it is not there, is made of properties, or is not to be relied upon. */
  value(name: string, scheme?: string): string | undefined {
    const found = this.attribute(name, scheme);
    return found?.qualifier === true ? found.value : undefined;
  }
}
