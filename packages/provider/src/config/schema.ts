import { parseAddress } from '@imps-wsi/contract/address';
import { Ajv } from 'ajv';
import type { Config } from '../config.js';
import { MAX_MEDIA_RANGES } from '../domain/account-policy.js';
import { mediaRangeOf } from '../domain/media-range.js';
import { isNetwork } from '../networks.js';
import { oneLine } from '../thrown.js';
import { configOptions, type OptionDefinition } from './options.js';
import { ConfigError, type Given } from './sources.js';

/** What the schema vouches for; the directory's default and the key come after it. */
export type CheckedValues = Omit<Config, 'dataDir' | 'secretKey'> & { readonly dataDir?: string };

const MAX_NETWORKS = 100;

const ajv = new Ajv({ strict: true, allErrors: false });
ajv.addFormat('domain', isDomain);
ajv.addFormat('media-range', (text) => mediaRangeOf(text) === text);
ajv.addFormat('network', isNetwork);
ajv.addFormat('postgres-url', isDatabaseUrl);
ajv.addFormat('web-url', isWebUrl);
const isConfig = ajv.compile<CheckedValues>(schemaOf(configOptions));

/** @throws {ConfigError} naming the first option that cannot be used, its value and what is allowed. */
export function checkValues(
  values: Readonly<Record<string, unknown>>,
  given: ReadonlyMap<string, Given>,
): CheckedValues {
  if (isConfig(values)) return values;
  throw refusal(values, given);
}

function refusal(values: Readonly<Record<string, unknown>>, given: ReadonlyMap<string, Given>): ConfigError {
  const failure = isConfig.errors?.[0];
  const name = failure?.instancePath.split('/')[1] ?? '';
  const definition = configOptions.find((each) => each.name === name);
  if (definition === undefined)
    return new ConfigError(`the settings cannot be used: ${failure?.message ?? 'unknown reason'}`);
  const value = given.get(name)?.value ?? values[name];
  const source = given.get(name)?.source ?? `--${definition.flag}`;
  const shown = definition.kind === 'databaseUrl' ? 'the value' : oneLine(printable(value));
  return new ConfigError(`${source}: ${shown} cannot be used; allowed is ${allowed(definition)}`);
}

function allowed(definition: OptionDefinition): string {
  const { kind, minimum, maximum, choices } = definition;
  switch (kind) {
    case 'integer':
      return `a whole number from ${minimum} to ${maximum}`;
    case 'bytes':
      return `a number of bytes from ${minimum} to ${maximum}, also written like 16MiB`;
    case 'choice':
      return `one of ${(choices ?? []).join(', ')}`;
    case 'choices':
      return `some of ${(choices ?? []).join(', ')}, or none`;
    case 'domains':
      return 'a domain name such as b1.example';
    case 'networks':
      return `up to ${MAX_NETWORKS} addresses or networks such as 10.0.0.0/8,2001:db8::/32, or none`;
    case 'mediaRanges':
      return `up to ${MAX_MEDIA_RANGES} media ranges such as image/*,application/pdf, or none`;
    case 'databaseUrl':
      return 'a URL such as postgres://user:password@host:5432/database';
    case 'webUrl':
      return 'a URL such as https://im.example or https://im.example/b1, without user, query and fragment';
    default:
      return 'a text of 1 to 4096 characters';
  }
}

/** The JSON Schema (draft 7) of a resolved configuration. */
function schemaOf(definitions: readonly OptionDefinition[]): object {
  const property = ({ kind, minimum, maximum, choices }: OptionDefinition): object => {
    switch (kind) {
      case 'integer':
      case 'bytes':
        return { type: 'integer', minimum, maximum };
      case 'choice':
        return { type: 'string', enum: choices };
      case 'choices':
        return { type: 'array', items: { type: 'string', enum: choices } };
      case 'domains':
        return { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', format: 'domain' } };
      case 'networks':
        return { type: 'array', maxItems: MAX_NETWORKS, items: { type: 'string', format: 'network' } };
      case 'mediaRanges':
        return { type: 'array', maxItems: MAX_MEDIA_RANGES, items: { type: 'string', format: 'media-range' } };
      case 'databaseUrl':
        return { type: 'string', maxLength: 4096, format: 'postgres-url' };
      case 'webUrl':
        return { type: 'string', maxLength: 1024, format: 'web-url' };
      default:
        return { type: 'string', minLength: 1, maxLength: 4096 };
    }
  };
  return {
    type: 'object',
    properties: Object.fromEntries(definitions.map((each) => [each.name, property(each)])),
    required: definitions.filter((each) => each.default !== undefined).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** A domain is what an address of the service can stand in. */
function isDomain(text: string): boolean {
  return parseAddress(`wv:a@${text}`)?.domain === text;
}

function isDatabaseUrl(text: string): boolean {
  return (
    /^postgres(?:ql)?:\/\/\S+$/.test(text) &&
    URL.canParse(text.replace(/^postgres(?:ql)?:\/\/(?=[/?]|$)/, 'postgres://localhost'))
  );
}

/** It stands in documents for machines: nothing in it that would have to be escaped anew for each. */
function isWebUrl(text: string): boolean {
  return /^https?:\/\/[a-z0-9._:[\]-]+(?:\/[a-z0-9._~/-]*)?$/i.test(text) && URL.canParse(text);
}

const printable = (value: unknown) => (typeof value === 'string' ? `"${value}"` : JSON.stringify(value));
