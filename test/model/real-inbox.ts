import { silentLogger } from '@imps-wsi/provider';
import type { RedriveOutcome } from '../../packages/provider/dist/domain/dead-letter.js';
import { MessageIds } from '../../packages/provider/dist/domain/message-id.js';
import { PostgresContents } from '../../packages/provider/dist/store/content.js';
import { PostgresDeadLetters } from '../../packages/provider/dist/store/dead-letters.js';
import { ExpirySweep } from '../../packages/provider/dist/store/expiry.js';
import { Sweeper } from '../../packages/provider/dist/store/sweep.js';
import { Party } from '../support/party.js';
import type { TestProvider } from '../support/provider.js';

/** A fresh inbox at a running provider, with those who write to it, and a hand on the clock. */
export class RealInbox {
  readonly #provider: TestProvider;
  readonly #sweeper: Sweeper;
  readonly #expirySweep: ExpirySweep;
  readonly #letters: PostgresDeadLetters;

  private constructor(
    provider: TestProvider,
    readonly reader: Party,
    readonly senders: Readonly<Record<string, Party>>,
  ) {
    this.#provider = provider;
    const kept = { idempotencyWindowSeconds: 86_400, clientHistoryDays: 90, deadLetterDays: 10 };
    this.#sweeper = new Sweeper(provider.database.pool, { intervalMilliseconds: 1_000_000, ...kept }, silentLogger);
    this.#letters = new PostgresDeadLetters(provider.database.pool, new PostgresContents(provider.database.pool));
    this.#expirySweep = new ExpirySweep(provider.database.pool, () => undefined, silentLogger);
  }

  static async open(
    provider: TestProvider,
    name: string,
    senders: Readonly<Record<string, Party>>,
  ): Promise<RealInbox> {
    const secret = await provider.addService(name);
    return new RealInbox(provider, new Party(provider, `wv:${name}@${provider.domain}`, { secret }), senders);
  }

  /**
   * Waits until the provider has done what comes after the last byte of an answer. Its reader's next request finds that
   * done; this one asks for nothing, so that whoever looks at other ways finds it done, too.
   */
  async concluded(): Promise<void> {
    await this.reader.call('GetMessages', { acknowledgeMode: 'EXPLICIT', fromSender: 'wv:nobody@b1.example' });
  }

  /**
   * So much time passes for this inbox: everything that ends at some time is that much nearer to its end, and what is
   * looked after from time to time has been looked after.
   */
  async pass(seconds: number): Promise<void> {
    for (const table of ['inbox', 'dead_letter']) {
      await this.#provider.database.pool.query(
        `UPDATE ${table} SET expires_at = expires_at - make_interval(secs => $2)
         WHERE owner_id = (SELECT owner_id FROM account WHERE address = $1)`,
        [this.reader.address, seconds],
      );
    }
    await this.#provider.database.pool.query(
      `UPDATE lease SET leased_until = leased_until - make_interval(secs => $2)
       WHERE owner_id = (SELECT owner_id FROM account WHERE address = $1)`,
      [this.reader.address, seconds],
    );
    await this.#sweeper.sweep();
    await this.sweep();
  }

  /** The provider looks for what expired by itself, at any moment; after this there is nothing that it could find. */
  async sweep(): Promise<void> {
    await this.#expirySweep.sweep();
  }

  /** As the operator does. */
  redrive(messageId: string): Promise<RedriveOutcome> {
    const [epoch = ''] = messageId.split('-');
    return this.#letters.redrive(new MessageIds(epoch).parse(messageId) ?? '');
  }

  /** How many messages were set aside. */
  async deadLetters(): Promise<number> {
    const { rows } = await this.#provider.database.pool.query<{ n: string }>(
      'SELECT count(*) AS n FROM dead_letter WHERE owner_id = (SELECT owner_id FROM account WHERE address = $1)',
      [this.reader.address],
    );
    return Number(rows[0]?.n);
  }
}
