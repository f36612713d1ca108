import { createServer } from 'node:net';

/** Where the demonstration listens, by environment. */
export interface DemoPorts {
  /** B1_PORT, default 8081. */
  readonly b1: number;
  /** B2_PORT, default 8082. */
  readonly b2: number;
  /** GAME_PORT, default 8080. */
  readonly game: number;
}

/** A port that cannot be used; one line that says what to do. */
export class PortError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PortError';
  }
}

const PRESETS = { B1_PORT: 8081, B2_PORT: 8082, GAME_PORT: 8080 } as const;
type PortName = keyof typeof PRESETS;

/** @throws PortError when one is no port, or two are the same */
export function portsFrom(env: Readonly<Record<string, string | undefined>>): DemoPorts {
  const port = (name: PortName): number => {
    const value = env[name]?.trim() ?? '';
    if (value === '') return PRESETS[name];
    const number = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
    if (!(number >= 1 && number <= 65_535))
      throw new PortError(`${name} is ${value}; it must be a port from 1 to 65535.`);
    return number;
  };
  const ports = { b1: port('B1_PORT'), b2: port('B2_PORT'), game: port('GAME_PORT') };
  if (new Set(Object.values(ports)).size < 3) {
    throw new PortError('B1_PORT, B2_PORT and GAME_PORT must be three different ports.');
  }
  return ports;
}

/**
 * Looks before anything is started whether the ports are free.
 *
 * @param host where the game's is going to be; the others are for this machine only
 * @throws PortError
 */
export async function mustBeFree(ports: DemoPorts, host: string): Promise<void> {
  const here = '127.0.0.1';
  for (const [name, port, address] of [
    // Not on every system does the first of these two tell of the second.
    ['GAME_PORT', ports.game, host],
    ['GAME_PORT', ports.game, here],
    ['B1_PORT', ports.b1, here],
    ['B2_PORT', ports.b2, here],
  ] as const) {
    const code = await failureToListen(port, address);
    if (code === 'EADDRNOTAVAIL' && address === host) {
      throw new PortError(`DEMO_HOST is ${host}, which is no address of this machine.`);
    }
    if (code === 'EADDRINUSE') {
      throw new PortError(`port ${port} is in use; stop the program that has it, or set ${name} to another one.`);
    }
    if (code !== undefined) throw new PortError(`port ${port} cannot be used (${code}); set ${name} to another one.`);
  }
}

function failureToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
