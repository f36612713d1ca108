export { LocalPostgres } from './local-postgres.js';
export type { LocalPostgresOptions, RestartEvent } from './options.js';
export { LocalPostgresError, type LocalPostgresErrorCode } from './errors.js';
