import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { startDemo, type Demo } from './support/demo.js';
import { eventually } from './support/eventually.js';
import { Phone } from './support/phone.js';
import { axe, Visitor } from './support/visitor.js';

/** What people, networks and other people's messages do to a phone. */

const PROVIDER = fileURLToPath(new URL('../../packages/provider/dist/main.js', import.meta.url));
const NARROW = { viewport: { width: 360, height: 740 } } as const;

let demo: Demo;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await demo.stop();
});
beforeEach(async () => {
  await demo.newGame();
  visitor = await Visitor.arrive(browser, demo.url, NARROW);
});
afterEach(async () => {
  expect(visitor.unexpected).toEqual([]);
  await visitor.leave();
});

/** Adds an IM account as an operator does. */
async function addPerson(name: string, domain: string, password: string): Promise<void> {
  const store = ['--domain', domain, '--data-dir', join(demo.directory, 'data/demo', domain)];
  await promisify(execFile)(process.execPath, [PROVIDER, 'account', 'add', `wv:${name}@${domain}`, ...store], {
    env: { ...process.env, DATABASE_URL: '', IMPS_WSI_PASSWORD: password },
  });
}

async function signIn(phone: Phone, userId: string, password: string): Promise<void> {
  await phone.root.getByLabel('IM user id').fill(userId);
  await phone.root.getByLabel('Password').fill(password);
  await phone.button('Sign in').click();
}

test('messages are text and nothing else: markup, script, emoji, right-to-left, a word without end', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  const texts = [
    '<img src=x onerror="document.title=1"><script>document.title=2</script><b>bold</b> &amp; &lt;',
    '👩‍👩‍👧‍👦🏳️‍🌈 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 e\u0301 \u{1f9d1}\u{1f3fd}\u200d\u{1f680}',
    'שלום! \u202egnirts desrever\u202c مرحبا',
    'A'.repeat(500),
    "${alert(1)} {{7*7}} '; DROP TABLE inbox; --",
  ];
  for (const text of texts) await u1.write(text);
  await u2.message(texts[4] ?? '');
  expect(await u2.texts('theirs')).toEqual(texts);
  expect(await u2.root.locator('.message img, .message script, .message b').count()).toBe(0);
  expect(await u2.page.title()).toMatch(/u2/);
  // Nothing makes the page wider than the phone.
  expect(await u2.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});

test('a message of 100 kB arrives whole: its beginning is shown, then all of it', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  const text = Array.from({ length: 5000 }, (_, line) => `line ${String(line)} of a long story`)
    .join('\n')
    .slice(0, 100_000);
  await u1.writeLong(text);
  await u2.root.locator('li.message.theirs', { hasText: 'line 0 of a long story' }).waitFor();
  expect((await u2.texts('theirs')).at(-1)?.length).toBeLessThan(10_000);
  await u2.button(/Show all/).click();
  await eventually(async () => expect((await u2.texts('theirs')).at(-1)).toBe(text));
  await u2.write('That was long');
  await u1.message('That was long');
});

test('a message that is too large is told so, and comes back into the field to be shortened', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const text = '談'.repeat(80).concat('\n').repeat(4_500);
  await u1.writeLong(text);
  const refused = u1.root.locator('li.message.is-refused');
  await refused.getByText(/too large to be sent/).waitFor();
  await u1.button('Edit').click();
  await refused.waitFor({ state: 'detached' });
  expect(await u1.composer.inputValue()).toBe(text);
  expect(await u1.root.locator('textarea:focus').count()).toBe(1);
  await u1.write('less');
  await u1.message('less', 'mine');
});

test('a message that may go through later is told in our words, and goes when sent again', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  await u1.page.route('**/im/b1.example/messages', async (route) => {
    const [message] = (route.request().postDataJSON() as { messages: { clientMessageId: string; text: string }[] })
      .messages;
    const failed = {
      id: '999999',
      cursor: '999999',
      direction: 'out',
      peer: 'wv:u2@chess.b1.example',
      clientMessageId: message?.clientMessageId,
      at: new Date().toISOString(),
      state: 'failed',
      code: 503,
      reason: 'The message could not be stored just now; send it again with the same id.',
      retryable: true,
      parts: [{ number: 1, contentType: 'text/plain', size: 3, text: message?.text }],
    };
    await route.fulfill({ json: { messages: [failed] } });
  });
  await u1.write('later');
  const failure = u1.root.locator('li.message.is-failed .failure');
  await failure.waitFor();
  expect(await failure.innerText()).toMatch(/^This message was not sent\./);
  await u1.page.unroute('**/im/b1.example/messages');
  await failure.getByRole('button', { name: 'Send again' }).click();
  await u2.message('later');
});

test('a wrong password is told in words, and says not what was wrong; the right one lets in', async () => {
  await addPerson('carol', 'b1.example', 'carol-secret-1');
  const phone = new Phone(await visitor.open('/phone'));
  for (const [userId, password] of [
    ['carol@b1.example', 'guess'],
    ['nobody@b1.example', 'guess'],
  ] as const) {
    await signIn(phone, userId, password);
    const problem = phone.root.getByRole('alert').filter({ hasText: /./ });
    await problem.first().waitFor();
    expect(await problem.allInnerTexts()).toEqual([expect.stringMatching(/user id or (the )?password/i)]);
  }
  expect(await axe(phone.page)).toEqual([]);
  await signIn(phone, 'carol@b1.example', 'carol-secret-1');
  await phone.root.getByLabel(/name/i).first().waitFor();
  expect(await axe(phone.page)).toEqual([]);

  // The name u1 is taken; another is free, and then the lobby waits for an opponent.
  await phone.root.getByLabel(/name/i).first().fill('u1');
  await phone.root.locator('.lobby button.primary').click();
  await phone.root
    .getByRole('alert')
    .filter({ hasText: /taken|called/i })
    .waitFor();
  await phone.root.getByLabel(/name/i).first().fill('carol');
  await phone.root.locator('.lobby button.primary').click();
  await phone.button('Play anybody').waitFor();
  expect(await axe(phone.page)).toEqual([]);
});

test('two tabs of one player show the same: a move or a message of one is there in the other', async () => {
  const [tab, other] = [await visitor.phone('/phone/u1'), await visitor.phone('/phone/u1')];
  await tab.move('g1', 'f3');
  await other.root.locator('.moves', { hasText: 'Nf3' }).waitFor();
  await other.write('From the other tab');
  await tab.message('From the other tab', 'mine');
  await eventually(async () =>
    expect(await tab.root.locator('li.message.mine', { hasText: 'From the other tab' }).count()).toBe(1),
  );
});

test('the network goes: what is written waits, is sent in order when it is back, and what came meanwhile is there', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const other = await Visitor.arrive(browser, demo.url, NARROW);
  const u2 = await other.phone('/phone/u2');
  await visitor.context.setOffline(true);
  await u1.root.getByTestId('outage').getByText(/./).waitFor();
  for (const text of ['first', 'second', 'third']) await u1.write(text);
  await u2.write('Where are you?');
  await visitor.context.setOffline(false);
  await u1.message('Where are you?');
  await u2.message('third');
  expect((await u2.texts('theirs')).slice(-3)).toEqual(['first', 'second', 'third']);
  await eventually(async () =>
    expect(await u1.root.locator('li.message.mine[data-state="delivered"]').count()).toBeGreaterThanOrEqual(3),
  );
  await u1.move('e2', 'e4');
  await u2.root.locator('.moves', { hasText: 'e4' }).waitFor();
  await other.leave();
});

test('a move that the rules forbid is refused by the game, whoever sends it', async () => {
  const { token } = (await (await fetch(`${demo.url}/demo/phone/u1`)).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { game } = (await (await fetch(`${demo.url}/api/state`, { headers })).json()) as { game: { id: string } };
  for (const move of ['e2e5', 'e7e5', 'Ke2', '0000', '--', '<script>', 'e2e4q']) {
    const response = await fetch(`${demo.url}/api/games/${game.id}/moves`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ move }),
    });
    expect([move, response.status]).toEqual([move, 422]);
    expect(await response.json()).toMatchObject({ error: 'ILLEGAL_MOVE' });
  }
  const u1 = await visitor.phone('/phone/u1');
  await u1.move('e2', 'e4');
});
