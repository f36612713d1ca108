import type { Locator, Page } from 'playwright-core';
import { Phone } from './phone.js';

/** The stage as its visitor sees it: two phones, the chart, the switches. */
export class Stage {
  readonly page: Page;
  readonly u1: Phone;
  readonly u2: Phone;

  private constructor(page: Page, u1: Phone, u2: Phone) {
    this.page = page;
    this.u1 = u1;
    this.u2 = u2;
  }

  /** Resolves when both phones show their game. */
  static async on(page: Page): Promise<Stage> {
    const phones = ['/phone/u1', '/phone/u2'].map(async (path) => {
      const element = await page.locator(`iframe[src="${path}"]`).elementHandle();
      const frame = await element.contentFrame();
      if (frame === null) throw new Error(`${path} is not on the stage`);
      await frame.waitForURL(`**${path}`);
      return new Phone(page, frame).ready();
    });
    const [u1, u2] = await Promise.all(phones);
    if (u1 === undefined || u2 === undefined) throw new Error('a phone is missing');
    return new Stage(page, u1, u2);
  }

  switch(name: string): Locator {
    return this.page.getByRole('switch', { name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Exchanges of an operation between A and a provider, oldest first. */
  exchanges(operation: string, provider: 'b1' | 'b2'): Locator {
    return this.page.locator(`button.exchange.to-${provider}[data-operation="${operation}"]`);
  }

  /** What they say for a screen reader, in one line each. */
  async sentences(operation: string, provider: 'b1' | 'b2'): Promise<string[]> {
    const sentences = await this.exchanges(operation, provider).allInnerTexts();
    return sentences.map((sentence) => sentence.replace(/\s+/g, ' ').trim());
  }

  async note(text: RegExp): Promise<void> {
    await this.page.locator('li.note', { hasText: text }).last().waitFor({ timeout: 30_000 });
  }

  /** The books of a direction, by the heads of their columns. */
  async books(from: 'U1' | 'U2'): Promise<Record<string, number>> {
    const table = this.page.locator('table.ledger');
    const heads = await table.locator('thead th').allInnerTexts();
    const cells = await table
      .locator(`tr[data-direction="${from === 'U1' ? 'b1' : 'b2'}"]`)
      .locator('th, td')
      .allInnerTexts();
    return Object.fromEntries(heads.slice(1).map((head, index) => [head.trim(), Number(cells[index + 1])]));
  }
}
