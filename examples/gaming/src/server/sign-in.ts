import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import { Refusal } from './errors.js';
import { reasonOf, type Log } from './log.js';
import type { Player, Players } from './players.js';
import { closeCode, insertCode, spendTry } from './store/code-rows.js';

export interface SignInParts {
  readonly database: Knex;
  readonly players: Players;
  /** Writes to a person by instant message. */
  readonly sendNotice: (imAddress: string, text: string) => Promise<void>;
  readonly log: Log;
}

const VALID_MINUTES = 10;
/** Within the minutes that a code is valid. */
const MOST_CODES = 3;
const MOST_TRIES = 5;
/** Codes that are checked at a time: hashing is slow on purpose. */
const MOST_CHECKS = 8;

/** Slow, so that who reads the database cannot find a code of six digits while it is valid. */
const hashOf = promisify<string, Buffer, number, Buffer>(scrypt);
const HASH_BYTES = 32;

/** Lets players in on another device: who can read the messages to an IM address is its owner. */
export class SignIn {
  readonly #parts: SignInParts;
  #checks = 0;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** Sends a code to the address if a player is registered with it. The caller learns nothing, not even by the time. */
  request(imAddress: string): void {
    this.#sendCode(imAddress).catch((error: unknown) => {
      this.#parts.log('warn', `a sign-in code could not be sent: ${reasonOf(error)}`);
    });
  }

  /**
   * A token of its own for this device. The code works once.
   *
   * @throws Refusal WRONG_CODE whatever the cause, BUSY
   */
  async confirm(answer: { readonly imAddress: string; readonly code: string }) {
    if (this.#checks >= MOST_CHECKS)
      throw new Refusal('BUSY', 'Too many sign in at this moment; try again in a second.');
    this.#checks += 1;
    try {
      const player = await this.#parts.players.byImAddress(answer.imAddress);
      if (!(await this.#isRight(player, answer.code.replace(/\s/g, ''))) || player === undefined) {
        throw new Refusal('WRONG_CODE', 'The code is wrong or no longer valid; check it, or ask for a new one.');
      }
      this.#parts.log('info', `${player.username} signed in`);
      return { username: player.username, token: await this.#parts.players.issueToken(player) };
    } finally {
      this.#checks -= 1;
    }
  }

  async #sendCode(imAddress: string): Promise<void> {
    const { database, players, sendNotice } = this.#parts;
    const player = await players.byImAddress(imAddress);
    if (player === undefined) return;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const salt = randomBytes(16);
    const hash = await hashOf(code, salt, HASH_BYTES);
    const limits = { tries: MOST_TRIES, codes: MOST_CODES, minutes: VALID_MINUTES };
    if (!(await insertCode(database, player.id, { salt, hash }, limits))) return;
    await sendNotice(
      player.imAddress,
      `Your sign-in code for the chess game is ${code.slice(0, 3)} ${code.slice(3)}. ` +
        `It is valid for ${VALID_MINUTES} minutes. Tell it to nobody: whoever has it can play as ${player.username}. ` +
        'If you did not ask for it, ignore this message.',
    );
  }

  /** Hashes in any case: how long an answer takes must not tell whether there is a code. */
  async #isRight(player: Player | undefined, code: string): Promise<boolean> {
    const { database } = this.#parts;
    const kept = player === undefined ? undefined : await spendTry(database, player.id, VALID_MINUTES);
    const hash = await hashOf(code, kept?.salt ?? randomBytes(16), HASH_BYTES);
    return kept !== undefined && timingSafeEqual(hash, kept.hash) && (await closeCode(database, kept.id));
  }
}
