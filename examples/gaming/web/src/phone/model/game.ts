/** What the game tells a player, as it comes over `/api`. */

export type Colour = 'white' | 'black';

export const otherColour = (colour: Colour): Colour => (colour === 'white' ? 'black' : 'white');

export interface PlayedMove {
  /** `Nf3` */
  readonly san: string;
  /** `g1f3` */
  readonly uci: string;
}

export interface OutcomeView {
  readonly kind: 'checkmate' | 'resignation' | 'draw' | 'abandoned';
  readonly winner?: Colour;
  readonly reason?: string;
  /** For kinds that this page does not know yet. */
  readonly text?: string;
}

export interface GameView {
  readonly id: string;
  readonly white: string;
  readonly black: string;
  readonly turn: Colour;
  readonly fen: string;
  readonly check: boolean;
  readonly moves: readonly PlayedMove[];
  readonly outcome: OutcomeView | null;
  readonly drawOfferedBy?: Colour | null;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface PlayerState {
  readonly username: string;
  readonly imAddress: string;
  readonly waiting: boolean;
  /** Whom the player waits for; null while not waiting, and while anybody will do. */
  readonly waitingFor?: string | null;
  /** Who waits for this player. */
  readonly challengers: readonly string[];
  readonly opponent: string | null;
  /** Where an instant message to the opponent goes. */
  readonly opponentAddress: string | null;
  readonly colour?: Colour | null;
  readonly game: GameView | null;
}

export const colourIn = (game: GameView, username: string): Colour | undefined =>
  game.white === username ? 'white' : game.black === username ? 'black' : undefined;
