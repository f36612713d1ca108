/** What the game refuses, with the HTTP status that says so. */
const refusals = {
  BAD_REQUEST: 400,
  NOT_SIGNED_IN: 401,
  WRONG_CODE: 401,
  NOT_FOUND: 404,
  UNKNOWN_PLAYER: 404,
  NO_GAME: 409,
  USERNAME_TAKEN: 409,
  IM_ADDRESS_TAKEN: 409,
  IM_ADDRESS_REFUSED: 422,
  ALREADY_PLAYING: 409,
  OPPONENT_PLAYING: 409,
  NOT_YOUR_TURN: 409,
  GAME_OVER: 409,
  NO_DRAW_OFFER: 409,
  ILLEGAL_MOVE: 422,
  TOO_LARGE: 413,
  TOO_MANY_STREAMS: 429,
  BUSY: 503,
} as const;

export type RefusalCode = keyof typeof refusals;

/** A wish that the game does not fulfil; the message is for the player and says what to do. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }

  get httpStatus(): number {
    return refusals[this.code];
  }
}
