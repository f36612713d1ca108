import { colourOf } from '../../rules/chess-game.js';
import { outcomeText } from '../../rules/outcome.js';
import type { StoredGame } from '../games.js';
import type { Waiting } from '../matchmaking.js';
import type { ImAddressRules, Player } from '../players.js';

/** A game as everybody may see it: players by their names, never by their IM addresses. */
export function gameView(game: StoredGame) {
  return {
    id: game.id,
    white: game.white,
    black: game.black,
    turn: game.turn,
    fen: game.fen,
    check: game.check,
    moves: game.moves,
    legalMoves: game.legalMoves,
    drawOfferedBy: game.drawOfferedBy ?? null,
    outcome: game.outcome === undefined ? null : { ...game.outcome, text: outcomeText(game.outcome) },
    startedAt: game.startedAt.toISOString(),
    endedAt: game.endedAt?.toISOString() ?? null,
  };
}

/** What a player sees of himself and his table. */
export function stateView(player: Player, game: StoredGame | undefined, waiting: Waiting, addresses: ImAddressRules) {
  const opponent = game === undefined ? undefined : game.white === player.username ? game.black : game.white;
  return {
    username: player.username,
    imAddress: player.imAddress,
    waiting: waiting.own,
    /** Null while waiting: for anybody. */
    waitingFor: waiting.opponent ?? null,
    challengers: waiting.challengers,
    opponent: opponent ?? null,
    /** Where an IM to the opponent goes. */
    opponentAddress: opponent === undefined ? null : (addresses.contact(player.imAddress, opponent) ?? null),
    /** The player's own in the game. */
    colour: game === undefined ? null : (colourOf(game, player.username) ?? null),
    game: game === undefined ? null : gameView(game),
  };
}
