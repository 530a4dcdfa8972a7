import { isDeepStrictEqual } from 'node:util';
import type { Locator, Page } from 'playwright-core';

export interface TreeRow {
  label: string;
  description: string;
  /** 1 for top-level rows. */
  level: number;
}

export class Tree {
  readonly #rows: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    // Sticky rows are copies of rows.
    this.#rows = page.locator(
      '.part.sidebar :is(.tree-explorer-viewlet-tree-view, .customview-tree) .monaco-list-row:not(.monaco-tree-sticky-row)',
    );
  }

  /** Reads the rows on the screen until they no longer change, because the view may be refreshing. */
  async rows(): Promise<TreeRow[]> {
    for (let previous: TreeRow[] | undefined; ;) {
      const rows = await Promise.all((await this.#rows.all()).map(readRow));
      if (isDeepStrictEqual(previous, rows)) return rows;
      previous = rows;
    }
  }

  row(label: string | RegExp): Locator {
    return this.#rows.filter({ has: this.#page.locator('.label-name', { hasText: label }) }).first();
  }

  async waitForRow(text: string | RegExp): Promise<void> {
    await this.#rows.filter({ hasText: text }).first().waitFor();
  }

  /** The name of a row's codicon, such as `warning`. */
  async icon(label: string | RegExp): Promise<string | undefined> {
    const icon = this.row(label).locator('.custom-view-tree-node-item-icon');
    return /codicon-(\w\S*)/.exec((await icon.getAttribute('class')) ?? '')?.[1];
  }

  async expand(label: string | RegExp): Promise<void> {
    const row = this.row(label);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
  }

  /** Selects an entry of a row's context menu. A menu that just opened may drop clicks, so click until it is closed. */
  async contextMenu(label: string | RegExp, entry: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    const item = this.#page.locator('.monaco-menu .action-label').getByText(entry, { exact: true });
    for (let attempt = 0; ; attempt++) {
      await item.click();
      try {
        await item.waitFor({ state: 'detached', timeout: 1000 });
        return;
      } catch (error) {
        if (attempt === 9) throw error;
      }
    }
  }

  /** Clicks an icon that a row shows under the pointer, after the rows stopped changing. */
  async inlineAction(label: string | RegExp, title: string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    await this.#page.evaluate(sideBarIsStable);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]`).click();
  }

  async welcomeText(): Promise<string> {
    return await this.#page.locator('.part.sidebar .welcome-view-content').first().innerText();
  }
}

async function readRow(row: Locator): Promise<TreeRow> {
  return {
    label: await row.locator('.label-name').first().innerText(),
    description: (await row.locator('.label-description').allInnerTexts()).join(' '),
    level: Number(await row.getAttribute('aria-level')),
  };
}

/** Runs in the page. Resolves when no element of the side bar was added or removed for 300 ms. */
const sideBarIsStable = `new Promise((resolve) => {
  let timer;
  const observer = new MutationObserver(wait);
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      observer.disconnect();
      resolve();
    }, 300);
  }
  observer.observe(document.querySelector('.part.sidebar'), { childList: true, subtree: true });
  wait();
})`;
