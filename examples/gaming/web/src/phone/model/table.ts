import { colourIn, type Colour, type GameView, type PlayerState } from './game.js';
import { positionAfter, type LegalMove, type Position } from './position.js';

/** The player's table: what the game said last, and a move that it has not answered yet. */
export interface TableState {
  readonly player: PlayerState | undefined;
  /** Shown as if it were played; `ply` says how many moves had been played before it. */
  readonly pending: { readonly gameId: string; readonly ply: number; readonly uci: string } | undefined;
  /** Why the last wish was not fulfilled. */
  readonly notice: string | undefined;
  readonly asking: 'nothing' | 'resign' | 'opponent';
  readonly connection: 'starting' | 'up' | 'down';
}

export const emptyTable: TableState = {
  player: undefined,
  pending: undefined,
  notice: undefined,
  asking: 'nothing',
  connection: 'starting',
};

export type TableEvent =
  | { readonly type: 'state'; readonly player: PlayerState }
  | { readonly type: 'game'; readonly game: GameView }
  | { readonly type: 'playing'; readonly uci: string }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'asking'; readonly asking: TableState['asking'] }
  | { readonly type: 'dismissed' }
  | { readonly type: 'connection'; readonly connection: TableState['connection'] };

export function tableAfter(table: TableState, event: TableEvent): TableState {
  switch (event.type) {
    case 'state':
      return withPlayer(table, event.player);
    case 'game':
      if (table.player === undefined) return table;
      return withPlayer(table, { ...table.player, game: event.game });
    case 'playing': {
      const game = table.player?.game ?? null;
      if (game === null) return table;
      return {
        ...table,
        pending: { gameId: game.id, ply: game.moves.length, uci: event.uci },
        notice: undefined,
        asking: 'nothing',
      };
    }
    case 'refused':
      // Who was asking for an opponent goes on: the reason stands beside the question.
      return {
        ...table,
        pending: undefined,
        notice: event.reason,
        asking: table.asking === 'opponent' ? 'opponent' : 'nothing',
      };
    case 'asking':
      return { ...table, asking: event.asking, notice: undefined };
    case 'dismissed':
      return { ...table, notice: undefined };
    case 'connection':
      return { ...table, connection: event.connection };
  }
}

/** What comes by the stream and what answers a call may overtake each other: an older game never replaces a newer one. */
function withPlayer(table: TableState, player: PlayerState): TableState {
  const known = table.player?.game ?? null;
  const game = player.game !== null && known !== null && isOlder(player.game, known) ? known : player.game;
  const pending = table.pending;
  const stillPending = game !== null && pending?.gameId === game.id && pending.ply === game.moves.length;
  const begun = game !== null && game.id !== known?.id && known !== null;
  return {
    ...table,
    player: { ...player, game },
    pending: stillPending && game.outcome === null ? pending : undefined,
    asking: begun || (table.asking === 'resign' && (game?.outcome ?? null) !== null) ? 'nothing' : table.asking,
    notice: begun ? undefined : table.notice,
  };
}

function isOlder(game: GameView, known: GameView): boolean {
  if (game.id !== known.id) return game.startedAt < known.startedAt;
  if (game.moves.length !== known.moves.length) return game.moves.length < known.moves.length;
  return game.outcome === null && known.outcome !== null;
}

const NOTHING: readonly LegalMove[] = [];

/** What the table shows. */
export interface TableView {
  readonly stage: 'starting' | 'free' | 'waiting' | 'playing' | 'over';
  readonly game: GameView | undefined;
  readonly position: Position;
  readonly own: Colour | undefined;
  readonly opponent: string;
  readonly lastMove: { readonly from: string; readonly to: string } | undefined;
  /** What this player may play now. */
  readonly legal: readonly LegalMove[];
  readonly isOwnTurn: boolean;
  readonly isOver: boolean;
  readonly draw: 'none' | 'offered' | 'asked';
}

export function tableView({ player, pending }: TableState): TableView {
  const game = player?.game ?? undefined;
  const played = game?.moves.map(({ uci }) => uci) ?? [];
  const position = positionAfter(pending === undefined ? played : [...played, pending.uci]);
  const own = player === undefined || game === undefined ? undefined : colourIn(game, player.username);
  const latest = position.played.at(-1);
  const isOwnTurn = game?.outcome === null && own !== undefined && position.turn === own && pending === undefined;
  return {
    stage: stageOf(player, game),
    game,
    position,
    own,
    opponent: player?.opponent ?? 'the opponent',
    lastMove: latest === undefined ? undefined : { from: latest.from, to: latest.to },
    legal: isOwnTurn ? position.legal : NOTHING,
    isOwnTurn,
    isOver: (game?.outcome ?? null) !== null,
    draw: drawOf(game, own),
  };
}

function stageOf(player: PlayerState | undefined, game: GameView | undefined): TableView['stage'] {
  if (player === undefined) return 'starting';
  if (game?.outcome === null) return 'playing';
  if (player.waiting) return 'waiting';
  return game === undefined ? 'free' : 'over';
}

function drawOf(game: GameView | undefined, own: Colour | undefined): TableView['draw'] {
  const by = game?.outcome === null ? (game.drawOfferedBy ?? undefined) : undefined;
  if (by === undefined) return 'none';
  return by === own ? 'offered' : 'asked';
}
