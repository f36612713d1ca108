import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** The commands of docs/client-access.md, pasted into a shell one after the other. */
const page = readFileSync(new URL('../../docs/client-access.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
const canPaste = ['bash', 'curl'].every((tool) => spawnSync(tool, ['--version']).status === 0);

let provider: TestProvider;
beforeAll(async () => {
  provider = await startTestProvider();
  await provider.addPerson('alice', 'alice-secret');
  await provider.addService('chess');
});
afterAll(() => provider.drop());

function paste(script: string): Promise<string> {
  return new Promise((resolve) => {
    const shell = spawn('bash', ['-s'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    shell.on('close', () => resolve(output));
    shell.stdin.end(script);
  });
}

const whereThereIsAShell = canPaste ? test : test.skip; // no bash or no curl: nothing can be pasted
whereThereIsAShell('the examples of the reference work when they are pasted', async () => {
  expect(commands.length).toBeGreaterThanOrEqual(7);
  const script = commands.join("\necho '§'\n").replaceAll('http://127.0.0.1:8081', new URL(provider.url).origin);
  const [, signedIn, , sent, file, said, followed, part] = (await paste(script))
    .split('§\n')
    .map((text) => text.trim());
  expect(JSON.parse(signedIn!)).toMatchObject({ address: 'wv:alice@b1.example' });
  expect(JSON.parse(sent!)).toMatchObject({ messages: [{ state: 'sent', parts: [{ text: 'Good luck!' }] }] });
  expect(JSON.parse(file!)).toMatchObject({
    messages: [{ state: 'sent', parts: [{ name: 'a.txt', size: 15, text: 'A picture, say.' }] }],
  });
  const [conversations, history] = said!.split(/(?<=\})(?=\{"messages")/).map((text) => JSON.parse(text) as unknown);
  expect(conversations).toMatchObject({ conversations: [{ peer: 'wv:u2@chess.b1.example' }] });
  expect(history).toMatchObject({
    messages: [{ clientMessageId: 'hello-1' }, { clientMessageId: 'file-1' }],
    moreBefore: false,
  });
  expect(followed).toMatch(/^event: ready\nid: \d+\ndata: \{"address":"wv:alice@b1\.example","cursor":"\d+"\}$/);
  expect(part).toBe('A picture, say.');
});
