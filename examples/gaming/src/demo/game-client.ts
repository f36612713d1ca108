/** What the demonstration uses of a game as the access tells it. */
export interface GameJson {
  readonly id: string;
  readonly white: string;
  readonly black: string;
  readonly turn: 'white' | 'black';
  readonly moves: readonly { readonly san: string }[];
  readonly outcome: { readonly kind: string; readonly winner?: string; readonly text: string } | null;
}

export interface StateJson {
  readonly username: string;
  readonly opponent: string | null;
  readonly opponentAddress: string | null;
  readonly game: GameJson | null;
}

/** The game said no. */
export class GameRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, body: { readonly error: string; readonly message: string }) {
    super(body.message);
    this.name = 'GameRefusal';
    this.code = body.error;
    this.status = status;
  }
}

/** A player's way to the game: JSON over HTTP. */
export class GameClient {
  readonly #url: () => string;
  /** Shows the game who is calling. */
  readonly token: string;

  /** @param url asked before each call: the game may come back at another port */
  constructor(url: () => string, token: string) {
    this.#url = url;
    this.token = token;
  }

  static async register(url: () => string, username: string, imAddress: string): Promise<GameClient> {
    const { token } = await call<{ readonly token: string }>(url(), 'POST', '/api/players', { username, imAddress });
    return new GameClient(url, token);
  }

  state(): Promise<StateJson> {
    return call(this.#url(), 'GET', '/api/state', undefined, this.token);
  }

  match(opponent?: string): Promise<{ readonly status: string; readonly gameId?: string }> {
    return call(this.#url(), 'POST', '/api/match', opponent === undefined ? {} : { opponent }, this.token);
  }

  move(gameId: string, move: string): Promise<GameJson> {
    return call(this.#url(), 'POST', `/api/games/${gameId}/moves`, { move }, this.token);
  }
}

async function call<Answer>(
  base: string,
  method: string,
  path: string,
  body?: object,
  token?: string,
): Promise<Answer> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new GameRefusal(response.status, answer as { error: string; message: string });
  return answer as Answer;
}
