import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { domainOfAccount } from '../accounts/account-rules.js';
import { givenOptions, resolveConfig, type Config } from '../config.js';
import { UsageError, type CliContext } from './context.js';
import { readConfigFlags } from './config-flags.js';
import { oneLine } from '../thrown.js';

/**
 * Which store a command means. `account add wv:alice@b1.example` says enough where there is one store: the one below
 * ./data that has the name of the domain, or the only one.
 */

export interface StoreTarget {
  readonly config: Config;
  /** False when the domains were worked out from the address or the directory and not given by the user. */
  readonly domainsGiven: boolean;
}

export interface TargetQuestion {
  readonly options: Readonly<Record<string, unknown>>;
  /** The account that the command is about. */
  readonly address?: string;
  /** The command may make a store where there is none. */
  readonly mayCreate: boolean;
}

export function findStore(context: CliContext, { options, address, mayCreate }: TargetQuestion): StoreTarget {
  const { flags, file } = readConfigFlags(options);
  const sources = { flags, file, env: context.env, cwd: context.cwd };
  if (address !== undefined && domainOfAccount(address) === undefined) {
    throw new UsageError(`${oneLine(address)} is no account address; write it like wv:alice@b1.example`);
  }
  const given = givenOptions(sources);
  const stores = storesBelow(join(context.cwd, 'data'));
  const domain = guessDomain(address, stores);
  const domainsGiven = given.has('domains');
  const storeGiven = given.has('dataDir') || given.has('databaseUrl');
  if (!domainsGiven && !storeGiven && domain === undefined) throw noStore('there is no store in ./data', stores);
  const config = resolveConfig({ ...sources, fallbackDomains: [domain ?? 'localhost'] });
  if (config.databaseUrl !== undefined || existsSync(config.dataDir)) return { config, domainsGiven };
  // A store is made where one was asked for, never because a domain was misspelt.
  if (mayCreate && (domainsGiven || storeGiven || stores.length === 0)) return { config, domainsGiven };
  throw noStore(`there is no store at ${config.dataDir}`, stores);
}

/** The domain of the address if it has a store or none exists yet, else the only store there is. */
function guessDomain(address: string | undefined, stores: readonly string[]): string | undefined {
  const domain = address === undefined ? undefined : domainOfAccount(address);
  if (domain !== undefined && (stores.includes(domain) || stores.length === 0)) return domain;
  return stores.length === 1 ? stores[0] : domain;
}

function noStore(what: string, stores: readonly string[]): UsageError {
  const known = stores.length === 0 ? '' : ` (./data holds ${stores.join(', ')})`;
  return new UsageError(`${what}${known}; name it with --domain, --data-dir or --database-url`);
}

function storesBelow(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'postgres')))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
