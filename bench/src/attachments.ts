import type { Benchmark } from './benchmark.js';
import { manyMessages } from './attachments/many-messages.js';
import { oneLarge } from './attachments/one-large.js';
import { oneToMany } from './attachments/one-to-many.js';
import { SoapInbox } from './attachments/soap-inbox.js';
import { swaBesideMtom } from './attachments/swa-beside-mtom.js';
import { ProviderProcess } from './provider-process.js';
import { createRows } from './raw-rows.js';

const MIB = 1024 * 1024;

/** Content of any size, in and out, beside the same bytes moved by plain `pg`. */
export const attachments: Benchmark = {
  name: 'attachments',
  about: 'large content in and out of the provider, beside rows of plain pg',
  run: async (context, record) => {
    const { quick } = context;
    const rounds = context.rounds ?? (quick ? 1 : 3);
    const size = context.size ?? (quick ? 64 * MIB : 2048 * MIB);
    const provider = await ProviderProcess.start();
    try {
      await createRows(provider.pool);
      const addresses = { from: await provider.addPerson('sender'), to: await provider.addPerson('reader') };
      const inbox = new SoapInbox(provider, addresses);
      const setting = { provider, inbox, rounds, note: context.note, record };
      // First, in a process that has done nothing else: memory that others have used stays with it.
      await oneLarge(setting, size);
      await swaBesideMtom(setting, Math.ceil(size / 8));
      await oneToMany(setting, { size: 10 * MIB, recipients: quick ? 10 : 100 });
      await manyMessages(setting, { size: MIB, messages: quick ? 50 : 1000 });
    } finally {
      await provider.stop();
    }
  },
};
