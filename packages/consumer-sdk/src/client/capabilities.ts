import type { GetCapabilitiesResponse } from '@imps-wsi/contract/im';
import type { BatchLimits } from '../send/send-queue.js';
import type { Exchange } from './exchange.js';

/** What a provider offers and where its bounds are. */
export type Capabilities = GetCapabilitiesResponse;

/** Small enough for any provider until its own bounds are known. */
const CAUTIOUS: BatchLimits = { maxMessages: 100, maxBytes: 1024 * 1024, maxDeliveries: 1000 };
/** Room for the envelope and its headers. */
const ENVELOPE_BYTES = 4096;

/** Asks a provider for its capabilities once, and makes them into bounds. */
export class CapabilityCache {
  readonly #exchange: Exchange;
  #known: Capabilities | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Asks anew and remembers. @throws InstantInboxError */
  async fetch(signal?: AbortSignal): Promise<Capabilities> {
    this.#known = await this.#exchange.call('GetCapabilities', {}, { signal });
    return this.#known;
  }

  /**
   * Bounds of a SendMessages request: the application's own wishes, else the provider's, else cautious ones.
   *
   * @param ask whether it is worth a request to learn the provider's bounds
   */
  async limits(
    wishes: { readonly maxMessages: number | undefined; readonly maxBytes: number | undefined },
    ask: boolean,
  ): Promise<BatchLimits> {
    if (ask && this.#known === undefined) {
      // Sending goes on without them; when the provider is away, the send itself will say so.
      await this.#exchange.call('GetCapabilities', {}, { maxAttempts: 1 }).then(
        (answer) => (this.#known = answer),
        () => undefined,
      );
    }
    const known = this.#known;
    return {
      maxMessages: wishes.maxMessages ?? known?.suggestedBatchSize ?? CAUTIOUS.maxMessages,
      maxBytes:
        wishes.maxBytes ??
        (known === undefined ? CAUTIOUS.maxBytes : Math.max(1, known.maxRequestBytes - ENVELOPE_BYTES)),
      maxDeliveries: known?.maxDeliveriesPerRequest ?? CAUTIOUS.maxDeliveries,
    };
  }
}
