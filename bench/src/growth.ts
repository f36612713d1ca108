import type { Benchmark } from './benchmark.js';
import { backlogs } from './growth/backlogs.js';
import { churn } from './growth/churn.js';

/** What a delivery costs as inboxes grow and multiply, and how large the store gets while messages come and go. */
export const growth: Benchmark = {
  name: 'growth',
  about: 'what a delivery costs beside long backlogs and many inboxes, and what churn leaves of tables and indexes',
  run: async (context, record) => {
    await backlogs(context, record);
    await churn(context, record);
  },
};
