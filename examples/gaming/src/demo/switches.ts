import { reasonOf } from '../server/log.js';
import type { DemoParties, ProviderName } from './demo-parties.js';
import type { GameEvent, HoldPlace } from './game-messages.js';
import { SampleUser } from './sample-user.js';
import type { StageFeed } from './stage-feed.js';
import type { SwitchName, SwitchView } from './stage-messages.js';
import { people } from './try-it.js';

/** A switch cannot be used now; the message says why and what would help. */
export class SwitchRefusal extends Error {
  readonly status: 409 | 503;

  constructor(status: 409 | 503, message: string) {
    super(message);
    this.name = 'SwitchRefusal';
    this.status = status;
  }
}

/** What a press may carry: `on` for those that stay, `at` for `kill-bridge`. */
export interface Press {
  readonly on?: boolean;
  readonly at?: HoldPlace;
}

export interface SwitchesParts {
  readonly parties: Pick<DemoParties, 'b1' | 'b2' | 'game' | 'provider' | 'originOf'>;
  readonly feed: StageFeed;
  /** Calls back for each event of the game; call the answer to end it. */
  readonly onGameEvent: (listener: (event: GameEvent) => void) => () => void;
}

/** While it is slowed, the bridge looks into its inboxes so often and does not wait there. */
const SLOW = { waitSeconds: 0, restMs: 8000 };
const QUICK = { waitSeconds: 20, restMs: 0 };
/** So long a message may take to come to where the bridge is held; slowed polls included. */
const HOLD_WITHIN_MS = 20_000;
const RESET_WITHIN_MS = 10_000;
const TO_U2 = 'wv:u2@chess.b1.example';
const WHERE: Readonly<Record<HoldPlace, string>> = {
  'before-send': 'between GetMessages and SendMessages',
  'before-acknowledge': 'between SendMessages and AcknowledgeMessages',
};

/** The subject that a switch acts on: two at once on the same would get into each other's way. */
const SUBJECTS: Readonly<Record<SwitchName, 'b1' | 'b2' | 'a' | 'u1'>> = {
  b1: 'b1',
  b2: 'b2',
  'slow-poll': 'a',
  'send-two': 'u1',
  'kill-bridge': 'a',
  reset: 'a',
};

/** An event that is waited for. */
interface Expected<Event> {
  readonly event: Promise<Event | undefined>;
  giveUp(): void;
}

/** What the visitor can do to the demonstration. */
export class Switches {
  readonly #parts: SwitchesParts;
  readonly #user: SampleUser;
  /** What is under way, by subject. */
  readonly #busy = new Map<
    string,
    { readonly name: SwitchName; readonly press: Press; readonly done: Promise<void> }
  >();
  readonly #actions: Readonly<Record<SwitchName, (press: Press) => void | Promise<void>>> = {
    b1: ({ on = false }) => this.#stopOrStart('b1', on),
    b2: ({ on = false }) => this.#stopOrStart('b2', on),
    'slow-poll': ({ on = false }) => this.#slow(on),
    'send-two': () => this.#sendTwo(),
    'kill-bridge': ({ at = 'before-send' }) => this.#killBridge(at),
    reset: () => this.#reset(),
  };
  #numbered = 0;

  constructor(parts: SwitchesParts) {
    this.#parts = parts;
    const { address, password } = people.alice;
    this.#user = new SampleUser(parts.parties.originOf('b1'), address, password);
  }

  /**
   * Does what the switch says, and answers when it is done. Pressing again what is under way waits for the same end.
   *
   * @throws SwitchRefusal
   */
  async press(name: SwitchName, press: Press): Promise<SwitchView> {
    const subject = SUBJECTS[name];
    const underWay = this.#busy.get(subject);
    if (underWay !== undefined) {
      const same = underWay.name === name && underWay.press.on === press.on && underWay.press.at === press.at;
      if (!same) throw new SwitchRefusal(409, 'Something else is under way there; try again when it is done.');
      await underWay.done;
      return this.#parts.feed.switch(name);
    }
    const done = this.#perform(name, press);
    this.#busy.set(subject, { name, press, done });
    try {
      await done;
    } finally {
      this.#busy.delete(subject);
    }
    return this.#parts.feed.switch(name);
  }

  /** Sets what a game needs to be told that has just been started. */
  gameStarted(): void {
    if (this.#parts.feed.switch('slow-poll').on) this.#parts.parties.game.running?.tell({ type: 'pace', ...SLOW });
  }

  async #perform(name: SwitchName, press: Press): Promise<void> {
    const { feed } = this.#parts;
    feed.setSwitch(name, { busy: true });
    try {
      await this.#actions[name](press);
    } catch (error) {
      const refusal = error instanceof SwitchRefusal ? error : new SwitchRefusal(503, reasonOf(error));
      feed.note(refusal.message, 'bad');
      throw refusal;
    } finally {
      feed.setSwitch(name, { busy: false });
    }
  }

  async #stopOrStart(name: ProviderName, stopped: boolean): Promise<void> {
    const { parties, feed } = this.#parts;
    const provider = parties.provider(name);
    const shown = name.toUpperCase();
    if (stopped) {
      if (provider.state === 'stopped') return;
      await provider.stop();
      feed.setSwitch(name, { on: true });
      feed.note(`${shown} is stopped. Messages for its users wait where they are.`, 'bad');
    } else {
      if (provider.state === 'running') return;
      await provider.start();
      feed.setSwitch(name, { on: false });
      feed.note(`${shown} runs again, with all that it had.`, 'good');
    }
  }

  #slow(on: boolean): void {
    const { feed } = this.#parts;
    this.#runningGame().tell({ type: 'pace', ...(on ? SLOW : QUICK) });
    if (feed.switch('slow-poll').on === on) return;
    feed.setSwitch('slow-poll', { on });
    feed.note(
      on
        ? `A now looks into its inboxes every ${SLOW.restMs / 1000} seconds and does not wait there.`
        : 'A waits at its inboxes again: a message that comes is answered at once.',
    );
  }

  async #sendTwo(): Promise<void> {
    this.#mustRun('b1');
    const at = clockTime();
    await this.#user.send(TO_U2, [
      `First of two messages sent together at ${at}.`,
      `Second of two messages sent together at ${at}.`,
    ]);
  }

  async #killBridge(place: HoldPlace): Promise<void> {
    const { parties, feed } = this.#parts;
    this.#mustRun('b1');
    if (place === 'before-acknowledge') this.#mustRun('b2');
    const game = this.#runningGame();
    const holding = this.#next('holding', HOLD_WITHIN_MS);
    try {
      game.tell({ type: 'hold', at: place });
      this.#numbered += 1;
      await this.#user.send(TO_U2, [`Message ${this.#numbered}, sent just before the bridge is killed.`]);
      const held = await holding.event;
      if (held === undefined) {
        throw new SwitchRefusal(503, 'No message came to the bridge in time; it was not killed. Try again.');
      }
      await parties.game.kill();
      const messages = `${held.messages} message${held.messages === 1 ? '' : 's'}`;
      feed.note(`A was killed ${WHERE[place]}, with ${messages} in hand.`, 'bad');
    } catch (error) {
      holding.giveUp();
      game.tell({ type: 'unhold' });
      throw error;
    }
    await parties.game.start();
    feed.note('A runs again. When the lease has ended, what it had in hand is delivered again.', 'good');
  }

  async #reset(): Promise<void> {
    const done = this.#next('reset', RESET_WITHIN_MS);
    this.#runningGame().tell({ type: 'reset', white: people.alice.username, black: people.bob.username });
    const result = await done.event;
    if (result === undefined) throw new SwitchRefusal(503, 'The game did not answer; try again.');
    if ('error' in result) throw new SwitchRefusal(503, `There is no new game: ${result.error}`);
    this.#parts.feed.note('A new game: u1 has White, u2 has Black.');
  }

  /** The game's next event of a type, undefined when none comes in time; ask before causing it. */
  #next<Type extends GameEvent['type']>(type: Type, withinMs: number): Expected<Extract<GameEvent, { type: Type }>> {
    const isIt = (event: GameEvent): event is Extract<GameEvent, { type: Type }> => event.type === type;
    let giveUp = (): void => undefined;
    const event = new Promise<Extract<GameEvent, { type: Type }> | undefined>((resolve) => {
      const end = (found?: Extract<GameEvent, { type: Type }>): void => {
        clearTimeout(impatience);
        endListening();
        resolve(found);
      };
      const impatience = setTimeout(() => end(), withinMs);
      const endListening = this.#parts.onGameEvent((told) => {
        if (isIt(told)) end(told);
      });
      giveUp = () => end();
    });
    return { event, giveUp };
  }

  #runningGame(): NonNullable<DemoParties['game']['running']> {
    const { running } = this.#parts.parties.game;
    if (running === undefined) throw new SwitchRefusal(409, 'A does not run at the moment; try again in a second.');
    return running;
  }

  #mustRun(name: ProviderName): void {
    if (this.#parts.parties.provider(name).running === undefined) {
      throw new SwitchRefusal(409, `${name.toUpperCase()} does not run; start it first.`);
    }
  }
}

const clockTime = (): string => new Date().toTimeString().slice(0, 8);
