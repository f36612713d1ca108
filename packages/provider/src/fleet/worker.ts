import cluster from 'node:cluster';
import { startWorker, type RunningWorker } from '../app.js';
import { failureText } from '../cli/failure-text.js';
import { SecretText, type Config } from '../config.js';
import { createLogger, withFields } from '../log.js';
import type { TlsState } from '../tls/keeper.js';
import { surviveRejections } from '../unhandled.js';
import { isOrder, type Order, type Report, type WorkerSettings } from './orders.js';

/** The process of one worker: serves as its parent says, until told to stop, or until there is no parent any more. */

surviveRejections();
// Else Node ends a worker in the middle of its requests when the parent is gone.
if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;

let starting: Promise<RunningWorker> | undefined;
let stopping = false;

process.on('message', (message: unknown) => {
  if (!isOrder(message)) return;
  switch (message.order) {
    case 'serve':
      void serve(message);
      break;
    case 'use-tls':
      void useTls(message.tls);
      break;
    case 'stop':
      void stop();
  }
});
process.on('disconnect', () => {
  void stop();
});
// Ctrl-C goes to all processes of a terminal, and the parent says what is to be done; SIGTERM is meant for this one.
process.on('SIGINT', () => undefined);
// Likewise, and it is the parent that reads files.
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => {
  void stop();
});

report({ report: 'awake' });

async function useTls(state: TlsState): Promise<void> {
  const worker = await starting?.catch(() => undefined);
  worker?.useTls(state);
}

async function serve({ number, settings, tls }: Extract<Order, { order: 'serve' }>): Promise<void> {
  const config = configOf(settings);
  const log = withFields(createLogger({ level: config.logLevel, format: config.logFormat }), { worker: number });
  try {
    starting = startWorker(config, log, tls);
    const { url, tlsUrl } = await starting;
    report({ report: 'ready', url, tlsUrl });
  } catch (error) {
    report({ report: 'failed', text: failureText(error) }, () => process.exit(1));
  }
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  try {
    await (await starting)?.stop();
    process.exit(0);
  } catch {
    // A start that failed has been told; what went wrong in a stop ends with the process.
    process.exit(1);
  }
}

function report(what: Report, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(what, undefined, undefined, sent);
  else sent();
}

function configOf({ secretKeyText, ...settings }: WorkerSettings): Config {
  return secretKeyText === undefined ? settings : { ...settings, secretKey: new SecretText(secretKeyText) };
}
