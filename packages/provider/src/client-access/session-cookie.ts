import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { ClientSession } from '../security/client-sessions.js';

/**
 * The cookie that a signed-in client shows. It bears the provider's domain, because providers may be reached under one
 * host, whose cookies they then share. Over TLS it is bound to that host.
 */
export class SessionCookie {
  readonly #domain: string;

  /** @param domain the provider's first domain */
  constructor(domain: string) {
    this.#domain = domain;
  }

  /** The token of the request's cookie. */
  read(request: Request, tls: boolean): string | undefined {
    const { cookie } = request.headers;
    return cookie === undefined ? undefined : parseCookie(cookie)[this.#name(tls)];
  }

  set(response: Response, tls: boolean, { token, expiresAt }: ClientSession): void {
    const maxAge = Math.max(1, Math.round((expiresAt.getTime() - Date.now()) / 1000));
    this.#write(response, tls, token, maxAge);
  }

  clear(response: Response, tls: boolean): void {
    this.#write(response, tls, '', 0);
  }

  #write(response: Response, tls: boolean, value: string, maxAge: number): void {
    const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure: tls, maxAge } as const;
    response.append('Set-Cookie', stringifySetCookie({ name: this.#name(tls), value, ...attributes }));
  }

  #name(tls: boolean): string {
    return `${tls ? '__Host-' : ''}imps-${this.#domain}`;
  }
}
