import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { Phone } from './phone.js';

/** Somebody before a browser of his or her own, who also looks into the console. */
export class Visitor {
  readonly context: BrowserContext;
  readonly #url: string;
  /** What the console or the page complained of. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, url: string) {
    this.context = context;
    this.#url = url;
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      this.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.complaints.push(`thrown: ${error.error().message}`));
  }

  static async arrive(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    return new Visitor(context, url);
  }

  async open(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`${this.#url}${path}`);
    return page;
  }

  /** Opens `/phone/u1`, `/phone/u2` in a tab and waits for the game. */
  async phone(path: string): Promise<Phone> {
    return new Phone(await this.open(path)).ready();
  }

  /** Complaints but those of requests that failed because something was stopped or cut off on purpose. */
  get unexpected(): string[] {
    return this.complaints.filter((text) => !/Failed to load resource|net::ERR_/.test(text));
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds in a page and its frames against WCAG 2 A and AA, one line each; empty when it finds nothing. */
export async function axe(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // As a debugger would: the page's own policy forbids foreign scripts. Each frame needs its own; they talk to each other.
  for (const frame of page.frames()) await frame.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: AxeViolation[] }> };
    };
    return (await run.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })).violations;
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}
