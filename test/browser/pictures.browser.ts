import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { startDemo, type Demo } from './support/demo.js';
import { eventually } from './support/eventually.js';
import { digestOf, give, png, sha256, type FileAtHand } from './support/files.js';
import type { Phone } from './support/phone.js';
import { Stage } from './support/stage.js';
import { axe, Visitor } from './support/visitor.js';

/** Pictures and other files, from one phone to the other. */

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
  visitor = await Visitor.arrive(browser, demo.url);
});
afterEach(async () => {
  expect(visitor.unexpected).toEqual([]);
  await visitor.leave();
});

const chat = (phone: Phone): Locator => phone.root.locator('.chat');
const picture = (phone: Phone, name: string, direction: 'mine' | 'theirs'): Locator =>
  phone.root.locator(`li.message.${direction} button.picture img[alt="${name}"]`);
const fileLine = (phone: Phone, name: string, direction: 'mine' | 'theirs'): Locator =>
  phone.root.locator(`li.message.${direction} a.file:visible`, { hasText: name });
const progress = (phone: Phone, name: string): Locator =>
  phone.root.getByRole('progressbar', { name: `Sending ${name}` });

/** Slows what a page sends down, so that somebody can see it go. @param bytesPerSecond -1: as fast as it can */
async function throttle(phone: Phone, bytesPerSecond: number): Promise<void> {
  const session = await visitor.context.newCDPSession(phone.page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

test('U1 drops a picture: it is seen going, and U2 sees the same picture, byte for byte, through both providers', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  const cat = { name: 'cat & dog.png', type: 'image/png', bytes: png(640, 400) };
  await throttle(u1, 300_000);
  await give('drop', chat(u1), cat);
  await progress(u1, cat.name).waitFor();
  // Its preview is there before it has gone; and it gets on.
  await u1.root.locator(`li.message.mine .picture img[alt="${cat.name}"][src^="data:image/"]`).waitFor();
  await eventually(async () => {
    const value = Number(await progress(u1, cat.name).getAttribute('value'));
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(100);
  });
  expect(await axe(u1.page)).toEqual([]);

  await picture(u2, cat.name, 'theirs').waitFor();
  await eventually(async () => {
    const { width, height } = await picture(u2, cat.name, 'theirs').evaluate((found: unknown) => {
      const { naturalWidth, naturalHeight } = found as { naturalWidth: number; naturalHeight: number };
      return { width: naturalWidth, height: naturalHeight };
    });
    expect([width, height]).toEqual([640, 400]);
  });
  for (const shown of [picture(u1, cat.name, 'mine'), picture(u2, cat.name, 'theirs')]) {
    expect(await digestOf(shown)).toBe(sha256(cat.bytes));
  }
  await u1.root.locator('li.message.mine[data-state="delivered"] button.picture').waitFor();
  expect(await progress(u1, cat.name).count()).toBe(0);
  expect(await axe(u2.page)).toEqual([]);

  // Large, in a dialog that the keyboard opens and closes.
  const small = u2.root.locator('li.message.theirs button.picture');
  await small.press('Enter');
  const dialog = u2.root.getByRole('dialog', { name: cat.name });
  await dialog.getByRole('img', { name: cat.name }).waitFor();
  expect(await digestOf(dialog.getByRole('link', { name: /Download/ }))).toBe(sha256(cat.bytes));
  expect(await axe(u2.page)).toEqual([]);
  await u2.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await u2.root.locator('button.picture:focus').count()).toBe(1);
});

test('on the stage the chart shows the picture’s way: sent by U1’s provider to A, by A to U2’s', async () => {
  const stage = await Stage.on(await visitor.open('/'));
  const before = await stage.exchanges('SendMessages', 'b2').count();
  const photo = { name: 'photo.png', type: 'image/png', bytes: png(200, 150) };
  await give('paste', stage.u1.composer, photo);
  await picture(stage.u2, photo.name, 'theirs').waitFor();
  await eventually(async () => expect(await stage.exchanges('SendMessages', 'b2').count()).toBeGreaterThan(before));
  await eventually(async () => expect(await stage.books('U1')).toMatchObject({ waiting: 0, lost: 0 }));
  expect(await axe(stage.page)).toEqual([]);
});

test('any other file is a download: 5 MB of anything come as they were sent', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  const bytes = randomBytes(5_000_000);
  const chooser = u1.page.waitForEvent('filechooser');
  await u1.button('Attach a file').press('Enter');
  await (await chooser).setFiles({ name: 'noise.bin', mimeType: 'application/octet-stream', buffer: bytes });
  const line = fileLine(u2, 'noise.bin', 'theirs');
  await line.waitFor({ timeout: 30_000 });
  expect(await digestOf(line)).toBe(sha256(bytes));
  const coming = u2.page.waitForEvent('download');
  await line.click();
  expect((await coming).suggestedFilename()).toBe('noise.bin');
});

test('pages and drawings that could act are downloads only, and so is what is no picture whatever it says', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  const act = '<svg xmlns="http://www.w3.org/2000/svg"><script>top.document.title = 1</script></svg>';
  const files: FileAtHand[] = [
    { name: 'page.html', type: 'text/html', bytes: Buffer.from('<script>document.title = 1</script>') },
    { name: 'drawing.svg', type: 'image/svg+xml', bytes: Buffer.from(act) },
    { name: 'lie.png', type: 'image/png', bytes: Buffer.from(act) },
  ];
  await give('drop', chat(u1), ...files);
  for (const { name, bytes } of files) {
    await fileLine(u2, name, 'theirs').waitFor();
    expect(await digestOf(fileLine(u2, name, 'theirs'))).toBe(sha256(bytes));
    expect(await u2.root.locator(`li.message img[alt="${name}"]:visible`).count()).toBe(0);
  }
  const coming = u2.page.waitForEvent('download');
  await fileLine(u2, 'page.html', 'theirs').click();
  expect((await coming).suggestedFilename()).toBe('page.html');
  expect(await u2.page.title()).toMatch(/u2/);
});

test('what is cancelled midway comes to nobody, and does not hold up what was written meanwhile', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  await throttle(u1, 200_000);
  await give('drop', chat(u1), { name: 'long.bin', type: '', bytes: randomBytes(3_000_000) });
  await eventually(async () => expect(Number(await progress(u1, 'long.bin').getAttribute('value'))).toBeGreaterThan(0));
  await u1.write('Wait, wrong file');
  await u2.message('Wait, wrong file');
  await u1.button('Cancel sending long.bin').click();
  await u1.root.locator('li.message', { hasText: 'long.bin' }).waitFor({ state: 'detached' });
  await throttle(u1, -1);
  await give('drop', chat(u1), { name: 'right.bin', type: '', bytes: randomBytes(1_000) });
  await fileLine(u2, 'right.bin', 'theirs').waitFor();
  for (const phone of [u1, u2]) expect(await phone.root.locator('li.message', { hasText: 'long.bin' }).count()).toBe(0);
});

test('without a network a file waits, says so, and goes when it is back', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const other = await Visitor.arrive(browser, demo.url);
  const u2 = await other.phone('/phone/u2');
  await visitor.context.setOffline(true);
  await u1.root.getByTestId('outage').getByText(/./).waitFor();
  await give('drop', chat(u1), { name: 'later.png', type: 'image/png', bytes: png(20, 20) });
  await u1.root.getByText('Waiting to be sent. Keep this page open.').waitFor();
  // Leaving now would lose it: the browser asks first.
  const asked = new Promise<string>((resolve) =>
    u1.page.once('dialog', (dialog) => {
      void dialog.dismiss().then(() => resolve(dialog.type()));
    }),
  );
  await u1.composer.click();
  await u1.page.close({ runBeforeUnload: true });
  expect(await asked).toBe('beforeunload');
  await visitor.context.setOffline(false);
  await picture(u2, 'later.png', 'theirs').waitFor();
  await other.leave();
});

test('a file that is refused says why, and goes when it is sent again', async () => {
  const u1 = await visitor.phone('/phone/u1');
  const u2 = await visitor.phone('/phone/u2');
  await u1.page.route('**/im/b1.example/files?*', (route) =>
    route.fulfill({ status: 413, json: { error: 'TOO_LARGE', message: 'The file is larger than the 4 GiB.' } }),
  );
  await give('drop', chat(u1), { name: 'film.mp4', type: 'video/mp4', bytes: randomBytes(2_000) });
  const refused = u1.root.locator('li.message.is-refused');
  await refused.getByText('The file is larger than the 4 GiB.').waitFor();
  expect(await axe(u1.page)).toEqual([]);
  await u1.page.unroute('**/im/b1.example/files?*');
  await refused.getByRole('button', { name: 'Send again' }).click();
  await fileLine(u2, 'film.mp4', 'theirs').waitFor();
});
