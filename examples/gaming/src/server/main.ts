#!/usr/bin/env node
import { ConfigError, configFrom } from './config.js';
import { startGame } from './game-service.js';
import { startFailure } from './start-failure.js';
import { stderrLog } from './log.js';

/** The game as a process: settings from the environment, a clean end on SIGTERM and Ctrl-C. */

try {
  const game = await startGame(configFrom(process.env), { log: stderrLog });
  process.stdout.write(`chess ready: ${game.url}\n`);
  let signals = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(signal === 'SIGINT' ? 130 : 143);
      game.stop().catch((error: unknown) => {
        process.stderr.write(`error: ${startFailure(error)}\n`);
        process.exitCode = 1;
      });
    });
  }
} catch (error) {
  process.stderr.write(`error: ${startFailure(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
