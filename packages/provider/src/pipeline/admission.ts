import { WsiError } from '@imps-wsi/contract/errors';
import { findImOperation, imService, type ImOperation } from '@imps-wsi/contract/im';
import { readEnvelope, type Envelope, type SoapVersion } from '@imps-wsi/contract/soap';
import type { Leaves } from '@imps-wsi/contract/xml';
import type { Caller } from '../domain/caller.js';
import type { Authenticator } from '../security/authenticate.js';
import type { SoapRequest } from './exchange.js';
import { presentedSecurity, UNDERSTOOD } from './security-header.js';

/**
 * Lets a request in: envelope, authentication, dispatch. Asked again when more of the envelope has come, or all that it
 * refers to: its sender is authenticated the first time only, because a nonce is good for once.
 */
export class Admission {
  /** Version of the envelope, once it is known. */
  version: SoapVersion | undefined;
  readonly #authenticator: Pick<Authenticator, 'authenticate'>;
  readonly #request: SoapRequest;
  #caller: Promise<Caller> | undefined;

  constructor(authenticator: Pick<Authenticator, 'authenticate'>, request: SoapRequest) {
    this.#authenticator = authenticator;
    this.#request = request;
  }

  /** @param text the envelope, at least up to the start of the Body's child */
  read(text: string, leaves?: Leaves): Envelope {
    const envelope = readEnvelope(text, { understood: UNDERSTOOD, ...(leaves === undefined ? {} : { leaves }) });
    this.version = envelope.version;
    return envelope;
  }

  /** Who sends it. */
  callerOf(envelope: Envelope): Promise<Caller> {
    const { tls, loopback, peer } = this.#request;
    const context = { tls, loopback, peer, now: new Date() };
    return (this.#caller ??= this.#authenticator.authenticate(presentedSecurity(envelope), context));
  }

  /** What it asks for, by the Body's child; nothing inside of that is looked at. @throws WsiError UnknownOperation */
  operationOf({ scanner }: Envelope): ImOperation {
    const operation = findImOperation(scanner.name);
    if (operation !== undefined) return operation;
    const { localName, namespaceUri } = scanner;
    throw new WsiError('UnknownOperation', {
      reason: `{${namespaceUri.slice(0, 200)}}${localName.slice(0, 200)} is no request of this service; its requests are in namespace ${imService.namespace}, see the WSDL.`,
      path: scanner.path(),
    });
  }
}
