export type Colour = 'white' | 'black';

export type DrawReason = 'stalemate' | 'repetition' | 'fifty-moves' | 'insufficient-material' | 'agreement';

/** How a game ended. */
export type Outcome =
  | { readonly kind: 'checkmate'; readonly winner: Colour }
  | { readonly kind: 'resignation'; readonly winner: Colour }
  | { readonly kind: 'draw'; readonly reason: DrawReason }
  /** Nobody won: the game was ended from the outside, and will not be played on. */
  | { readonly kind: 'abandoned' };

export const otherColour = (colour: Colour): Colour => (colour === 'white' ? 'black' : 'white');

/** The outcome as players say it. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'checkmate':
      return `${outcome.winner} won by checkmate`;
    case 'resignation':
      return `${outcome.winner} won because ${otherColour(outcome.winner)} resigned`;
    case 'draw':
      return `draw by ${outcome.reason.replaceAll('-', ' ')}`;
    case 'abandoned':
      return 'abandoned';
  }
}
