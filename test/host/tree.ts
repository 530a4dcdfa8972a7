import { isDeepStrictEqual } from 'node:util';
import type { Locator, Page } from 'playwright-core';

/** A row of a tree view, as a person reads it. */
export interface TreeRow {
  label: string;
  description: string;
  /** 1 for the outermost rows. */
  level: number;
}

/** The tree views in the side bar. */
export class Tree {
  readonly #rows: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    // A row that sticks to the top while those below it are scrolled is drawn a second time.
    this.#rows = page.locator(
      '.part.sidebar :is(.tree-explorer-viewlet-tree-view, .customview-tree) .monaco-list-row:not(.monaco-tree-sticky-row)',
    );
  }

  /** The rows that are on the screen now. A view that is being drawn anew is read again until it stands still. */
  async rows(): Promise<TreeRow[]> {
    for (let before: TreeRow[] | undefined; ;) {
      const rows = await Promise.all((await this.#rows.all()).map(readRow));
      if (isDeepStrictEqual(before, rows)) return rows;
      before = rows;
    }
  }

  /** The row whose label has this text in it. */
  row(label: string | RegExp): Locator {
    return this.#rows.filter({ has: this.#page.locator('.label-name', { hasText: label }) }).first();
  }

  /** Waits for a row whose label or description has this text in it. */
  async waitForRow(text: string | RegExp): Promise<void> {
    await this.#rows.filter({ hasText: text }).first().waitFor();
  }

  /** The name of a row's icon among VS Code's own, such as `warning`. */
  async icon(label: string | RegExp): Promise<string | undefined> {
    const icon = this.row(label).locator('.custom-view-tree-node-item-icon');
    return /codicon-(\w\S*)/.exec((await icon.getAttribute('class')) ?? '')?.[1];
  }

  /** Opens a row that has others below it. */
  async expand(label: string | RegExp): Promise<void> {
    const row = this.row(label);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
  }

  /** Chooses an entry of a row's context menu. A menu that has just come takes no click yet, so it is clicked until it goes. */
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

  /** Presses one of the icons that show on a row under the pointer, once the rows stand still as a person would wait for. */
  async inlineAction(label: string | RegExp, title: string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    await this.#page.evaluate(sideBarStandsStill);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]`).click();
  }

  /** The text of the welcome content that an empty view shows. */
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

/** Runs in the page. Resolves when nothing has come or gone in the side bar for 300 ms. */
const sideBarStandsStill = `new Promise((resolve) => {
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
