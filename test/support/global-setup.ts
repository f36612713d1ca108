import { startCluster, type TestCluster } from './cluster.js';
import { startPooler, type Pooler } from './pgbouncer.js';

declare global {
  var testCluster: TestCluster | undefined;
  var testPooler: Pooler | undefined;
}

export default async function setUp(): Promise<void> {
  const cluster = await startCluster();
  globalThis.testCluster = cluster;
  process.env['IMPS_TEST_SERVER_URL'] = cluster.serverUrl;
  process.env['IMPS_TEST_TEMPLATE'] = cluster.template;
  if (process.env['IMPS_TEST_POOLER'] !== undefined) {
    // All tests with a provider in their process have it behind PgBouncer.
    globalThis.testPooler = await startPooler(cluster.serverUrl);
    process.env['IMPS_TEST_POOLER_URL'] = globalThis.testPooler.url;
  }
}
