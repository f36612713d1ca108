import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { startDemo, type Demo } from './support/demo.js';
import { eventually } from './support/eventually.js';
import { Stage } from './support/stage.js';
import { axe, Visitor } from './support/visitor.js';

/** What `npm start` shows: two phones, a board on each, the wire between them drawn live. */

let demo: Demo;
let browser: Browser;
let visitor: Visitor;
let stage: Stage;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await demo.stop();
});
beforeEach(async () => {
  await demo.newGame();
  visitor = await Visitor.arrive(browser, demo.url);
  stage = await Stage.on(await visitor.open('/'));
});
afterEach(async () => {
  expect(visitor.unexpected).toEqual([]);
  await visitor.leave();
});

test('UC-5.15.1: a game to its end; then congratulations, the wish for a rematch and a polite refusal cross two providers', async () => {
  const { u1, u2 } = stage;
  for (const [phone, from, to] of [
    [u1, 'e2', 'e4'],
    [u2, 'e7', 'e5'],
    [u1, 'd1', 'h5'],
    [u2, 'b8', 'c6'],
    [u1, 'f1', 'c4'],
    [u2, 'g8', 'f6'],
    [u1, 'h5', 'f7'],
  ] as const) {
    await phone.move(from, to);
  }
  await u2.root.getByTestId('outcome').waitFor();
  expect(await u1.root.getByTestId('outcome').innerText()).toMatch(/You won.*checkmate/);
  expect(await u2.moves()).toEqual(['e4', 'e5', 'Qh5', 'Nc6', 'Bc4', 'Nf6', 'Qxf7#']);

  for (const [from, to, text] of [
    [u2, u1, 'Congratulations!'],
    [u1, u2, 'Thank you. A rematch?'],
    [u2, u1, 'Not today, I am afraid.'],
    [u1, u2, 'Another time then.'],
  ] as const) {
    await from.write(text);
    await to.message(text);
  }
  // Moves went by the game's own access: nothing but the four messages crossed the wire.
  await eventually(async () =>
    expect(await stage.books('U1')).toMatchObject({ got: 2, 'passed on': 2, lost: 0, doubled: 0 }),
  );
  await eventually(async () =>
    expect(await stage.books('U2')).toMatchObject({ got: 2, 'passed on': 2, lost: 0, doubled: 0 }),
  );
});

test('a click on an exchange shows its XML, and the same call as curl, which works when pasted', async () => {
  await stage.u1.write('Look at me');
  await stage.u2.message('Look at me');
  await stage.exchanges('SendMessages', 'b2').last().click();
  const dialog = stage.page.getByRole('dialog');
  await dialog.getByText('urn:imps-wsi:im:1').first().waitFor();
  expect(await dialog.locator('pre').innerText()).toMatch(/<[\w:]*SendMessagesRequest[^>]*>\n\s+<[\w:]*message>/);
  await dialog.getByRole('tab', { name: 'Answer' }).click();
  await eventually(async () => expect(await dialog.locator('pre').innerText()).toContain('SendMessagesResponse'));
  await dialog.getByRole('tab', { name: 'curl' }).click();
  await eventually(async () => expect(await dialog.locator('pre').innerText()).toContain('curl'));
  const { stdout } = await promisify(execFile)('sh', ['-c', await dialog.locator('pre').innerText()]);
  // The provider recognises the message: it answers as the first time, and U2 gets nothing twice.
  expect(stdout).toMatch(/<[\w:]*code>200</);
  await stage.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await stage.u1.write('And now me');
  await stage.u2.message('And now me');
  expect((await stage.u2.texts('theirs')).filter((text) => text === 'Look at me')).toHaveLength(1);
});

test('UC-B.7-alt: two messages sent at once are got by one GetMessages and carried by one SendMessages', async () => {
  const before = await stage.exchanges('SendMessages', 'b2').count();
  await stage.button('Send two at once').click();
  await eventually(async () => expect(await stage.exchanges('SendMessages', 'b2').count()).toBe(before + 1));
  expect((await stage.sentences('SendMessages', 'b2')).at(-1)).toMatch(/2 messages/);
  expect((await stage.sentences('GetMessages', 'b1')).at(-1)).toMatch(/2 items/);
  await stage.u2.root
    .getByText(/First of two/)
    .last()
    .waitFor();
});

test('what is written while B2 is stopped waits, and arrives in order when it is back', async () => {
  await stage.switch('B2 stopped').click();
  await stage.note(/B2 .*stopped/i);
  for (const text of ['one', 'two', 'three']) await stage.u1.write(text);
  await stage.u2.root.getByTestId('outage').getByText(/B2/).waitFor();
  await eventually(async () => expect((await stage.books('U1'))['waiting']).toBeGreaterThan(0));
  await stage.switch('B2 stopped').click();
  await stage.u2.message('three');
  expect((await stage.u2.texts('theirs')).slice(-3)).toEqual(['one', 'two', 'three']);
  await stage.u2.write('I am back');
  await stage.u1.message('I am back');
  await eventually(async () => expect(await stage.books('U1')).toMatchObject({ waiting: 0, lost: 0, doubled: 0 }));
});

for (const button of ['Kill before it sends', 'Kill before it acknowledges']) {
  test(`the bridge is killed (${button.toLowerCase()}): what it had in hand arrives, once`, async () => {
    await stage.u1.write(`Before: ${button}`);
    await stage.u2.message(`Before: ${button}`);
    const before = await stage.u2.texts('theirs');
    const { repeated = 0 } = await stage.books('U1');
    await stage.button(button).click();
    await stage.note(/kill/i);
    await eventually(async () => expect(await stage.u2.texts('theirs')).toHaveLength(before.length + 1));
    await eventually(async () =>
      expect(await stage.books('U1')).toMatchObject({ repeated: repeated + 1, waiting: 0, lost: 0, doubled: 0 }),
    );
    // The board is there again as it was, and plays on.
    await stage.u1.move('d2', 'd4');
    await stage.u2.root.locator('.moves', { hasText: 'd4' }).waitFor();
    expect(await stage.u2.texts('theirs')).toHaveLength(before.length + 1);
  });
}

test('slowed, the bridge gets what came in between with one GetMessages', async () => {
  await stage.switch('Slow polling').click();
  await eventually(async () => expect(await stage.switch('Slow polling').getAttribute('aria-checked')).toBe('true'));
  const before = await stage.exchanges('SendMessages', 'b1').count();
  await stage.u2.write('slowly');
  await stage.u2.write('but surely');
  await stage.u1.message('but surely');
  expect(await stage.exchanges('SendMessages', 'b1').count()).toBeLessThanOrEqual(before + 2);
  await stage.switch('Slow polling').click();
  await eventually(async () => expect(await stage.switch('Slow polling').getAttribute('aria-checked')).toBe('false'));
  await stage.u2.write('quick again');
  await stage.u1.message('quick again');
});

test('a reload in mid-game shows everything as it was: board, moves, messages, chart', async () => {
  await stage.u1.move('c2', 'c4');
  await stage.u2.move('c7', 'c5');
  await stage.u1.write('Before the reload');
  await stage.u2.message('Before the reload');
  const shown = await stage.exchanges('SendMessages', 'b2').count();
  await stage.page.reload();
  const again = await Stage.on(stage.page);
  expect(await again.u1.moves()).toEqual(['c4', 'c5']);
  await again.u2.message('Before the reload');
  await again.u1.message('Before the reload', 'mine');
  await eventually(async () => expect(await again.exchanges('SendMessages', 'b2').count()).toBe(shown));
  await again.u1.move('g1', 'f3');
  await again.u2.root.locator('.moves', { hasText: 'Nf3' }).waitFor();
});

test.each(['light', 'dark'] as const)('stage and phones pass axe, %s', async (colorScheme) => {
  await stage.page.emulateMedia({ colorScheme });
  await stage.u1.write('For the eye');
  await stage.u2.message('For the eye');
  expect(await axe(stage.page)).toEqual([]);
  await stage.exchanges('SendMessages', 'b2').last().click();
  await stage.page.getByRole('dialog').locator('pre').waitFor();
  expect(await axe(stage.page)).toEqual([]);
});
