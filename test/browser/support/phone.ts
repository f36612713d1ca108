import type { Frame, Locator, Page } from 'playwright-core';

/** A phone as its user sees and touches it: in a tab of its own, or in a frame of the stage. */
export class Phone {
  readonly page: Page;
  readonly root: Page | Frame;

  constructor(page: Page, root: Page | Frame = page) {
    this.page = page;
    this.root = root;
  }

  /** Resolves when it shows a game that can be played, or one that is over. */
  async ready(): Promise<this> {
    await this.root.getByRole('grid', { name: /Chess board/ }).waitFor();
    await this.root.locator('.play[data-stage="playing"], .play[data-stage="over"]').waitFor();
    await this.composer.waitFor();
    return this;
  }

  get composer(): Locator {
    return this.root.getByRole('textbox', { name: /Message to/ });
  }

  get prompt(): Locator {
    return this.root.getByTestId('prompt');
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }

  square(name: string): Locator {
    return this.root.locator(`[data-cell="${name}"]`);
  }

  /** Moves a piece by touching both squares. */
  async move(from: string, to: string): Promise<void> {
    await this.root.locator('.player-line', { hasText: 'Your move' }).waitFor();
    await this.#takeUp(from);
    await this.touch(to);
  }

  /** Touches a piece until it is marked as held: while the move before still glides, the board takes no touch. */
  async #takeUp(square: string): Promise<void> {
    const held = this.root.locator('.mark-held');
    for (let tries = 0; tries < 20 && (await held.count()) === 0; tries += 1) {
      await this.touch(square);
      await held.waitFor({ state: 'attached', timeout: 250 }).catch(() => undefined);
    }
  }

  async touch(square: string): Promise<void> {
    await this.square(square).scrollIntoViewIfNeeded();
    const box = await this.square(square).boundingBox();
    if (box === null) throw new Error(`${square} is not seen`);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** The moves as they stand in the list, in SAN. */
  async moves(): Promise<string[]> {
    const texts = await this.root.locator('.moves').innerText();
    return texts.split(/\s+/).filter((word) => /^[a-hKQRBNO]/.test(word));
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Puts in at once what typing or pasting by a robot would take Chromium many seconds to lay out. */
  async writeLong(text: string): Promise<void> {
    await this.composer.evaluate((element: unknown, value) => {
      const box = element as EventTarget & { value: string };
      box.value = value;
      box.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
    await this.button('Send').click();
  }

  /** Resolves when a message with exactly this text is there; answers its bubble. */
  async message(text: string, direction: 'mine' | 'theirs' = 'theirs'): Promise<Locator> {
    const bubble = this.root
      .locator(`li.message.${direction}`)
      .filter({ has: this.root.locator('.text', { hasText: new RegExp(`^\\s*${escaped(text)}\\s*$`) }) });
    await bubble.first().waitFor();
    return bubble;
  }

  /** The texts of the conversation that is open, oldest first. */
  texts(direction: 'mine' | 'theirs'): Promise<string[]> {
    return this.root.locator(`li.message.${direction} .text`).allInnerTexts();
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
