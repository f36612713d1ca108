#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCommand } from './cli/program.js';
import type { CliContext } from './cli/context.js';
import { surviveRejections } from './unhandled.js';

/** The process: real streams, signals and exit code around the commands. */

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

function onSignal(listener: (signal: (typeof STOP_SIGNALS)[number]) => void): () => void {
  for (const signal of STOP_SIGNALS) process.on(signal, listener);
  const forgetParent = onOrphaned(() => listener('SIGTERM'));
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, listener);
    forgetParent();
  };
}

/**
 * npm runs a script under a shell, and passes a signal to the shell only, which ends without passing it on. So when
 * npm started us and our parent is gone, somebody told npm to stop.
 */
function onOrphaned(listener: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    listener();
  }, 250);
  timer.unref();
  return () => clearInterval(timer);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

let unread = false;

const context: CliContext = {
  programName: process.env['npm_lifecycle_event'] === 'provider' ? 'npm run provider --' : 'imps-wsi-provider',
  version: version(),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
  outEnded: () => unread,
  err: (text) => void process.stderr.write(text),
  // Loaded when needed: a usage error or --help does not wait for a database driver and a web server.
  openStore: async (config, options) => (await import('./store/open-store.js')).openStore(config, options),
  startProvider: async (config, log) =>
    config.processes === 1
      ? (await import('./app.js')).startProvider(config, log)
      : (await import('./fleet/fleet.js')).startFleet(config, log),
  onSignal,
  onHangUp: (listener) => {
    process.on('SIGHUP', listener);
    return () => process.off('SIGHUP', listener);
  },
  exit: (code) => process.exit(code),
};

// A reader that went away (`| head`) is no reason to fail.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    unread ||= stream === process.stdout;
  });
}

surviveRejections();

process.exitCode = await runCommand(process.argv.slice(2), context);
