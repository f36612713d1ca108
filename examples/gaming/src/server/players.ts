import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { Refusal } from './errors.js';
import { violatedConstraint } from './store/database.js';
import { insertPlayer, insertToken, playerBy, playerByToken, type PlayerRow } from './store/player-rows.js';

/** A registered player and the table he or she sits at. */
export interface Player {
  readonly id: string;
  readonly username: string;
  readonly imAddress: string;
  /** The game being played, or the last one until another begins. */
  readonly gameId: string | undefined;
}

/** What the game must know about IM addresses; whoever speaks to the providers knows it. */
export interface ImAddressRules {
  /** One key for all spellings of an address that players here can have, or why this one cannot be had. */
  check(imAddress: string): { readonly key: string } | { readonly refused: string };
  /** Where a player with this IM address writes to, to reach the player of that name. */
  contact(imAddress: string, username: string): string | undefined;
}

export interface Registration {
  readonly username: string;
  readonly imAddress: string;
  /** Shows at later calls who is calling. Given once: only its hash is kept. */
  readonly token: string;
}

/** Devices of a player that can be signed in, beside the one of the registration; the oldest gives way. */
const MOST_TOKENS = 20;

/** Letters and digits of any script, with . _ - between them: what an address carries as it is. */
const USERNAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31}$/u;

/** Usernames that differ only in case or Unicode composition are one: so are the addresses that carry them. */
const keyOfUsername = (username: string): string => username.normalize('NFC').toLowerCase();

const newToken = (): string => randomBytes(24).toString('base64url');
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Who plays here, and under which IM address each is reached. */
export class Players {
  readonly #database: Knex;
  readonly #addresses: ImAddressRules;

  constructor(database: Knex, addresses: ImAddressRules) {
    this.#database = database;
    this.#addresses = addresses;
  }

  /** @throws Refusal BAD_REQUEST, IM_ADDRESS_REFUSED, USERNAME_TAKEN, IM_ADDRESS_TAKEN */
  async register(wish: { readonly username: string; readonly imAddress: string }): Promise<Registration> {
    const username = wish.username.normalize('NFC');
    if (!USERNAME.test(username)) {
      throw new Refusal(
        'BAD_REQUEST',
        'A username has 1 to 32 letters, digits, dots, underscores or hyphens and begins with a letter or digit.',
      );
    }
    const address = this.#addresses.check(wish.imAddress);
    if ('refused' in address) throw new Refusal('IM_ADDRESS_REFUSED', address.refused);
    const token = newToken();
    try {
      await insertPlayer(this.#database, {
        username,
        usernameKey: keyOfUsername(username),
        imAddress: wish.imAddress,
        imKey: address.key,
        tokenHash: hashOf(token),
      });
    } catch (error) {
      throw refusalOf(error, username, wish.imAddress) ?? error;
    }
    return { username, imAddress: wish.imAddress, token };
  }

  /** Another token for a player who has shown by other means who he is. */
  async issueToken(player: Player): Promise<string> {
    const token = newToken();
    await insertToken(this.#database, player.id, hashOf(token), MOST_TOKENS);
    return token;
  }

  /** @throws Refusal NOT_SIGNED_IN */
  async byToken(token: string): Promise<Player> {
    const row = await playerByToken(this.#database, hashOf(token));
    if (row === undefined)
      throw new Refusal('NOT_SIGNED_IN', 'The token is not known; register or sign in to get one.');
    return playerOf(row);
  }

  /** A player seen before, as he is now. @throws Refusal UNKNOWN_PLAYER */
  async byId(id: string): Promise<Player> {
    const row = await playerBy(this.#database, 'id', id);
    if (row === undefined) throw new Refusal('UNKNOWN_PLAYER', 'This player is gone.');
    return playerOf(row);
  }

  async byUsername(username: string): Promise<Player | undefined> {
    if (!USERNAME.test(username.normalize('NFC'))) return undefined;
    const row = await playerBy(this.#database, 'username_key', keyOfUsername(username));
    return row === undefined ? undefined : playerOf(row);
  }

  /** In any spelling of the address. */
  async byImAddress(imAddress: string): Promise<Player | undefined> {
    const address = this.#addresses.check(imAddress);
    if ('refused' in address) return undefined;
    const row = await playerBy(this.#database, 'im_key', address.key);
    return row === undefined ? undefined : playerOf(row);
  }
}

function refusalOf(error: unknown, username: string, imAddress: string): Refusal | undefined {
  switch (violatedConstraint(error)) {
    case 'player_username':
      return new Refusal('USERNAME_TAKEN', `The username ${username} is taken; choose another one.`);
    case 'player_im_address':
      return new Refusal(
        'IM_ADDRESS_TAKEN',
        `A player is registered with ${imAddress} already; if that is you, sign in.`,
      );
    default:
      return undefined;
  }
}

const playerOf = (row: PlayerRow): Player => ({
  id: row.id,
  username: row.username,
  imAddress: row.im_address,
  gameId: row.game_id ?? undefined,
});
