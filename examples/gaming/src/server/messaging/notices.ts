/** What the game tells a sender whose message it does not, or not yet, pass on. Always the same words for the same case. */
export const notices = {
  unregistered: (howToRegister: string) =>
    `Your message was not passed on: this IM address is not registered with the chess game. ${howToRegister}`,
  nameNeeded: (serviceDomain: string) =>
    `Nobody reads this address. Write to your opponent's name in the game, such as wv:name@${serviceDomain}.`,
  unknownUsername: (username: string) =>
    `Your message was not passed on: nobody in the chess game is called ${username}. Check the name and write again.`,
  noGame: (username: string) =>
    `Your message to ${username} was not passed on: you are in no game yet. Ask for a match first.`,
  otherGame: (username: string) =>
    `Your message to ${username} was not passed on: ${username} is not in your game. Only opponents can write to each other.`,
  yourself: () => 'Your message was not passed on: that is your own name in the game.',
  noProvider: (username: string) =>
    `Your message to ${username} was not passed on: the game no longer serves the provider of ${username}.`,
  inboxFull: (username: string) =>
    `The inbox of ${username} is full. I keep your message and deliver it as soon as there is room.`,
  refused: (username: string, code: number) =>
    `Your message to ${username} was not delivered: ${REASONS[code] ?? OTHER}`,
} as const;

/** Our own words: the provider's may hold the address that the opponent must not learn. */
const REASONS: Readonly<Record<number, string>> = {
  415: 'its content is of a kind that the provider there does not take.',
  432: 'it is too large for the provider there.',
  531: 'the IM account of this player no longer exists.',
  532: 'this player takes no messages from the game.',
  538: 'it was rejected.',
};
const OTHER = 'the provider there refused it.';

/** At most so many notices to one sender within a window; a machine that answers notices must not go on for ever. */
const MOST_NOTICES = 30;
const WINDOW_MS = 10 * 60_000;

/** Ends conversations between the game and other machines. */
export class NoticeBudget {
  readonly #now: () => number;
  #windowStart = 0;
  #spent = new Map<string, number>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether this sender may get one more. */
  spend(senderKey: string): boolean {
    if (this.#now() - this.#windowStart > WINDOW_MS) {
      this.#windowStart = this.#now();
      this.#spent = new Map();
    }
    const spent = this.#spent.get(senderKey) ?? 0;
    if (spent >= MOST_NOTICES) return false;
    this.#spent.set(senderKey, spent + 1);
    return true;
  }
}
