import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FakeProvider } from '@imps-wsi/consumer-sdk/testing';
import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import { curlOf } from '../../examples/gaming/dist/demo/soap-curl.js';

const credential = { endpoint: 'http://127.0.0.1:1/soap/im', username: 'wv:chess@b1.example', secret: "s3'cr$&et<" };

/** What a shell hands to curl: its arguments, one a line. */
async function argumentsOf(command: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    `curl() { for a; do printf '%s\\0' "$a"; done; }; ${command}`,
  ]);
  return stdout.split('\0').slice(0, -1);
}

async function capturedSend(text: string): Promise<ExchangeRecord> {
  const records: ExchangeRecord[] = [];
  const client = new FakeProvider({ domain: 'b1.example' }).connect(
    { address: 'wv:chess@b1.example', secret: 'secret-of-the-game' },
    { captureXml: true, onExchange: (record) => records.push(record) },
  );
  await client.send({ to: 'wv:chess@b1.example', text });
  await client.close();
  return records.at(-1)!;
}

test('the digest gives way to the secret; everything else goes as it went, through the shell too', async () => {
  const text = `it's "here" & $HOME \`id\` \\ 🙂\n@file`;
  const { operation, requestXml } = await capturedSend(text);
  const command = curlOf(operation, requestXml!, credential)!;
  const sent = (await argumentsOf(command)).at(-1)!;
  expect(sent).not.toContain('PasswordDigest');
  expect(sent).toContain('#PasswordText">s3\'cr$&amp;et&lt;</');
  const withoutToken = (xml: string): string => xml.replace(/<wsse:UsernameToken.*?<\/wsse:UsernameToken>/s, '');
  expect(withoutToken(sent)).toBe(withoutToken(requestXml!));
  expect(sent).toContain('<wsse:Username>wv:chess@b1.example</wsse:Username>');
});

test('the operation is named as the contract wants it, and the address is the provider’s', async () => {
  const { operation, requestXml } = await capturedSend('hello');
  const given = await argumentsOf(curlOf(operation, requestXml!, credential)!);
  expect(given).toContain('SOAPAction: "urn:imps-wsi:im:1/SendMessages"');
  expect(given).toContain('http://127.0.0.1:1/soap/im');
});

test('marks of direction go as references: a message cannot make the command look like another one', async () => {
  const { operation, requestXml } = await capturedSend('a\u202e\u2066b');
  const sent = (await argumentsOf(curlOf(operation, requestXml!, credential)!)).at(-1)!;
  expect(sent).toContain('<text>a&#8238;&#8294;b</text>');
});

test('a request that does not authenticate by a token cannot be repeated', () => {
  expect(curlOf('GetMessages', '<Envelope/>', credential)).toBeUndefined();
});

test('what is too large for a command is not offered as one', async () => {
  const { operation, requestXml } = await capturedSend('€'.repeat(41_000));
  expect(requestXml!.length).toBeLessThan(64 * 1024);
  expect(curlOf(operation, requestXml!, credential)).toBeUndefined();
});
