import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { servedPages } from './support/served-pages.js';
import { axe, Visitor } from './support/visitor.js';

describe('the page of the service', () => {
  let browser: Browser;
  let pages: Awaited<ReturnType<typeof servedPages>>;
  let origin: string;
  beforeAll(async () => {
    browser = await launchChromium();
    pages = await servedPages();
    ({ origin } = pages);
  });
  afterAll(async () => {
    await browser.close();
    pages.close();
  });

  test.each([
    ['light', { width: 1280, height: 900 }],
    ['dark', { width: 1280, height: 900 }],
    ['light', { width: 360, height: 740 }],
    ['dark', { width: 360, height: 740 }],
  ] as const)('is for everybody: %s, %j', async (colorScheme, viewport) => {
    const visitor = await Visitor.arrive(browser, origin, { colorScheme, viewport });
    const page = await visitor.open('/soap/im');
    expect(await axe(page)).toEqual([]);
    // What is wide scrolls in its own frame, never the page.
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  test('an anchor out of a fault leads to the operation', async () => {
    const visitor = await Visitor.arrive(browser, origin);
    const page = await visitor.open('/soap/im#GetMessages');
    expect(await page.locator('#GetMessages h3').isVisible()).toBe(true);
    const top = await page.evaluate('document.querySelector("#GetMessages").getBoundingClientRect().top');
    expect(Math.abs(Number(top))).toBeLessThan(60);
    await visitor.leave();
  });

  test('a command is copied as it stands', async () => {
    const visitor = await Visitor.arrive(browser, origin, { permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await visitor.open('/soap/im');
    const figure = page.locator('figure.code', { has: page.locator('#GetCapabilities-curl') });
    await figure.getByRole('button', { name: 'Copy' }).click();
    await figure.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      await page.locator('#GetCapabilities-curl').textContent(),
    );
    await visitor.leave();
  });

  test('says the same without JavaScript', async () => {
    const visitor = await Visitor.arrive(browser, origin, { javaScriptEnabled: false });
    const page = await visitor.open('/soap/im');
    expect(await page.locator('.operation').count()).toBe(6);
    expect(await page.locator('#SendMessages-curl').textContent()).toContain('curl -sS');
    expect(await page.getByRole('button').count()).toBe(0);
    await visitor.leave();
  });
});
