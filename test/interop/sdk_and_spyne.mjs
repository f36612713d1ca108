/**
 * The SDK of this project against a provider in Python: starts test/interop/spyne_server.py and does with it what an
 * application does. Prints one line; exits with 1 when a check failed.
 *
 *   node sdk_and_spyne.mjs <python that has spyne>
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';

const [python = 'python3'] = process.argv.slice(2);
const script = fileURLToPath(new URL('spyne_server.py', import.meta.url));
const server = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
const [line] = await Promise.race([
  once(server.stdout, 'data'),
  once(server, 'exit').then(() => Promise.reject(new Error('the server did not start'))),
]);

let checks = 0;
const same = (found, expected) => {
  checks += 1;
  assert.deepEqual(found, expected);
};
const client = new InstantInboxClient({
  endpoint: `http://127.0.0.1:${String(line).trim()}/toy`,
  username: 'wv:chess@spyne.example',
  secret: 'imps_secret',
  retry: { maxAttempts: 2, baseDelayMs: 1 },
});
const refusal = (promise) =>
  promise.then(
    () => undefined,
    ({ code, message, retryable }) => ({ code, message, retryable }),
  );

try {
  const text = '  naïve ☃ <b>&amp; ]]> ';
  const small = Uint8Array.from({ length: 513 }, (_none, index) => index * 151);
  const large = Uint8Array.from({ length: 2_000 }, (_none, index) => index * 7);
  const parts = [
    { contentType: 'text/plain', text },
    { contentType: 'image/png', data: small },
    { contentType: 'image/png', data: large },
  ];
  const sent = await client.sendAll([
    { clientMessageId: 'one', to: 'wv:bob@spyne.example', subject: 'first', parts },
    { clientMessageId: 'two', to: ['wv:bob@spyne.example', 'wv:eve@spyne.example'], text: 'two' },
  ]);
  same(
    sent.map(({ results }) => results.map(({ code }) => code)),
    [[200], [200, 200]],
  );

  const { items } = await client.receive({ waitSeconds: 0 });
  same(items.length, 3);
  same(items[0].text, text);
  same([items[0].subject, items[0].sender], ['first', 'wv:toy@spyne.example']);
  same(items[0].acceptedAt.toISOString(), '2031-05-17T12:00:00.250Z');
  same(new Uint8Array(await items[0].parts[1].bytes()), small);
  // Left out of the answer, and fetched in the ranges that this server gives.
  same(new Uint8Array(await items[0].parts[2].bytes()), large);
  for (const item of items) await item.acknowledge({ wait: true });
  same((await client.receive({ waitSeconds: 0 })).items, []);
  const states = await client.call('GetMessageStatus', { clientMessageId: ['two'] });
  same(
    states.status.map(({ state }) => state),
    ['DELIVERED', 'DELIVERED'],
  );

  const unknown = await refusal(client.call('GetMessageContent', { messageId: 'no-such', part: 1 }));
  same(unknown, { code: 'InvalidEnvelope', message: 'not in this toy', retryable: false });
  same((await refusal(client.capabilities())).code, 'InternalError');
  console.log(`sdk and spyne: ok (${checks} checks)`);
} catch (error) {
  console.log('sdk and spyne: FAILED');
  console.error(error);
  process.exitCode = 1;
} finally {
  await client.close();
  server.stdin.end();
  await once(server, 'exit');
}
