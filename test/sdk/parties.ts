import type { ExchangeRecord, ClientBehaviour, InstantInboxError } from '@imps-wsi/consumer-sdk';
import { FakeClock, FakeProvider, type FakeProviderOptions } from '@imps-wsi/consumer-sdk/testing';

/** Retries without pauses, and chance without chance. */
const PROMPT: Partial<ClientBehaviour> = {
  retry: { maxAttempts: 4, baseDelayMs: 0, maxDelayMs: 60_000 },
  random: () => 0.5,
};

/** B1 with its people and the game, which owns a service domain there. Each of the game's exchanges is noted. */
export function stage(options: Partial<FakeProviderOptions> = {}, clientOptions: Partial<ClientBehaviour> = {}) {
  const clock = new FakeClock();
  const b1 = new FakeProvider({ domain: 'b1.example', clock, ...options });
  for (const name of ['u1', 'u3']) b1.addAccount({ address: `wv:${name}@b1.example` });
  const exchanges: ExchangeRecord[] = [];
  const background: InstantInboxError[] = [];
  const game = b1.connect(
    { address: 'wv:chess@b1.example', secret: 'c2VjcmV0', serviceDomain: 'chess.b1.example' },
    {
      ...PROMPT,
      onExchange: (record) => exchanges.push(record),
      onBackgroundError: (error) => background.push(error),
      ...clientOptions,
    },
  );
  /** Messages into the game's inbox, from one person or several. */
  const says = (from: string, ...texts: string[]): void => {
    for (const text of texts) b1.deliver({ from, to: 'wv:u2@chess.b1.example', text });
  };
  return { clock, b1, game, exchanges, background, says };
}

export const U1 = 'wv:u1@b1.example';
export const U3 = 'wv:u3@b1.example';

/** A promise to be settled from outside. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
