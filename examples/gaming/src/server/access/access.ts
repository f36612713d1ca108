import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { Refusal } from '../errors.js';
import type { Games } from '../games.js';
import { reasonOf, type Log } from '../log.js';
import type { Matchmaking } from '../matchmaking.js';
import type { ImAddressRules, Player, Players } from '../players.js';
import { bodies, checked } from './body.js';
import { gameView, stateView } from './views.js';

export interface AccessParts {
  readonly players: Players;
  readonly games: Games;
  readonly matchmaking: Matchmaking;
  readonly addresses: ImAddressRules;
  /** Everything that must work, by name, and whether it does. */
  readonly health: () => Promise<{ readonly ok: boolean; readonly details: Readonly<Record<string, unknown>> }>;
  readonly log: Log;
}

const OVERVIEW = `Chess. Players register, are matched, move here, and write to each other by instant message.

POST   /api/players            {"username","imAddress"}  register; answers the token for all other calls
GET    /api/state              who you are, your opponent, your game
POST   /api/match              {"opponent"?}             ask for a game, with anybody or with one player
DELETE /api/match              stop waiting
GET    /api/games/:id          a game
POST   /api/games/:id/moves    {"move"}                  in SAN (Nf3) or UCI (g1f3)
POST   /api/games/:id/resign
GET    /healthz

Calls but the first carry the header "Authorization: Bearer <token>".
`;

/** How players reach the game: JSON over HTTP. */
export function accessApp(parts: AccessParts): Express {
  const { players, games, matchmaking, addresses } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    next();
  });
  app.use(express.json({ limit: '16kb' }));

  app.get('/', (_request, response) => {
    response.type('text/plain').send(OVERVIEW);
  });
  app.get('/healthz', async (_request, response) => {
    const { ok, details } = await parts.health();
    response.status(ok ? 200 : 503).json({ status: ok ? 'ok' : 'failing', ...details });
  });

  app.post('/api/players', async (request, response) => {
    const registration = await players.register(checked(bodies.register, request.body));
    parts.log('info', `${registration.username} registered`);
    response.status(201).json(registration);
  });

  const signedIn =
    (handle: (player: Player, request: Request<{ id: string }>, response: Response) => Promise<void>) =>
    async (request: Request<{ id: string }>, response: Response): Promise<void> => {
      const [, token] = /^Bearer +([\w-]{1,100})$/i.exec(request.get('authorization') ?? '') ?? [];
      if (token === undefined) {
        throw new Refusal('NOT_SIGNED_IN', 'Send the token from your registration as "Authorization: Bearer <token>".');
      }
      await handle(await players.byToken(token), request, response);
    };

  app.get(
    '/api/state',
    signedIn(async (player, _request, response) => {
      const [game, waiting] = await Promise.all([games.of(player), matchmaking.waiting(player)]);
      response.json(stateView(player, game, waiting, addresses));
    }),
  );
  app.post(
    '/api/match',
    signedIn(async (player, request, response) => {
      const { opponent } = checked(bodies.match, request.body);
      const result = await matchmaking.request(player, opponent);
      response.status(result.status === 'playing' ? 201 : 202).json(result);
    }),
  );
  app.delete(
    '/api/match',
    signedIn(async (player, _request, response) => {
      response.json({ withdrawn: await matchmaking.withdraw(player) });
    }),
  );
  app.get(
    '/api/games/:id',
    signedIn(async (_player, request, response) => {
      response.json(gameView(await games.byId(request.params.id)));
    }),
  );
  app.post(
    '/api/games/:id/moves',
    signedIn(async (player, request, response) => {
      const { move } = checked(bodies.move, request.body);
      response.json(gameView(await games.move(player, request.params.id, move)));
    }),
  );
  app.post(
    '/api/games/:id/resign',
    signedIn(async (player, request, response) => {
      checked(bodies.nothing, request.body);
      response.json(gameView(await games.resign(player, request.params.id)));
    }),
  );

  app.use((request) => {
    throw new Refusal(
      'NOT_FOUND',
      `There is no ${request.method} ${request.path.slice(0, 100)}; GET / tells what is here.`,
    );
  });
  app.use(toJson(parts.log));
  return app;
}

/** Every failure as `{"error", "message"}`. */
function toJson(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = error instanceof Refusal ? error : unreadable(error);
    if (refusal === undefined) {
      log('error', `${request.method} ${request.path} failed: ${reasonOf(error)}`);
      response.status(500).json({ error: 'FAILED', message: 'The game failed on this call; try again.' });
      return;
    }
    if (refusal.code === 'NOT_SIGNED_IN') response.set('www-authenticate', 'Bearer');
    response.status(refusal.httpStatus).json({ error: refusal.code, message: refusal.message });
  };
}

/** What the body parser refuses is the caller's mistake. */
function unreadable(error: unknown): Refusal | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new Refusal('TOO_LARGE', 'The request is larger than 16 kB.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Refusal('BAD_REQUEST', 'The request cannot be read; send JSON with content-type application/json.');
  }
  return undefined;
}
