import { accessSync, constants } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError, resolveConfig, type Config } from '../config.js';
import { createLogger, type Logger } from '../log.js';
import { reasonOf } from '../thrown.js';
import { addConfigOptions, readConfigFlags } from './config-flags.js';
import { CommandError, type CliContext, type RunningProvider } from './context.js';
import { failureText } from './failure-text.js';

/** `serve`: one provider, from start to a clean stop. */
export function addServeCommand(program: Command, context: CliContext): void {
  const command = program.command('serve').description('run a provider until it is told to stop');
  addConfigOptions(command)
    .addHelpText(
      'after',
      `\nExample:\n  ${context.programName} serve --port 8080 --domain b1.example\n\n` +
        'Without --database-url a PostgreSQL of its own keeps everything in the data directory.\n' +
        'Ctrl-C or SIGTERM lets running requests finish; a second one ends at once.\n' +
        '--processes serves on several cores; docs/operations.md has the rest.\n',
    )
    .action((options: Readonly<Record<string, unknown>>) => serve(context, options));
}

async function serve(context: CliContext, options: Readonly<Record<string, unknown>>): Promise<void> {
  const { flags, file } = readConfigFlags(options);
  const config = resolveConfig({ flags, file, env: context.env, cwd: context.cwd });
  checkReadable(config.tlsCertificateFile, '--tls-certificate-file');
  checkReadable(config.tlsKeyFile, '--tls-key-file');
  checkReadable(config.tlsClientCaFile, '--tls-client-ca-file');
  const log = createLogger({ level: config.logLevel, format: config.logFormat, write: context.err });
  if (config.tlsCertificateFile === undefined && !isLoopback(config.host) && config.trustedProxies.length === 0) {
    log.warn('serving without TLS: from other machines only PasswordDigest is accepted', { host: config.host });
  }
  const stop = stopRequest(context, log);
  let forgetHangUp: (() => void) | undefined;
  try {
    const running = await context.startProvider(config, log);
    if (config.tlsCertificateFile !== undefined) {
      forgetHangUp = context.onHangUp?.(() => {
        log.info('looking at the TLS files');
        void running.reloadTls();
      });
    }
    if (!stop.requested) context.out(`${readyLine(config, running)}\n`);
    await untilStopped(running, stop.request, log);
  } finally {
    forgetHangUp?.();
    stop.forget();
  }
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

function readyLine({ domains, processes }: Config, { url, tlsUrl }: RunningProvider): string {
  const together = processes === 1 ? '' : `, ${processes} processes`;
  return `${domains.join(', ')} ready: ${url}${tlsUrl === undefined ? '' : ` and ${tlsUrl}`} (contract at ?wsdl${together})`;
}

async function untilStopped(running: RunningProvider, stop: Promise<void>, log: Logger): Promise<void> {
  const failure = await Promise.race([running.failed, stop]);
  if (failure !== undefined) log.error('the provider cannot go on', { error: failure });
  await running.stop();
  if (failure !== undefined) throw new CommandError(`the provider stopped: ${failureText(failure)}`);
  log.info('stopped');
}

interface StopRequest {
  readonly request: Promise<void>;
  readonly requested: boolean;
  forget(): void;
}

/** The first signal asks for a clean stop, also while still starting; the second ends the process at once. */
function stopRequest(context: CliContext, log: Logger): StopRequest {
  const { promise, resolve } = withResolvers();
  let signals = 0;
  const forget = context.onSignal((signal) => {
    signals += 1;
    if (signals > 1) {
      context.exit(signal === 'SIGINT' ? 130 : 143);
      return;
    }
    log.info('stopping; once more to end at once', { signal });
    resolve();
  });
  return {
    request: promise,
    get requested() {
      return signals > 0;
    },
    forget,
  };
}

/** `Promise.withResolvers` of later releases. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

function checkReadable(path: string | undefined, flag: string): void {
  if (path === undefined) return;
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new ConfigError(
      `${flag}: the file ${path} cannot be read (${reasonOf(error).split(',')[0] ?? ''}); correct the path or its permissions`,
    );
  }
}
