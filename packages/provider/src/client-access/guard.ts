import type { Request } from 'express';
import { isCsrfToken, type ClientSession } from '../security/client-sessions.js';
import { Refusal } from './refusal.js';

/** Refuses what a page of another site asks for: browsers say where a request comes from. @throws Refusal */
export function refuseForeignOrigin(request: Request): void {
  const origin = request.get('Origin');
  const foreign = origin !== undefined && hostOf(origin) !== request.get('Host')?.toLowerCase();
  if (foreign || request.get('Sec-Fetch-Site') === 'cross-site') {
    throw new Refusal(403, 'CROSS_SITE', 'Requests from pages of other sites are not taken.');
  }
}

/** @throws Refusal */
export function requireCsrfToken(request: Request, session: ClientSession): void {
  if (isCsrfToken(session, request.get('X-CSRF-Token'))) return;
  throw new Refusal(
    403,
    'WRONG_CSRF_TOKEN',
    'The header X-CSRF-Token is missing or wrong; send the csrfToken that GET session answers.',
  );
}

/** With its port, unless that is the scheme's own; what is no origin has no host. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
