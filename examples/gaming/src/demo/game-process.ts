import { configFrom } from '../server/config.js';
import { startGame } from '../server/game-service.js';
import { stderrLog } from '../server/log.js';
import { startFailure } from '../server/start-failure.js';
import { isGameCommand, type GameEvent, type HoldPlace } from './game-messages.js';
import { toldExchange } from './told-exchange.js';

/**
 * The game as the demonstration runs it: the same service as `server/main.js`, with its SOAP exchanges told to the
 * parent, and with places where it can be held so that the parent can kill it there.
 */

const tell = (event: GameEvent): void => {
  if (process.connected) process.send?.(event);
};

let holdAt: HoldPlace | undefined;
const holdPoint = (place: HoldPlace) => async (messages: number) => {
  if (holdAt !== place || messages === 0) return;
  tell({ type: 'holding', at: place, messages });
  await new Promise<never>(() => undefined);
};

try {
  const game = await startGame(configFrom(process.env), {
    log: stderrLog,
    onExchange: (provider, record) => tell(toldExchange(provider, record)),
    hooks: { beforeSend: holdPoint('before-send'), beforeAcknowledge: holdPoint('before-acknowledge') },
  });
  process.on('message', (command) => {
    if (!isGameCommand(command)) return;
    if (command.type === 'hold') holdAt = command.at;
    else if (command.type === 'unhold') holdAt = undefined;
    else if (command.type === 'resume') game.bridge.start();
    else if (command.type === 'pause') void game.bridge.stop(false).then(() => tell({ type: 'paused' }));
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void game.stop());
  }
  process.stdout.write(`chess ready: ${game.url}\n`);
} catch (error) {
  process.stderr.write(`error: ${startFailure(error)}\n`);
  process.exitCode = 1;
}
