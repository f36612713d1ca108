import { AccountError } from '../accounts/account.js';
import { ConfigError } from '../config.js';
import { codeOf, oneLine, reasonOf, textField } from '../thrown.js';
import { EXIT_FAILURE, EXIT_USAGE, UsageError } from './context.js';

/** Any failure of a command in one line that says what to do next. */
export function failureText(error: unknown): string {
  return oneLine(listenFailure(error) ?? databaseFailure(error) ?? fileFailure(error) ?? reasonOf(error));
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) return EXIT_USAGE;
  const badArgument =
    error instanceof AccountError &&
    ['BAD_ADDRESS', 'BAD_SERVICE_DOMAIN', 'BAD_DURATION', 'BAD_POLICY', 'BAD_CERTIFICATE'].includes(error.code);
  return badArgument ? EXIT_USAGE : EXIT_FAILURE;
}

function listenFailure(error: unknown): string | undefined {
  const code = codeOf(error);
  const host = textField(error, 'address') ?? 'this address';
  const port: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'port') : undefined;
  const where = `port ${String(port)} on ${host}`;
  if (code === 'EADDRINUSE')
    return `${where} is in use; stop the program that has it or choose another one with --port`;
  if (textField(error, 'syscall') !== 'listen') return undefined;
  if (code === 'EACCES') return `${where} is for privileged users; choose a port above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine; correct --host`;
  return undefined;
}

const CHECK_URL = 'check that it runs and that --database-url or DATABASE_URL is right';

function databaseFailure(error: unknown): string | undefined {
  const code = codeOf(error) ?? firstCodeWithin(error);
  switch (code) {
    case 'ECONNREFUSED':
      return `the database cannot be reached (connection refused); ${CHECK_URL}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the database cannot be reached (host ${textField(error, 'hostname') ?? 'name'} not found); ${CHECK_URL}`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
      return `the database cannot be reached (${reasonOf(error)}); ${CHECK_URL}`;
    case '28P01':
    case '28000':
      return `the database refused the user (${reasonOf(error)}); correct user and password in --database-url or DATABASE_URL`;
    case '3D000':
      return `${reasonOf(error)}; create it with createdb, or correct the name in --database-url or DATABASE_URL`;
    case '42P01':
      return 'the database has no tables of this provider yet; run: migrate';
    case '42501':
      return `the database user lacks a right (${reasonOf(error)}); grant it, or use the owner of the tables`;
    case '08P01':
      return reasonOf(error).includes('unsupported startup parameter')
        ? 'the URL leads to a pooler; name it with --database-pooler transaction and the database itself with --database-listen-url'
        : undefined;
    default:
      return /timeout exceeded when trying to connect|connection timeout/i.test(reasonOf(error))
        ? `the database does not answer; ${CHECK_URL}`
        : undefined;
  }
}

/** A host name with several addresses fails with one error for each. */
function firstCodeWithin(error: unknown): string | undefined {
  const several: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'errors') : undefined;
  return Array.isArray(several) ? several.map(codeOf).find((code) => code !== undefined) : undefined;
}

function fileFailure(error: unknown): string | undefined {
  const path = textField(error, 'path');
  if (path === undefined) return undefined;
  switch (codeOf(error)) {
    case 'ENOENT':
      return `there is no file ${path}; correct the path`;
    case 'EACCES':
    case 'EPERM':
      return `no permission for ${path}; give this user access or choose another place`;
    case 'ENOSPC':
      return `the disk is full at ${path}; make room`;
    default:
      return undefined;
  }
}
