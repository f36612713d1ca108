import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { Refusal } from '../errors.js';
import type { Games } from '../games.js';
import { reasonOf, type Log } from '../log.js';
import type { Matchmaking } from '../matchmaking.js';
import type { ImAddressRules, Player, Players } from '../players.js';
import type { Changes } from '../changes.js';
import type { SignIn } from '../sign-in.js';
import { bodies, checked } from './body.js';
import { StateStreams } from './state-streams.js';
import { gameView, stateView } from './views.js';

export interface AccessParts {
  readonly players: Players;
  readonly games: Games;
  readonly matchmaking: Matchmaking;
  readonly signIn: SignIn;
  readonly changes: Changes;
  readonly addresses: ImAddressRules;
  /** Everything that must work, by name, and whether it does. */
  readonly health: () => Promise<{ readonly ok: boolean; readonly details: Readonly<Record<string, unknown>> }>;
  readonly log: Log;
}

interface Game {
  readonly id: string;
}

/** Nothing here is a page: no browser is to run, frame, keep or guess at any of it. */
const NO_PAGE = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const OVERVIEW = `Chess. Players register, are matched, move here, and write to each other by instant message.

POST   /api/players             {"username","imAddress"}  register; answers a token
POST   /api/sign-in             {"imAddress"}             on another device: a code comes by instant message
POST   /api/sign-in/confirm     {"imAddress","code"}      answers a token
GET    /api/state               who you are, your opponent, your game
GET    /api/events              the same as server-sent events, after every change
POST   /api/match               {"opponent"?}             ask for a game, with anybody or with one player
DELETE /api/match               stop waiting
DELETE /api/challenges/:username                          decline to play with one who waits for you
GET    /api/games/:id           a game
POST   /api/games/:id/moves     {"move"}                  in SAN (Nf3) or UCI (g1f3)
POST   /api/games/:id/draw      offer a draw, or accept the opponent's offer
DELETE /api/games/:id/draw      decline the opponent's offer, or take back yours
POST   /api/games/:id/resign
GET    /healthz

All but the first three carry the header "Authorization: Bearer <token>".
`;

/** How players reach the game: JSON over HTTP. */
export function accessApp(parts: AccessParts): Express {
  const { players, games, matchmaking, signIn, addresses } = parts;
  const stateOf = async (player: Player) =>
    stateView(player, ...(await Promise.all([games.of(player), matchmaking.waiting(player)])), addresses);
  const streams = new StateStreams({
    changes: parts.changes,
    stateOf: async (id) => stateOf(await players.byId(id)),
    log: parts.log,
  });
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set(NO_PAGE);
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

  app.post('/api/sign-in', (request, response) => {
    signIn.request(checked(bodies.signIn, request.body).imAddress);
    response.status(202).json({ message: 'If a player is registered with this address, a code is on its way to it.' });
  });
  app.post('/api/sign-in/confirm', async (request, response) => {
    response.json(await signIn.confirm(checked(bodies.confirm, request.body)));
  });

  const signedIn =
    <Names>(handle: (player: Player, request: Request<Names>, response: Response) => Promise<void>) =>
    async (request: Request<Names>, response: Response): Promise<void> => {
      const [, token] = /^Bearer +([\w-]{1,100})$/i.exec(request.get('authorization') ?? '') ?? [];
      if (token === undefined) {
        throw new Refusal(
          'NOT_SIGNED_IN',
          'Send the token from your registration or sign-in as "Authorization: Bearer <token>".',
        );
      }
      await handle(await players.byToken(token), request, response);
    };

  app.get(
    '/api/state',
    signedIn(async (player, _request, response) => {
      response.json(await stateOf(player));
    }),
  );
  app.get(
    '/api/events',
    signedIn((player, request, response) => streams.serve(player.id, request, response)),
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
  app.delete(
    '/api/challenges/:username',
    signedIn<{ username: string }>(async (player, request, response) => {
      response.json({ declined: await matchmaking.decline(player, request.params.username) });
    }),
  );
  app.get(
    '/api/games/:id',
    signedIn<Game>(async (_player, request, response) => {
      response.json(gameView(await games.byId(request.params.id)));
    }),
  );
  app.post(
    '/api/games/:id/moves',
    signedIn<Game>(async (player, request, response) => {
      const { move } = checked(bodies.move, request.body);
      response.json(gameView(await games.move(player, request.params.id, move)));
    }),
  );
  app.post(
    '/api/games/:id/resign',
    signedIn<Game>(async (player, request, response) => {
      checked(bodies.nothing, request.body);
      response.json(gameView(await games.resign(player, request.params.id)));
    }),
  );

  app.post(
    '/api/games/:id/draw',
    signedIn<Game>(async (player, request, response) => {
      checked(bodies.nothing, request.body);
      response.json(gameView(await games.offerDraw(player, request.params.id)));
    }),
  );
  app.delete(
    '/api/games/:id/draw',
    signedIn<Game>(async (player, request, response) => {
      response.json(gameView(await games.endDrawOffer(player, request.params.id)));
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
