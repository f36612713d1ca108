import { LocalPostgresError } from './errors.js';

/**
 * A small server for one program: PostgreSQL's defaults, except where that purpose says otherwise.
 * Each group says why.
 */
const BASE: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '128MB',
  // Reserved huge pages that a container may not touch kill the server with SIGBUS.
  huge_pages: 'off',
  // No separate I/O processes: short queries on cached pages do not gain from them.
  io_method: 'sync',
  // One process less; nothing subscribes to other servers.
  max_logical_replication_workers: '0',
  // Short queries only. This also needs no /dev/shm, which containers limit to 64 MB.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  jit: 'off',
  // Fewer, evenly spread checkpoints; the log may take 1 GB of disk at most in normal use.
  max_wal_size: '1GB',
  min_wal_size: '80MB',
  checkpoint_timeout: '15min',
  // Inboxes fill and empty all the time: sweep often, little at a time.
  autovacuum_naptime: '15s',
  // All times are UTC.
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Few lines, and never a statement: statements hold people's messages.
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%m [%p] ',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_statement: 'none',
};

/** Only the operating systems that can tell a server that its client has gone. */
const UNIX: Readonly<Record<string, string>> =
  process.platform === 'linux' || process.platform === 'darwin' ? { client_connection_check_interval: '10s' } : {};

/** For tests: nothing survives a power cut, everything else is the same. */
const NOT_DURABLE: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/** These belong to this package; setting them would break its way to the server. */
const RESERVED = new Set([
  'listen_addresses',
  'port',
  'unix_socket_directories',
  'unix_socket_permissions',
  'unix_socket_group',
  'data_directory',
  'hba_file',
  'ident_file',
  'external_pid_file',
  'logging_collector',
  'log_destination',
]);

/**
 * The text of `managed.conf`, which `postgresql.conf` includes.
 *
 * @param extra go before our own choices
 * @throws LocalPostgresError START_FAILED for a setting that is ours to make, or no setting at all
 */
export function managedSettings(durable: boolean, extra: Readonly<Record<string, string>> = {}): string {
  for (const name of Object.keys(extra)) {
    if (RESERVED.has(name.toLowerCase())) {
      throw new LocalPostgresError('START_FAILED', `The setting ${name} is managed here: remove it from the settings`);
    }
    if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/i.test(name)) {
      throw new LocalPostgresError('START_FAILED', `"${name}" is no PostgreSQL setting: correct its name`);
    }
  }
  const all = { ...BASE, ...UNIX, ...(durable ? {} : NOT_DURABLE), ...extra };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${quote(value)}`);
  return [
    '# Rewritten at every start. Your own settings go into postgresql.conf, below the include.',
    ...lines,
    '',
  ].join('\n');
}

/** The text of `pg_hba.conf`: nobody gets in but by the one transport. */
export function accessRules(transport: 'socket' | 'tcp'): string {
  const rule =
    transport === 'socket'
      ? '# The socket lies in a directory that only the owner of the server (and root) may enter.\nlocal all all trust'
      : 'host all all 127.0.0.1/32 scram-sha-256';
  return `# Rewritten at every start.\n${rule}\n`;
}

function quote(value: string): string {
  if (value.includes('\n') || value.includes('\0')) {
    throw new LocalPostgresError('START_FAILED', `A PostgreSQL setting has a line break: remove it`);
  }
  return `'${value.replaceAll("'", "''")}'`;
}
