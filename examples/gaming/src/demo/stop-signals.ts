/** Asks whether the parent is gone. Often enough that nobody waits for it. */
const LOOK_EVERY_MS = 250;

/**
 * Calls back for each request to stop: SIGINT, SIGTERM, and the death of npm's shell. npm passes a signal to the shell
 * that runs its script, and the shell ends without passing it on; so when npm started us and our parent is gone, somebody
 * told npm to stop.
 *
 * @param listener gets the exit code that tells of such an end
 */
export function onStopSignal(listener: (exitCode: number) => void): void {
  process.on('SIGINT', () => listener(130));
  process.on('SIGTERM', () => listener(143));
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    listener(143);
  }, LOOK_EVERY_MS);
  timer.unref();
}
