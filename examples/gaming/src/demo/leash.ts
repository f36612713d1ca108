/**
 * Loaded before the program of a child process. The channel to the parent is its leash: when the parent is gone, however
 * it went, the child is asked to stop as an operator would ask it, and ends the hard way if it does not.
 */
const GRACE_MS = 20_000;

process.channel?.unref();
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});

export {};
