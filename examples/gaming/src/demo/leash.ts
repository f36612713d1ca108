import { STOP } from './stop-request.js';

/**
 * Loaded before the program of a child process. The channel to the parent is its leash: by it the parent asks the child
 * to stop, and when the parent is gone, however it went, the child asks itself. It becomes one SIGTERM, as an operator
 * would send it, and never a second, to which programs end at once and leave their databases running. A child that does
 * not end by itself ends the hard way.
 */
const GRACE_MS = 20_000;

let isAsked = false;

function askToStop(): void {
  if (isAsked) return;
  isAsked = true;
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}

process.on('message', (message) => {
  if (message === STOP) askToStop();
});
process.on('disconnect', askToStop);
// It must not keep alive a program that has come to its end.
process.channel?.unref();
// The parent may have gone while this was being loaded.
if (!process.connected) askToStop();
