import { WsiError } from '@imps-wsi/contract/errors';
import type { AnyOperation } from '@imps-wsi/contract/service';
import { readEnvelope, type Envelope, type SoapVersion } from '@imps-wsi/contract/soap';
import type { Leaves } from '@imps-wsi/contract/xml';
import type { SecurityHeader } from '@imps-wsi/contract/wsse';
import type { Caller } from '../domain/caller.js';
import type { Authenticator, RequestContext } from '../security/authenticate.js';
import type { SignatureAuthenticator } from '../security/signature/signature-authenticator.js';
import type { SoapRequest } from './exchange.js';
import { isSigned, presentedSecurity, SIGNED_LEAVES, UNDERSTOOD } from './security-header.js';

/** Who can tell who calls. */
export interface Authenticators {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  /** Absent: signed requests are refused. */
  readonly signatures?: Pick<SignatureAuthenticator, 'authenticate' | 'maxEnvelope'>;
}

/**
 * Lets a request in: envelope, authentication, dispatch. Asked again when more of the envelope has come, or all that it
 * refers to: its sender is authenticated the first time only, because a nonce is good for once.
 */
export class Admission {
  /** Version of the envelope, once it is known. */
  version: SoapVersion | undefined;
  /** What is asked for, once it is known. */
  operation: AnyOperation | undefined;
  readonly #authenticators: Authenticators;
  readonly #request: SoapRequest;
  #caller: Promise<Caller> | undefined;
  /** Of a signed request: what was signed, to be read instead of what came. */
  #signed: string | undefined;

  constructor(authenticators: Authenticators, request: SoapRequest) {
    this.#authenticators = authenticators;
    this.#request = request;
  }

  /**
   * @param text the envelope, at least up to the start of the Body's child
   * @throws SoapError, XmlError, WsiError UnsupportedContentType
   */
  read(text: string, leaves?: Leaves): Envelope {
    const { port, announced } = this.#request;
    const { versions } = port;
    const envelope = readEnvelope(text, {
      versions,
      understood: UNDERSTOOD,
      ...(leaves === undefined ? {} : { leaves }),
    });
    this.version = envelope.version;
    if (announced.version !== envelope.version) throw misannounced(port.version, announced.version);
    return envelope;
  }

  /** Who sends it. Of a signed request all of the envelope must be there. */
  callerOf(envelope: Envelope): Promise<Caller> {
    return (this.#caller ??= this.#authenticate(envelope));
  }

  #authenticate(envelope: Envelope): Promise<Caller> {
    const { tls, loopback, peer } = this.#request;
    const context = { tls, loopback, peer, now: new Date() };
    const security = presentedSecurity(envelope);
    const { authenticator, signatures } = this.#authenticators;
    return signatures !== undefined && security !== undefined && isSigned(security)
      ? this.#authenticateSigned(signatures, envelope, security, context)
      : authenticator.authenticate(security, context);
  }

  async #authenticateSigned(
    signatures: NonNullable<Authenticators['signatures']>,
    envelope: Envelope,
    security: SecurityHeader,
    context: RequestContext,
  ): Promise<Caller> {
    const { caller, text } = await signatures.authenticate(envelope, security, context);
    this.#signed = text;
    return caller;
  }

  /** The characters that an envelope may have that can only be judged as a whole, because it is signed; else undefined. */
  wholeBound(envelope: Envelope): number | undefined {
    const { signatures } = this.#authenticators;
    if (signatures === undefined) return undefined;
    const security = presentedSecurity(envelope);
    return security !== undefined && isSigned(security) ? signatures.maxEnvelope : undefined;
  }

  /** What may be acted upon once the caller is known: the envelope, and of a signed one what was signed. */
  trusted(envelope: Envelope): Envelope {
    if (this.#signed === undefined) return envelope;
    return readEnvelope(this.#signed, { versions: [envelope.version], leaves: SIGNED_LEAVES });
  }

  /** What it asks for, by the Body's child; nothing inside of that is looked at. @throws WsiError UnknownOperation */
  operationOf({ scanner }: Envelope): AnyOperation {
    const { service } = this.#request.port;
    const operation = service.find(scanner.name);
    this.operation = operation;
    if (operation !== undefined) return operation;
    const { localName, namespaceUri } = scanner;
    throw new WsiError('UnknownOperation', {
      reason: `{${namespaceUri.slice(0, 200)}}${localName.slice(0, 200)} is no request of this service; its requests are in namespace ${service.namespace}, see the WSDL.`,
      path: scanner.path(),
    });
  }
}

/** The envelope is of the right version; the media type it came as is that of another one (RFC 3902). */
function misannounced({ name, mediaType }: SoapVersion, other: SoapVersion): WsiError {
  return new WsiError('UnsupportedContentType', {
    reason: `An envelope of SOAP ${name} came as ${other.mediaType}. Send it as ${mediaType}.`,
  });
}
