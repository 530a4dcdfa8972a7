import type { Locator, Page } from 'playwright-core';

export interface QuickPickRow {
  label: string;
  description: string;
  detail: string;
}

export interface CheckboxRow {
  label: string;
  heading: string;
  isSelected: boolean;
}

export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;
  readonly #input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
    this.#input = this.#widget.locator('.quick-input-filter input').first();
  }

  /** Waits for a box. Pass its title if the box before it may still be closing. */
  async waitForOpen(title?: string | RegExp): Promise<void> {
    await (title === undefined ? this.#input : this.#titled(title)).waitFor();
    await this.#input.waitFor();
  }

  async waitForClose(): Promise<void> {
    await this.#widget.waitFor({ state: 'hidden' });
  }

  async type(text: string): Promise<void> {
    await this.#input.fill(text);
  }

  async value(): Promise<string> {
    return await this.#input.inputValue();
  }

  async isTextHidden(): Promise<boolean> {
    return (await this.#input.getAttribute('type')) === 'password';
  }

  async title(): Promise<string> {
    return await this.#widget.locator('.quick-input-title').innerText();
  }

  async message(): Promise<string> {
    return (await this.#widget.locator('.quick-input-message').innerText()).trim();
  }

  async waitForMessage(text: string | RegExp): Promise<void> {
    await this.#widget.locator('.quick-input-message', { hasText: text }).waitFor();
  }

  async accept(): Promise<void> {
    await this.#input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#input.press('Escape');
  }

  async rows(): Promise<QuickPickRow[]> {
    const rows = this.#widget.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return await Promise.all((await rows.all()).map(readRow));
  }

  async pick(label: string): Promise<void> {
    await this.#row(label).click();
  }

  async checkboxRows(): Promise<CheckboxRow[]> {
    const rows = this.#widget.locator('.quick-input-list .monaco-list-row[role="checkbox"]');
    await rows.first().waitFor();
    return await Promise.all((await rows.all()).map(readCheckboxRow));
  }

  async toggleCheckbox(label: string): Promise<void> {
    await this.#row(label).locator('.monaco-checkbox').click();
  }

  /** Waits for the list of the next step, whose box may have the same title. */
  async waitForRow(label: string): Promise<void> {
    await this.#row(label).waitFor();
  }

  async goBack(): Promise<void> {
    await this.#widget.locator('.quick-input-left-action-bar .action-label').first().click();
  }

  async runCommand(title: string): Promise<void> {
    await this.#openPalette();
    await this.type(`>${title}`);
    await this.pick(title);
  }

  /** A busy workbench may drop the key, so press it until the palette is open. */
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

async function readCheckboxRow(row: Locator): Promise<CheckboxRow> {
  return {
    label: (await readRow(row)).label,
    heading: (await row.locator('.quick-input-list-separator:visible').allInnerTexts()).join(' '),
    isSelected: (await row.getAttribute('aria-checked')) === 'true',
  };
}
