import { Ajv } from 'ajv';
import {
  isPolicyName,
  MAX_MEDIA_RANGE_CHARACTERS,
  MAX_MEDIA_RANGES,
  policyDefinition,
  policyNames,
  type AccountPolicy,
  type PolicyDefinition,
  type PolicyName,
  type PolicyValue,
} from '../domain/account-policy.js';
import { mediaRangeOf, mediaRangesOf, NONE } from '../domain/media-range.js';
import { oneLine } from '../thrown.js';
import { AccountError } from './account.js';

/** Policies as operators write and read them, and as the store keeps them. */

const SIZE = /^(\d{1,15})\s*(?:([KMGT])(?:iB)?)?$/i;
/** How 0 is written where it means that. */
export const UNLIMITED = 'unlimited';
const UNITS = ['', 'K', 'M', 'G', 'T'];

const ajv = new Ajv({ strict: true, allErrors: false });
ajv.addFormat('media-range', (text) => mediaRangeOf(text) === text);
const usable = new Map(policyNames.map((name) => [name, ajv.compile(schemaOf(policyDefinition(name)))]));
const isUsable = (name: PolicyName, value: unknown): boolean => usable.get(name)?.(value) === true;

function schemaOf({ kind, minimum, maximum }: PolicyDefinition): object {
  switch (kind) {
    case 'bytes':
    case 'seconds':
    case 'count':
      return { type: 'integer', minimum, maximum };
    case 'mediaRanges':
      return {
        type: 'array',
        maxItems: MAX_MEDIA_RANGES,
        items: { type: 'string', maxLength: MAX_MEDIA_RANGE_CHARACTERS, format: 'media-range' },
      };
  }
}

/**
 * The policy of an account as the store has it; undefined when it settles nothing. What this release does not know, or
 * cannot use, is as if it were not there: one bad value must not close the account, nor another one's request.
 */
export function policyOfStore(stored: unknown): AccountPolicy | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined;
  const entries = Object.entries(stored).filter(([name, value]) => isPolicyName(name) && isUsable(name, value));
  return entries.length === 0 ? undefined : Object.freeze(Object.fromEntries(entries) as AccountPolicy);
}

/** @throws {AccountError} BAD_POLICY */
export function policyNameOf(text: string): PolicyName {
  if (isPolicyName(text)) return text;
  throw new AccountError('BAD_POLICY', `"${shown(text)}" is no policy; known are ${policyNames.join(', ')}`);
}

/** Reads `name=value`. @throws {AccountError} BAD_POLICY that says what is allowed */
export function policyOfText(text: string): readonly [PolicyName, PolicyValue] {
  const at = text.indexOf('=');
  if (at < 0) throw new AccountError('BAD_POLICY', `"${shown(text)}" has no value; write it like maxPartBytes=10MiB`);
  const name = policyNameOf(text.slice(0, at).trim());
  const written = text.slice(at + 1).trim();
  const definition = policyDefinition(name);
  const value = valueOf(definition, written);
  if (value === undefined || !isUsable(name, value)) {
    throw new AccountError(
      'BAD_POLICY',
      `${name}: "${shown(written)}" cannot be used; allowed is ${allowed(definition)}`,
    );
  }
  return [name, value];
}

function valueOf({ kind, unlimited }: PolicyDefinition, text: string): PolicyValue | undefined {
  if (unlimited === true && text === UNLIMITED) return 0;
  switch (kind) {
    case 'bytes':
      return bytesOf(text);
    case 'seconds':
    case 'count':
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'mediaRanges':
      return mediaRangesOf(text);
  }
}

function bytesOf(text: string): number | undefined {
  const match = SIZE.exec(text);
  return match === null ? undefined : Number(match[1]) * 1024 ** UNITS.indexOf(match[2]?.toUpperCase() ?? '');
}

function allowed({ kind, minimum, maximum, unlimited }: PolicyDefinition): string {
  const orNone = unlimited === true ? `, or ${UNLIMITED}` : '';
  switch (kind) {
    case 'bytes':
      return `a number of bytes from ${sizeText(minimum ?? 0)} to ${sizeText(maximum ?? 0)}, also written like 16MiB${orNone}`;
    case 'seconds':
      return `a number of seconds from ${String(minimum)} to ${String(maximum)}`;
    case 'count':
      return `a whole number from ${String(minimum)} to ${String(maximum)}${orNone}`;
    case 'mediaRanges':
      return `up to ${MAX_MEDIA_RANGES} media ranges such as image/*,application/pdf, or ${NONE}`;
  }
}

/** A value as it can be written after `name=`. */
export function policyText(name: PolicyName, value: PolicyValue): string {
  const { kind, unlimited } = policyDefinition(name);
  if (value === 0 && unlimited === true) return UNLIMITED;
  if (typeof value === 'number') return kind === 'bytes' ? sizeText(value) : String(value);
  return value.length === 0 ? NONE : value.join(',');
}

function sizeText(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  for (; amount >= 1024 && amount % 1024 === 0 && unit < UNITS.length - 1; unit += 1) amount /= 1024;
  return unit === 0 ? String(amount) : `${String(amount)}${UNITS[unit] ?? ''}iB`;
}

const shown = (text: string): string => oneLine(text).slice(0, 100);
