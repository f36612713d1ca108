import { call } from '../../shared/http.js';
import type { GameView, PlayerState } from '../model/game.js';

/** The game's access, `/api`. All calls throw CallError. */

export interface Registration {
  readonly username: string;
  readonly token: string;
}

export async function registerPlayer(username: string, imAddress: string): Promise<Registration> {
  return (await call('/api/players', { method: 'POST', body: { username, imAddress } })) as Registration;
}

/** Has the game send a code to a registered address by instant message. */
export async function askForCode(imAddress: string): Promise<void> {
  await call('/api/sign-in', { method: 'POST', body: { imAddress } });
}

export async function confirmCode(imAddress: string, code: string): Promise<Registration> {
  return (await call('/api/sign-in/confirm', { method: 'POST', body: { imAddress, code } })) as Registration;
}

/** The calls of one player, who is known by a token. */
export class GameClient {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  get headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.#token}` };
  }

  async state(): Promise<PlayerState> {
    return (await call('/api/state', { headers: this.headers })) as PlayerState;
  }

  move(gameId: string, move: string): Promise<GameView> {
    return this.#change(gameId, 'moves', 'POST', { move });
  }

  resign(gameId: string): Promise<GameView> {
    return this.#change(gameId, 'resign', 'POST', {});
  }

  /** Offers a draw, or accepts the opponent's offer. */
  offerDraw(gameId: string): Promise<GameView> {
    return this.#change(gameId, 'draw', 'POST', {});
  }

  /** Declines the opponent's offer, or takes back one's own. */
  declineDraw(gameId: string): Promise<GameView> {
    return this.#change(gameId, 'draw', 'DELETE');
  }

  /** Asks for a game, with anybody or with one player. */
  async match(opponent?: string): Promise<void> {
    const body = opponent === undefined ? {} : { opponent };
    await call('/api/match', { method: 'POST', headers: this.headers, body });
  }

  /** Ends the waiting of a player who asked for a game with this one. */
  async decline(challenger: string): Promise<void> {
    await call(`/api/challenges/${encodeURIComponent(challenger)}`, { method: 'DELETE', headers: this.headers });
  }

  async stopWaiting(): Promise<void> {
    await call('/api/match', { method: 'DELETE', headers: this.headers });
  }

  async #change(gameId: string, what: string, method: 'POST' | 'DELETE', body?: object): Promise<GameView> {
    const url = `/api/games/${encodeURIComponent(gameId)}/${what}`;
    return (await call(url, { method, headers: this.headers, ...(body === undefined ? {} : { body }) })) as GameView;
  }
}
