import { startCluster, type TestCluster } from './cluster.js';

declare global {
  var testCluster: TestCluster | undefined;
}

export default async function setUp(): Promise<void> {
  const cluster = await startCluster();
  globalThis.testCluster = cluster;
  process.env['IMPS_TEST_SERVER_URL'] = cluster.serverUrl;
  process.env['IMPS_TEST_TEMPLATE'] = cluster.template;
}
