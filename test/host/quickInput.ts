import type { Locator, Page } from 'playwright-core';

/** A line in a quick pick. */
export interface QuickPickRow {
  label: string;
  description: string;
  detail: string;
}

/** A line that can be ticked. */
export interface TickedRow {
  label: string;
  /** What the group is called that begins with this line. */
  heading: string;
  isTicked: boolean;
}

/** The box at the top of the window: input boxes, quick picks and the command palette. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;
  readonly #input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
    this.#input = this.#widget.locator('.quick-input-filter input').first();
  }

  /** Waits for a box, or for the one of this title: the box before it may still be closing. */
  async open(title?: string | RegExp): Promise<void> {
    await (title === undefined ? this.#input : this.#titled(title)).waitFor();
    await this.#input.waitFor();
  }

  async closed(): Promise<void> {
    await this.#widget.waitFor({ state: 'hidden' });
  }

  /** Replaces what is in the box. */
  async type(text: string): Promise<void> {
    await this.#input.fill(text);
  }

  async value(): Promise<string> {
    return await this.#input.inputValue();
  }

  /** Whether what is typed is hidden, as a secret is. */
  async hidesText(): Promise<boolean> {
    return (await this.#input.getAttribute('type')) === 'password';
  }

  async title(): Promise<string> {
    return await this.#widget.locator('.quick-input-title').innerText();
  }

  /** What stands below the box: the prompt, or what is wrong with what was typed. */
  async message(): Promise<string> {
    return (await this.#widget.locator('.quick-input-message').innerText()).trim();
  }

  /** Waits until the message below the box is this. */
  async waitForMessage(text: string | RegExp): Promise<void> {
    await this.#widget.locator('.quick-input-message', { hasText: text }).waitFor();
  }

  async accept(): Promise<void> {
    await this.#input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#input.press('Escape');
  }

  /** Waits for a quick pick to have rows, and reads those that are on the screen. */
  async rows(): Promise<QuickPickRow[]> {
    const rows = this.#widget.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return await Promise.all((await rows.all()).map(readRow));
  }

  /** Takes the row of exactly this label. */
  async pick(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** Waits for a list with check boxes, and reads the rows that are on the screen. */
  async ticks(): Promise<TickedRow[]> {
    const rows = this.#widget.locator('.quick-input-list .monaco-list-row[role="checkbox"]');
    await rows.first().waitFor();
    return await Promise.all((await rows.all()).map(readTicked));
  }

  /** Clicks the check box of the row of exactly this label, of the first one if there are several. */
  async tick(label: string): Promise<void> {
    await this.#row(label).locator('.monaco-checkbox').click();
  }

  /** Runs the command of this title by way of the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.#openPalette();
    await this.type(`>${title}`);
    await this.pick(title);
  }

  /** A key that comes while the workbench is busy may be lost, so it is pressed until the palette shows. */
  async #openPalette(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      await this.#page.keyboard.press('F1');
      try {
        await this.#input.waitFor({ timeout: 3000 });
        return;
      } catch (error) {
        if (attempt === 9) throw error;
      }
    }
  }

  #row(label: string): Locator {
    const exact = this.#page
      .locator('.quick-input-list-row:first-of-type .label-name')
      .getByText(label, { exact: true });
    return this.#widget.locator('.quick-input-list .monaco-list-row').filter({ has: exact }).first();
  }

  #titled(title: string | RegExp): Locator {
    return this.#widget.locator('.quick-input-title', { hasText: title });
  }
}

async function readRow(row: Locator): Promise<QuickPickRow> {
  const text = async (selector: string): Promise<string> =>
    (await row.locator(selector).allInnerTexts()).join(' ').replaceAll('\u00a0', ' ').trim();
  return {
    label: await text('.quick-input-list-row:first-of-type .label-name'),
    description: await text('.quick-input-list-row:first-of-type .label-description'),
    detail: await text('.quick-input-list-label-meta'),
  };
}

async function readTicked(row: Locator): Promise<TickedRow> {
  return {
    label: (await readRow(row)).label,
    heading: (await row.locator('.quick-input-list-separator:visible').allInnerTexts()).join(' '),
    isTicked: (await row.getAttribute('aria-checked')) === 'true',
  };
}
