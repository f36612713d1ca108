/** An account of the provider as an operator sees it; no credential is part of it. */
export interface Account {
  /** A bigint that stays a string in JavaScript. */
  readonly ownerId: string;
  /** Canonical, `wv:alice@b1.example`. */
  readonly address: string;
  readonly kind: AccountKind;
  /** Lower case; services only: every address in this domain lands in the service's inbox. */
  readonly serviceDomain?: string;
  /** Absent while the account may be used. */
  readonly disabledAt?: Date;
  readonly createdAt: Date;
}

export type AccountKind = 'person' | 'service';

export type AccountErrorCode =
  | 'BAD_ADDRESS'
  | 'BAD_SERVICE_DOMAIN'
  | 'BAD_PASSWORD'
  | 'BAD_DURATION'
  | 'BAD_POLICY'
  | 'BAD_CERTIFICATE'
  | 'EXISTS'
  | 'NOT_FOUND'
  | 'WRONG_KIND';

/** An account that cannot be added or changed as asked. The message is one line that says what to do. */
export class AccountError extends Error {
  readonly code: AccountErrorCode;
  constructor(code: AccountErrorCode, message: string) {
    super(message);
    this.name = 'AccountError';
    this.code = code;
  }
}

export const noSuchAccount = (address: string): AccountError =>
  new AccountError(
    'NOT_FOUND',
    `there is no account ${address.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200)}; see: account list`,
  );
