import { isDeepStrictEqual } from 'node:util';
import type { Locator, Page } from 'playwright-core';

export interface TreeRow {
  label: string;
  description: string;
  /** 1 for top-level rows. */
  level: number;
}

// Sticky rows are copies of rows.
const rowSelector =
  '.part.sidebar :is(.tree-explorer-viewlet-tree-view, .customview-tree) .monaco-list-row:not(.monaco-tree-sticky-row)';

export class Tree {
  readonly #rows: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.#rows = page.locator(rowSelector);
  }

  /** Reads the rows on the screen until they no longer change, because the view may be refreshing. */
  async rows(): Promise<TreeRow[]> {
    for (let previous: TreeRow[] | undefined; ;) {
      const rows = await this.#page.evaluate<TreeRow[]>(readRows);
      if (isDeepStrictEqual(previous, rows)) return rows;
      previous = rows;
    }
  }

  row(label: string | RegExp): Locator {
    return this.#rows.filter({ has: this.#page.locator('.label-name', { hasText: label }) }).first();
  }

  /** Clicks a row, after the pointer left the tree: the hover of a row covers the rows below it. */
  async click(label: string | RegExp, options: { readonly button?: 'right' } = {}): Promise<void> {
    await this.#movePointerAway();
    await this.row(label).click(options);
  }

  /** If a row is replaced while its hover is shown, the hover stays until the pointer enters and leaves it. */
  async #movePointerAway(): Promise<void> {
    const { width } = this.#page.viewportSize() ?? { width: 1280 };
    const hover = this.#page.locator('.context-view .hover-contents').first();
    for (let attempt = 0; ; attempt++) {
      await this.#page.mouse.move(width - 5, 200);
      try {
        await hover.waitFor({ state: 'hidden', timeout: 2000 });
        return;
      } catch (error) {
        if (attempt === 4) throw error;
      }
      const box = await hover.boundingBox();
      if (box !== null) await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    }
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
    if ((await row.getAttribute('aria-expanded')) === 'false') await this.click(label);
  }

  /** Selects an entry of a row's context menu. A menu that just opened may drop clicks, so click until it is closed. */
  async contextMenu(label: string | RegExp, entry: string): Promise<void> {
    await this.row(label).waitFor();
    // A row that is refreshed while its menu is open isn't passed to the command.
    await this.#page.evaluate(sideBarIsStable);
    await this.click(label, { button: 'right' });
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

/** Runs in the page. Reads all rows at the same time, because a row can vanish between two reads. */
const readRows = `[...document.querySelectorAll(${JSON.stringify(rowSelector)})].map((row) => ({
  label: row.querySelector('.label-name')?.innerText ?? '',
  description: [...row.querySelectorAll('.label-description')].map((part) => part.innerText).join(' '),
  level: Number(row.getAttribute('aria-level')),
}))`;

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
