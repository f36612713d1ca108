import type { Config } from '../../config.js';
import type { ServiceName } from '../../pipeline/service.js';
import type { PageLimit } from './page.js';

/** The bounds of a deployment that a consumer of each service meets, in words. */
export const pageLimits = (config: Config): Readonly<Record<ServiceName, readonly PageLimit[]>> => ({
  im: imLimits(config),
  presence: presenceLimits(config),
});

function imLimits(config: Config): readonly PageLimit[] {
  return [
    ['Envelope, without the content that is read apart', bytes(config.maxRequestBytes)],
    ['Request with all its content', bytes(config.maxContentRequestBytes)],
    ['Content of one message', bytes(config.maxMessageBytes)],
    ['Part that GetMessages still gives inside of the envelope', bytes(config.maxInlineBytes)],
    ['Part that GetMessages still gives beside the envelope', bytes(config.maxAttachedBytes)],
    ['Recipients of one SendMessages, all messages together', String(config.maxDeliveriesPerRequest)],
    ['Longest wait of GetMessages', `${config.maxWaitSeconds} seconds`],
    ['Lease when none is asked for', `${config.defaultLeaseSeconds} seconds`],
    ['Longest lease', `${config.maxLeaseSeconds} seconds`],
    ['How long a clientMessageId is remembered', `${config.idempotencyWindowSeconds} seconds`],
  ];
}

const presenceLimits = (config: Config): readonly PageLimit[] => [
  ['Envelope', bytes(config.maxRequestBytes)],
  ['Attributes of a presence', '100'],
  ['Presences of one GetPresence', '100'],
  ['How long somebody counts as online after the last sign', `${config.presenceGraceSeconds} seconds`],
];

/** `4 MiB (4194304 bytes)`, or just bytes where no unit fits. */
function bytes(count: number): string {
  for (const [unit, size] of UNITS) {
    if (count >= size && count % size === 0) return `${count / size} ${unit} (${count} bytes)`;
  }
  return `${count} bytes`;
}

const UNITS = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;
