import { configFrom } from '../server/config.js';
import { startGame, type RunningGame } from '../server/game-service.js';
import { reasonOf, stderrLog } from '../server/log.js';
import { startFailure } from '../server/start-failure.js';
import { exchangeEvent } from './exchange-event.js';
import { isGameCommand, type GameCommand, type GameEvent, type HoldPlace } from './game-messages.js';

/**
 * The game as the demonstration runs it: the same service as `server/main.js`, with its SOAP exchanges told to the
 * parent, and with places where it can be held so that the parent can kill it there.
 */

const tell = (event: GameEvent): void => {
  if (process.connected) process.send?.(event);
};

let holdAt: HoldPlace | undefined;
/** Lets go on what stands still. */
const releases = new Set<() => void>();
const holdPoint = (place: HoldPlace) => async (messages: number) => {
  if (holdAt !== place || messages === 0) return;
  holdAt = undefined;
  tell({ type: 'holding', at: place, messages });
  await new Promise<void>((resolve) => releases.add(resolve));
};

function unhold(): void {
  holdAt = undefined;
  for (const release of releases) release();
  releases.clear();
}

async function obey(game: RunningGame, command: GameCommand): Promise<void> {
  switch (command.type) {
    case 'pause':
      await game.bridge.stop(false);
      tell({ type: 'paused' });
      break;
    case 'resume':
      game.bridge.start();
      break;
    case 'hold':
      holdAt = command.at;
      break;
    case 'unhold':
      unhold();
      break;
    case 'pace':
      game.bridge.setPace(command);
      break;
    case 'reset':
      tell(await reset(game, command));
      break;
  }
}

async function reset(game: RunningGame, { white, black }: { white: string; black: string }): Promise<GameEvent> {
  try {
    return { type: 'reset', gameId: await game.matchmaking.reseat(white, black) };
  } catch (error) {
    return { type: 'reset', error: reasonOf(error) };
  }
}

try {
  const game = await startGame(configFrom(process.env), {
    log: stderrLog,
    onExchange: (provider, record) => tell(exchangeEvent(provider, record)),
    captureXml: true,
    hooks: { beforeSend: holdPoint('before-send'), beforeAcknowledge: holdPoint('before-acknowledge') },
    watch: {
      onPoll: (provider) => tell({ type: 'polling', provider }),
      onStates: (states) => tell({ type: 'loops', states }),
    },
  });
  process.on('message', (command) => {
    if (!isGameCommand(command)) return;
    obey(game, command).catch((error: unknown) => stderrLog('warn', `${command.type} failed: ${reasonOf(error)}`));
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // What stands still would keep the bridge from its end.
      unhold();
      void game.stop();
    });
  }
  process.stdout.write(`chess ready: ${game.url}\n`);
} catch (error) {
  process.stderr.write(`error: ${startFailure(error)}\n`);
  process.exitCode = 1;
}
