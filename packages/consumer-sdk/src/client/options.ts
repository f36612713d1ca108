import type { KeyObject } from 'node:crypto';
import { parseAddress } from '@imps-wsi/contract/address';
import { Soap11, Soap12, type SoapVersion } from '@imps-wsi/contract/soap';
import { isXmlText } from '@imps-wsi/contract/xml';
import { asInstantInboxError, InstantInboxError } from '../errors.js';
import type { SoapTransport } from '../transport/soap-transport.js';
import type { TlsOptions } from '../transport/undici-transport.js';
import { systemClock, type Clock } from './clock.js';
import type { ExchangeHook } from './exchange.js';
import { signingKeyOf, type SigningKey } from './signed-request.js';
import { DEFAULT_RETRY, type Random, type RetryOptions, type RetryPolicy } from './retry.js';

/** Bounds of the requests that concurrent sends are gathered into. */
export interface BatchOptions {
  /** Most messages in one SendMessages. Default: what the provider suggests when that is known, else 100. */
  readonly maxMessages?: number | undefined;
  /** Largest SendMessages request, in bytes. Default: what the provider takes when that is known, else 1 MiB. */
  readonly maxBytes?: number | undefined;
  /**
   * How long the first message may wait for company. Default 0: what is sent in the same turn goes together, and what
   * comes while a request is in flight goes with the next.
   */
  readonly lingerMs?: number | undefined;
}

/** Everything but the account's name and its credential. */
export interface ClientBehaviour {
  /** Address of the SOAP port, such as `https://im.b1.example/soap/im`; for SOAP 1.2, `…/soap/im/soap12`. */
  readonly endpoint: string;
  /** The SOAP version that the endpoint speaks. Default `1.1`. */
  readonly soapVersion?: '1.1' | '1.2' | undefined;
  /**
   * Address of the provider's MTOM port, over which large content travels as it is. Default: the endpoint's path with
   * `/mtom` behind it. `false`: content always travels in the envelope, as base64. A provider without such a port is
   * served in the same way, as far as what is sent can be read again.
   */
  readonly mtomEndpoint?: string | false | undefined;
  /**
   * Address of the provider's presence service. Default: the endpoint with `presence` in the place of `im`, such as
   * `https://im.b1.example/soap/presence`; where the endpoint has no such piece, presence needs this.
   */
  readonly presenceEndpoint?: string | undefined;
  /** Allows a password in clear over plain http to another machine. Only for a network you trust. */
  readonly allowInsecure?: boolean | undefined;
  /** Your own way of carrying bytes; then `tls`, `proxy` and `maxResponseBytes` are its business. */
  readonly transport?: SoapTransport | undefined;
  readonly tls?: TlsOptions | undefined;
  /** URL of an HTTP proxy. */
  readonly proxy?: string | undefined;
  /** Largest answer accepted, in bytes. Default 256 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /**
   * How long an answer may take once the request has left; long polls add the time they ask to wait. While streamed
   * content leaves, it bounds each chunk, not the whole. Default 30 000 ms.
   */
  readonly requestTimeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly batch?: BatchOptions | undefined;
  /** How long `close()` waits for sends, handlers and acknowledgements. Default 10 000 ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** Called after each HTTP exchange, failed ones included. */
  readonly onExchange?: ExchangeHook | undefined;
  /** Gives `onExchange` the XML of both directions. Default false. */
  readonly captureXml?: boolean | undefined;
  /**
   * Told of failures that no call can report, because the SDK deals with them itself: a poll that is repeated, an
   * acknowledgement that did not arrive, a lease that was lost. What it throws is ignored.
   */
  readonly onBackgroundError?: ((error: InstantInboxError) => void) | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** A person's account: the password travels in the request (PasswordText), over https or to this machine only. */
export interface PasswordClientOptions extends ClientBehaviour {
  /** IM address of the account, such as `wv:chess@b1.example`. */
  readonly username: string;
  readonly password: string;
  readonly secret?: undefined;
}

/** A service's account: its generated secret never travels; each request carries a fresh PasswordDigest. */
export interface SecretClientOptions extends ClientBehaviour {
  /** IM address of the account, such as `wv:chess@b1.example`. */
  readonly username: string;
  readonly secret: string;
  readonly password?: undefined;
}

/**
 * Any account: each request is signed with a key whose certificate the provider has registered. All content travels inside
 * of the signed envelope, whose size providers bound (1 MiB unless they say otherwise).
 */
export interface CertificateClientOptions extends ClientBehaviour {
  /** IM address of the account that the certificate is registered with. */
  readonly username: string;
  /** PEM; of several the first. */
  readonly certificate: string | Buffer;
  /** The certificate's key, RSA or EC; PEM, or a `KeyObject`. */
  readonly privateKey: string | Buffer | KeyObject;
  readonly password?: undefined;
  readonly secret?: undefined;
}

/** What {@link InstantInboxClient} is made from. */
export type InstantInboxClientOptions = PasswordClientOptions | SecretClientOptions | CertificateClientOptions;

/** What proves to the provider who calls. */
export type Credential =
  | { readonly kind: 'password' | 'secret'; readonly value: string }
  | { readonly kind: 'certificate'; readonly key: SigningKey };

/** The options with every default filled in. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly soap: SoapVersion;
  readonly mtomEndpoint: string | undefined;
  readonly presenceEndpoint: string | undefined;
  readonly username: string;
  readonly credential: Credential;
  readonly requestTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly retry: RetryPolicy;
  readonly batch: { readonly maxMessages: number | undefined; readonly maxBytes: number | undefined; lingerMs: number };
  readonly captureXml: boolean;
  readonly onExchange: ExchangeHook | undefined;
  readonly reportError: (error: InstantInboxError) => void;
  readonly clock: Clock;
  readonly random: Random;
}

/** Checks the options once. @throws InstantInboxError `InvalidOptions` or `InsecureEndpoint` */
export function settingsFrom(options: InstantInboxClientOptions): ClientSettings {
  const url = endpointUrl('endpoint', options.endpoint);
  // No signature covers what travels beside the envelope.
  const mtomUrl = 'certificate' in options ? undefined : mtomEndpointUrl(url, options.mtomEndpoint);
  const presenceUrl = presenceEndpointUrl(url, options.presenceEndpoint);
  if (parseAddress(options.username) === undefined) {
    throw invalid('username', 'the IM address of the account, such as wv:chess@b1.example');
  }
  const credential = credentialFrom(options);
  for (const { protocol, hostname, host } of [url, mtomUrl, presenceUrl].filter((each) => each !== undefined)) {
    if (
      credential.kind === 'password' &&
      protocol === 'http:' &&
      !isLoopback(hostname) &&
      options.allowInsecure !== true
    ) {
      throw new InstantInboxError('InsecureEndpoint', {
        message: `The password of ${options.username} would cross the network to ${host} in clear; use an https endpoint, a service secret, or set allowInsecure.`,
      });
    }
  }
  const onBackgroundError = options.onBackgroundError;
  return {
    endpoint: url.href,
    soap: soapVersionFrom(options.soapVersion),
    mtomEndpoint: mtomUrl?.href,
    presenceEndpoint: presenceUrl?.href,
    username: options.username,
    credential,
    requestTimeoutMs: positive('requestTimeoutMs', options.requestTimeoutMs ?? 30_000),
    closeTimeoutMs: positive('closeTimeoutMs', options.closeTimeoutMs ?? 10_000),
    retry: {
      maxAttempts: positive('retry.maxAttempts', options.retry?.maxAttempts ?? DEFAULT_RETRY.maxAttempts),
      baseDelayMs: notNegative('retry.baseDelayMs', options.retry?.baseDelayMs ?? DEFAULT_RETRY.baseDelayMs),
      maxDelayMs: notNegative('retry.maxDelayMs', options.retry?.maxDelayMs ?? DEFAULT_RETRY.maxDelayMs),
    },
    batch: {
      maxMessages: optionalPositive('batch.maxMessages', options.batch?.maxMessages),
      maxBytes: optionalPositive('batch.maxBytes', options.batch?.maxBytes),
      lingerMs: notNegative('batch.lingerMs', options.batch?.lingerMs ?? 0),
    },
    captureXml: options.captureXml ?? false,
    onExchange: options.onExchange,
    reportError: (error) => {
      try {
        onBackgroundError?.(error);
      } catch {
        // A hook must not be able to break what it watches.
      }
    },
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

function endpointUrl(option: string, endpoint: string): URL {
  if (!URL.canParse(endpoint)) throw invalid(option, 'a URL such as https://im.b1.example/soap/im');
  const url = new URL(endpoint);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid(option, 'an https or http URL');
  if (url.username !== '' || url.password !== '') {
    throw invalid(option, 'a URL without user name and password; pass those as options');
  }
  return url;
}

function soapVersionFrom(wish = '1.1'): SoapVersion {
  const version = [Soap11, Soap12].find(({ name }) => name === wish);
  if (version === undefined) throw invalid('soapVersion', '"1.1" or "1.2"');
  return version;
}

function mtomEndpointUrl(endpoint: URL, wish: string | false | undefined): URL | undefined {
  if (wish === false) return undefined;
  if (wish !== undefined) return endpointUrl('mtomEndpoint', wish);
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/mtom`;
  return url;
}

function presenceEndpointUrl(endpoint: URL, wish: string | undefined): URL | undefined {
  if (wish !== undefined) return endpointUrl('presenceEndpoint', wish);
  const url = new URL(endpoint);
  url.pathname = endpoint.pathname.replace(/^(.*)\/im(?=\/|$)/, '$1/presence');
  return url.pathname === endpoint.pathname ? undefined : url;
}

function credentialFrom(options: InstantInboxClientOptions): Credential {
  // Whoever writes no TypeScript may give anything.
  const { password, secret, certificate, privateKey } = options as Partial<
    Record<'password' | 'secret' | 'certificate' | 'privateKey', unknown>
  >;
  if ([password, secret, certificate].filter((each) => each !== undefined).length !== 1) {
    throw invalid('password', 'exactly one of password (a person), secret (a service) and certificate');
  }
  if ((certificate === undefined) !== (privateKey === undefined)) {
    throw invalid('privateKey', 'given together with certificate');
  }
  if ('certificate' in options && certificate !== undefined) {
    try {
      return { kind: 'certificate', key: signingKeyOf(options.certificate, options.privateKey) };
    } catch (error) {
      throw invalid(
        'certificate',
        `a certificate in PEM, and privateKey its key (${asInstantInboxError(error, 'InvalidOptions').message})`,
      );
    }
  }
  const value = password ?? secret;
  if (typeof value !== 'string' || value === '' || !isXmlText(value)) {
    throw invalid(password === undefined ? 'secret' : 'password', 'a text without control characters, not empty');
  }
  return { kind: password === undefined ? 'secret' : 'password', value };
}

/** Loopback by name or number; WHATWG URLs have the numbers in their plain forms already. */
function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** An `InvalidOptions` error that says which option and what it should be. */
export function invalid(option: string, expected: string): InstantInboxError {
  return new InstantInboxError('InvalidOptions', {
    message: `The option ${option} must be ${expected}.`,
    path: option,
    expected,
  });
}

export function positive(option: string, value: number): number {
  if (!(value > 0)) throw invalid(option, 'a number greater than 0');
  return value;
}

function notNegative(option: string, value: number): number {
  if (!(value >= 0)) throw invalid(option, 'a number not below 0');
  return value;
}

function optionalPositive(option: string, value: number | undefined): number | undefined {
  return value === undefined ? undefined : positive(option, value);
}
