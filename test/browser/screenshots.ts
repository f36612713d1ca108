import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { launchChromium } from './support/chromium.js';
import { startDemo } from './support/demo.js';
import { Phone } from './support/phone.js';
import { Stage } from './support/stage.js';

/** Takes the pictures of the README: `node test-dist/browser/screenshots.js docs/images`. */
const directory = resolve(process.argv[2] ?? 'docs/images');
await mkdir(directory, { recursive: true });
const [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 850 }, locale: 'en-GB' })).newPage();
  await page.goto(demo.url);
  const { u1, u2 } = await Stage.on(page);
  for (const [phone, from, to] of [
    [u1, 'e2', 'e4'],
    [u2, 'e7', 'e5'],
    [u1, 'g1', 'f3'],
    [u2, 'b8', 'c6'],
    [u1, 'f1', 'b5'],
    [u2, 'a7', 'a6'],
    [u1, 'b5', 'c6'],
    [u2, 'd7', 'c6'],
    [u1, 'f3', 'e5'],
    [u2, 'd8', 'd4'],
  ] as const) {
    await phone.move(from, to);
  }
  for (const [from, to, text] of [
    [u1, u2, 'The Spanish, how classic of you'],
    [u2, u1, 'Thanks for the pawn. Now look at your knight!'],
    [u1, u2, 'Oh.'],
  ] as const) {
    await from.write(text);
    await to.message(text);
  }
  await u1.root.locator('li.message.mine[data-state="delivered"]').nth(1).waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(directory, 'stage.png') });

  const dark = {
    viewport: { width: 390, height: 780 },
    deviceScaleFactor: 2,
    colorScheme: 'dark',
    locale: 'en-GB',
  } as const;
  const phone = await (await browser.newContext(dark)).newPage();
  await phone.goto(`${demo.url}/phone/u2`);
  await new Phone(phone).ready();
  await phone.waitForTimeout(1500);
  await phone.screenshot({ path: join(directory, 'phone.png') });
} finally {
  await browser.close();
  await demo.stop();
}
