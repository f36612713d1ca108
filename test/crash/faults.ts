import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from './actor.js';
import { STORM, USUAL } from './line.js';
import type { Random } from './random.js';
import { LEASE_SECONDS, type Stage } from './stage.js';

/** After this the server's supervisor takes its next death for a new one; a few may come sooner. */
const POSTMASTER_REST_MS = 65_000;
const EARLY_POSTMASTER_KILLS = 3;
const CLOCK_JUMPS_MS = [-30_000, 45_000, -3_600_000, 3_600_000, 86_400_000] as const;

/** Breaks things, one after the other, each chosen by the seed. */
export class Faults {
  /** How often which. */
  readonly counts = new Map<string, number>();
  readonly #stage: Stage;
  readonly #random: Random;
  /** Those that last, to be waited for. */
  readonly #lasting = new Set<Promise<void>>();
  #postmasterKills = 0;
  #postmasterKilledAt = -Infinity;

  constructor(stage: Stage, random: Random) {
    this.#stage = stage;
    this.#random = random;
  }

  get total(): number {
    let sum = 0;
    for (const count of this.counts.values()) sum += count;
    return sum;
  }

  /** Until aborted; resolves when nothing is frozen or off any more. */
  async run(pauseMs: number, signal: AbortSignal): Promise<void> {
    this.#stage.setWeather(USUAL);
    while (!signal.aborted) {
      // Exponential: now and then several at once.
      const pause = -Math.log(1 - this.#random.next()) * pauseMs;
      await sleep(Math.min(pause, pauseMs * 8), undefined, { signal }).catch(() => undefined);
      await this.#strike();
    }
    await Promise.all(this.#lasting);
  }

  async #strike(): Promise<void> {
    const { providers, readers, writers, game } = this.#stage;
    const random = this.#random;
    const [name, act] = random.weighted<readonly [string, () => unknown]>([
      [14, ['provider killed', () => random.pick(providers).signal('SIGKILL')]],
      [5, ['provider stopped', () => random.pick(providers).signal('SIGTERM')]],
      [5, ['provider frozen', () => this.#freeze(random.pick(providers))]],
      [12, ['reader killed', () => random.pick(readers).signal('SIGKILL')]],
      [7, ['reader frozen', () => this.#freeze(random.pick(readers))]],
      [9, ['writer killed', () => random.pick(writers).signal('SIGKILL')]],
      [3, ['writer frozen', () => this.#freeze(random.pick(writers))]],
      [8, ['game killed', () => game.signal('SIGKILL')]],
      [3, ['game frozen', () => this.#freeze(game)]],
      [10, ['connections cut', () => random.pick(this.#stage.lines).cutAll()]],
      [5, ['storm', () => this.#last(this.#storm())]],
      [8, ['clock jumped', () => this.#last(this.#jump())]],
      [8, ['session ended', () => this.#withBackend((pid, store) => store.terminate(pid))]],
      [3, ['database process killed', () => this.#withBackend((pid) => process.kill(pid, 'SIGKILL'))]],
      [3, ['database killed', () => this.#killPostmaster()]],
    ]);
    try {
      if ((await act()) === false) return;
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    } catch {
      // What it was about to break is broken already.
    }
  }

  #last(fault: Promise<void>): void {
    const lasting = fault.finally(() => this.#lasting.delete(lasting));
    this.#lasting.add(lasting);
  }

  /** For longer than leases last, as a rule. */
  #freeze(actor: Actor): void {
    this.#last(actor.freeze(this.#random.between(300, LEASE_SECONDS * 2_000)));
  }

  async #storm(): Promise<void> {
    this.#stage.setWeather(STORM);
    await sleep(this.#random.between(500, 4_000));
    this.#stage.setWeather(USUAL);
  }

  async #jump(): Promise<void> {
    const { providers, readers, writers, game } = this.#stage;
    const actor = this.#random.pick([...providers, ...readers, ...writers, game]);
    actor.setClock(this.#random.pick(CLOCK_JUMPS_MS));
    await sleep(this.#random.between(500, 5_000));
    actor.setClock(0);
  }

  async #withBackend(act: (pid: number, store: Stage['stores'][number]['store']) => unknown): Promise<boolean> {
    const { store } = this.#random.pick(this.#stage.stores);
    const pids = await store.backends();
    if (pids.length === 0) return false;
    await act(this.#random.pick(pids), store);
    return true;
  }

  async #killPostmaster(): Promise<boolean> {
    const now = performance.now();
    const rested = now - this.#postmasterKilledAt > POSTMASTER_REST_MS;
    if (!rested && this.#postmasterKills >= EARLY_POSTMASTER_KILLS) return false;
    const pid = await this.#stage.server.serverPid();
    if (pid === undefined) return false;
    process.kill(pid, 'SIGKILL');
    this.#postmasterKills += 1;
    this.#postmasterKilledAt = now;
    return true;
  }
}
