import { oneLine, reasonOf } from './thrown.js';

/** A bug in one request's path must not take the others down; it is told, and the process goes on. */
export function surviveRejections(): void {
  process.on('unhandledRejection', (reason) => {
    const stack =
      reason instanceof Error && process.env['IMPS_WSI_LOG_LEVEL'] === 'debug' ? `\n${reason.stack ?? ''}` : '';
    process.stderr.write(
      `error: a failure was left unhandled, please report it: ${oneLine(reasonOf(reason))}${stack}\n`,
    );
  });
}
