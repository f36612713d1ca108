/**
 * Where the provider tells its operator what happens: one line an event on stderr, as text for people or JSON for
 * collectors. Secrets and message content are never logged; fields whose name speaks of one are masked all the same,
 * because a mask costs nothing and a leaked password costs everything.
 */

import { isError, reasonOf } from './thrown.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

/** What every part of the provider logs through. An `Error` as a field is written as its message; its stack at debug. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LoggerOptions {
  /** The least important level still written; default `info`. */
  readonly level?: LogLevel;
  readonly format?: LogFormat;
  /** Takes one whole line with its line end; default writes to stderr. */
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

const SENSITIVE = /passw|secret|nonce|digest|credential|authorization|cookie|token/i;
const MASK = '(hidden)';
/** Longest text of one field; what is longer is cut so that one odd request cannot fill a disk. */
const MAX_FIELD_LENGTH = 2_000;

export function createLogger(options: LoggerOptions = {}): Logger {
  const threshold = LOG_LEVELS.indexOf(options.level ?? 'info');
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const now = options.now ?? (() => new Date());
  const withStacks = threshold === 0;
  const render = options.format === 'json' ? renderJson : renderText;
  const at = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) < threshold) return () => undefined;
    return (message: string, fields: LogFields = {}) =>
      write(`${render(now().toISOString(), level, singleLine(message), plainFields(fields, withStacks))}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** The same log, with these fields in each line. */
export function withFields(log: Logger, fields: LogFields): Logger {
  return {
    debug: (message, more) => log.debug(message, { ...fields, ...more }),
    info: (message, more) => log.info(message, { ...fields, ...more }),
    warn: (message, more) => log.warn(message, { ...fields, ...more }),
    error: (message, more) => log.error(message, { ...fields, ...more }),
  };
}

/** Takes everything and writes nothing. */
export const silentLogger: Logger = createLogger({ level: 'silent' });

function renderText(time: string, level: LogLevel, message: string, fields: Record<string, string | number | boolean>) {
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${quoteWhenNeeded(value)}`);
  return `${time} ${level.toUpperCase().padEnd(5)} ${message}${pairs.join('')}`;
}

function renderJson(time: string, level: LogLevel, message: string, fields: Record<string, string | number | boolean>) {
  return quote({ ...fields, time, level, message });
}

function quoteWhenNeeded(value: string | number | boolean): string {
  const text = String(value);
  return /^[^\s"=\p{C}]+$/u.test(text) ? text : quote(text);
}

/** As JSON, with everything escaped that a terminal or a reader of lines would act on, or that would show as something else. */
function quote(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function plainFields(fields: LogFields, withStacks: boolean): Record<string, string | number | boolean> {
  const plain: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    plain[key] = SENSITIVE.test(key) ? MASK : plainValue(value);
    if (withStacks && isError(value) && value.stack !== undefined) plain[`${key}Stack`] = value.stack;
  }
  return plain;
}

function plainValue(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = isError(value) ? reasonOf(value) : typeof value === 'string' ? value : stringify(value);
  return text.length > MAX_FIELD_LENGTH ? `${text.slice(0, MAX_FIELD_LENGTH)}…` : text;
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify([value], (_key, inner: unknown) =>
      typeof inner === 'bigint' ? inner.toString() : inner,
    ).slice(1, -1);
  } catch {
    return '(not printable)';
  }
}

/** One event is one line: what a stranger put into a message cannot begin a line that looks like ours. */
const singleLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
