import { Changes } from '../../examples/gaming/dist/server/changes.js';
import { Matchmaking } from '../../examples/gaming/dist/server/matchmaking.js';
import {
  ProviderAccounts,
  type ProviderSettings,
} from '../../examples/gaming/dist/server/messaging/provider-accounts.js';
import { Players, type Player } from '../../examples/gaming/dist/server/players.js';
import { openDatabase } from '../../examples/gaming/dist/server/store/database.js';

/** Two who write to each other through the game. */
export interface Pair {
  readonly writer: { readonly username: string; readonly address: string };
  readonly reader: { readonly username: string; readonly address: string };
}

/** Registers the players with the game and seats each pair at a table, so that the game passes their messages on. */
export async function seatPlayers(
  databaseUrl: string,
  providers: readonly ProviderSettings[],
  pairs: readonly Pair[],
): Promise<void> {
  const database = await openDatabase(databaseUrl);
  const accounts = new ProviderAccounts(providers, { log: () => undefined });
  try {
    const players = new Players(database, accounts);
    const matchmaking = new Matchmaking(database, players, new Changes());
    const seat = async ({ username, address }: Pair['writer']): Promise<Player> => {
      await players.register({ username, imAddress: address });
      const player = await players.byUsername(username);
      if (player === undefined) throw new Error(`${username} is not registered`);
      return player;
    };
    for (const { writer, reader } of pairs) {
      const [one, other] = [await seat(writer), await seat(reader)];
      await matchmaking.request(one, reader.username);
      const { status } = await matchmaking.request(other, writer.username);
      if (status !== 'playing') throw new Error(`${writer.username} and ${reader.username} do not play`);
    }
  } finally {
    await accounts.close();
    await database.destroy();
  }
}
