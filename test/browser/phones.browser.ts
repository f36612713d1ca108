import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { startDemo, type Demo } from './support/demo.js';
import { Visitor } from './support/visitor.js';

/** U1 and U2, each with a phone of his own, 360 pixels wide. */
const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

let demo: Demo;
let browser: Browser;
let u1: Visitor;
let u2: Visitor;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await demo.stop();
});
beforeEach(async () => {
  await demo.newGame();
  u1 = await Visitor.arrive(browser, demo.url, NARROW);
  u2 = await Visitor.arrive(browser, demo.url, NARROW);
});
afterEach(async () => {
  await Promise.all([u1.leave(), u2.leave()]);
});

test('two narrow phones play a game to its end, write to each other, and begin a rematch with colours changed', async () => {
  const white = await u1.phone('/phone/u1');
  const black = await u2.phone('/phone/u2');
  for (const [phone, from, to] of [
    [white, 'f2', 'f3'],
    [black, 'e7', 'e5'],
    [white, 'g2', 'g4'],
    [black, 'd8', 'h4'],
  ] as const) {
    await phone.move(from, to);
  }
  await white.root.getByText(/u2 won – checkmate/).waitFor();
  await black.root.getByText(/You won – checkmate/).waitFor();
  expect(await white.moves()).toEqual(['f3', 'e5', 'g4', 'Qh4#']);

  await white.write('Well played! Another one?');
  await black.message('Well played! Another one?');
  await black.write('Sorry, I have to go.');
  await white.message('Sorry, I have to go.');
  await white.root.locator('li.message.mine[data-state="delivered"]').waitFor();

  await black.button('Rematch').click();
  await white.root.getByText('u2 wants a rematch').waitFor();
  await white.button('Accept').click();
  await black.root.locator('.player-line', { hasText: 'Your move' }).waitFor();
  expect(await black.square('a1').getAttribute('aria-label')).toMatch(/white rook/);
  await black.move('e2', 'e4');
  await white.root.locator('.moves', { hasText: 'e4' }).waitFor();
  expect([...u1.unexpected, ...u2.unexpected]).toEqual([]);
});

test('everything can be done by keyboard: moves on the board, moves in writing, a draw, a message', async () => {
  const white = await u1.phone('/phone/u1');
  const black = await u2.phone('/phone/u2');
  const page = white.square('e2').page();
  // The board is one stop; arrows walk, Enter takes and puts.
  await white.square('d2').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await black.root.locator('.player-line', { hasText: 'Your move' }).waitFor();
  await black.button('Type a move').press('Enter');
  await black.root.getByRole('textbox', { name: 'Move' }).fill('d5');
  await black.square('a1').page().keyboard.press('Enter');
  await white.root.locator('.player-line', { hasText: 'Your move' }).waitFor();
  await white.button('Offer a draw').press('Enter');
  await black.button('Accept').press('Enter');
  await white.root.getByTestId('outcome').waitFor();
  expect(await white.root.getByTestId('outcome').innerText()).toMatch(/draw/i);
  await white.composer.focus();
  await page.keyboard.type('Thank you');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('for the game!');
  await page.keyboard.press('Enter');
  await black.message('Thank you\nfor the game!');
  expect([...u1.unexpected, ...u2.unexpected]).toEqual([]);
});
