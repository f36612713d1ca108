import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessApp } from '../../examples/gaming/dist/server/access/access.js';
import { Changes } from '../../examples/gaming/dist/server/changes.js';
import { Games } from '../../examples/gaming/dist/server/games.js';
import { Matchmaking } from '../../examples/gaming/dist/server/matchmaking.js';
import { Players, type ImAddressRules } from '../../examples/gaming/dist/server/players.js';
import { SignIn } from '../../examples/gaming/dist/server/sign-in.js';
import { openDatabase } from '../../examples/gaming/dist/server/store/database.js';
import { emptyDatabase } from './database.js';

/** What the access answered. Tests say what they expect of the body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The game without any messaging, over HTTP. */
export interface ServedGame {
  readonly url: string;
  readonly players: Players;
  readonly matchmaking: Matchmaking;
  readonly signIn: SignIn;
  readonly database: Awaited<ReturnType<typeof openDatabase>>;
  /** What was written to IM addresses, in order. */
  readonly notices: { readonly imAddress: string; readonly text: string }[];
  readonly log: string[];
  /** Resolves with the notices when there are so many. */
  noticed(count: number): Promise<ServedGame['notices']>;
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** A newly registered player with the address `wv:<username>@b1.example`. */
  join(username: string): Promise<Caller>;
  close(): Promise<void>;
}

/** A player's way to the game. */
export interface Caller {
  readonly username: string;
  readonly token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  stream(): Promise<StateStream>;
}

const addresses: ImAddressRules = {
  check: (address) =>
    address.endsWith('@b1.example') ? { key: address.toLowerCase() } : { refused: 'not at b1.example' },
  contact: (_address, username) => `wv:${username}@chess.b1.example`,
};

export async function serveGame(): Promise<ServedGame> {
  const own = await emptyDatabase();
  const database = await openDatabase(own.url);
  const changes = new Changes();
  const players = new Players(database, addresses);
  const matchmaking = new Matchmaking(database, players, changes);
  const notices: ServedGame['notices'] = [];
  const onNotice = new EventEmitter();
  const lines: string[] = [];
  const log = (level: string, message: string) => void lines.push(`${level} ${message}`);
  const sendNotice = (imAddress: string, text: string): Promise<void> => {
    if (imAddress.includes('unreachable')) return Promise.reject(new Error('the provider is down'));
    notices.push({ imAddress, text });
    onNotice.emit('notice');
    return Promise.resolve();
  };
  const signIn = new SignIn({ database, players, sendNotice, log });
  const app = accessApp({
    players,
    games: new Games(database, changes),
    matchmaking,
    signIn,
    changes,
    addresses,
    health: () => Promise.resolve({ ok: true, details: {} }),
    log,
  });
  const server = createServer((request, response) => void app(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call: ServedGame['call'] = async (method, path, body, token) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  return {
    url,
    players,
    matchmaking,
    signIn,
    database,
    notices,
    log: lines,
    noticed: async (count) => {
      while (notices.length < count) await once(onNotice, 'notice');
      return notices;
    },
    call,
    join: async (username) => {
      const { token } = await players.register({ username, imAddress: `wv:${username}@b1.example` });
      return {
        username,
        token,
        call: (method, path, body) => call(method, path, body, token),
        stream: () => StateStream.open(url, token),
      };
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await database.destroy();
      await own.drop();
    },
  };
}

/** A player's state as the event stream tells it. */
export class StateStream {
  readonly #abort: AbortController;
  readonly #events: AsyncGenerator<string>;

  private constructor(abort: AbortController, body: ReadableStream<Uint8Array>) {
    this.#abort = abort;
    this.#events = eventsOf(body);
  }

  /** @throws Error with the status when the game refuses it */
  static async open(url: string, token: string): Promise<StateStream> {
    const abort = new AbortController();
    const response = await fetch(`${url}/api/events`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
    return new StateStream(abort, response.body);
  }

  /** The next state; undefined when the stream has ended. */
  async next(): Promise<Readonly<Record<string, unknown>> | undefined> {
    for (;;) {
      const event = await this.#events.next();
      if (event.done === true) return undefined;
      const [, data] = /^event:state\n(?:id:.*\n)?data:(.*)$/m.exec(event.value) ?? [];
      if (data !== undefined) return JSON.parse(data) as Readonly<Record<string, unknown>>;
    }
  }

  close(): void {
    this.#abort.abort();
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      yield* events;
    }
  } catch {
    // The connection broke: the stream has ended.
  }
}
