import { readFileSync } from 'node:fs';

/**
 * Loaded before each program of the crash test. It ends the program when the conductor is gone, and lets its clock jump:
 * the time of day is that of the machine and so many milliseconds as the file CRASH_CLOCK says. Waiting and leases do
 * not go by the time of day, and must not notice.
 */
process.on('disconnect', () => process.exit(1));
process.channel?.unref();

let shift = 0;
const Real = Date;

globalThis.Date = new Proxy(Real, {
  construct: (target, given: unknown[], newTarget: typeof Date) =>
    Reflect.construct(target, given.length === 0 ? [Real.now() + shift] : given, newTarget) as object,
  apply: () => new Real(Real.now() + shift).toString(),
  get: (target, name): unknown => (name === 'now' ? () => Real.now() + shift : Reflect.get(target, name)),
});

const file = process.env['CRASH_CLOCK'];
if (file !== undefined) {
  const look = (): void => {
    try {
      shift = Number(readFileSync(file, 'utf8'));
    } catch {
      // It is being written: the next look finds it.
    }
  };
  look();
  setInterval(look, 200).unref();
}
