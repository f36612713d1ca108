import { reasonOf } from './log.js';

/** Why a start failed, in one line that says what to do. */
export function startFailure(error: unknown): string {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null ? (Reflect.get(error, name) as unknown) : undefined;
  const where = `port ${String(field('port'))} on ${String(field('address'))}`;
  switch (field('code')) {
    case 'EADDRINUSE':
      return `${where} is in use; stop the program that has it or set GAME_PORT to another one.`;
    case 'EACCES':
      if (field('syscall') === 'listen') return `${where} is for privileged users; set GAME_PORT above 1023.`;
      return reasonOf(error);
    case 'EADDRNOTAVAIL':
      return `${String(field('address'))} is no address of this machine; correct GAME_HOST.`;
    case 'ECONNREFUSED':
      return `the database cannot be reached (${reasonOf(error)}); correct GAME_DATABASE_URL or start it.`;
    default:
      return reasonOf(error);
  }
}
