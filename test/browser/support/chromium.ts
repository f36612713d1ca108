import { access } from 'node:fs/promises';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @throws Error that says what to install: a browser test without a browser has not passed */
async function executable(): Promise<string> {
  const wanted = process.env['CHROMIUM_PATH'];
  for (const place of wanted === undefined ? PLACES : [wanted]) {
    const found = await access(place).then(
      () => true,
      () => false,
    );
    if (found) return place;
  }
  throw new Error(
    wanted === undefined
      ? 'No Chromium is installed; on Debian: apt-get install chromium. Elsewhere name it by CHROMIUM_PATH.'
      : `CHROMIUM_PATH names ${wanted}, which is not there.`,
  );
}

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await executable(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
