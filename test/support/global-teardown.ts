export default async function tearDown(): Promise<void> {
  await globalThis.testPooler?.stop();
  await globalThis.testCluster?.stop();
}
