import type { Locator, Page } from 'playwright-core';

export class Messages {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async notifications(): Promise<string[]> {
    return await this.#page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  async waitForNotification(text: string | RegExp): Promise<string> {
    return await this.#toast(text).locator('.notification-list-item-message').innerText();
  }

  async clickNotificationButton(text: string | RegExp, button: string): Promise<void> {
    await this.#toast(text).getByRole('button', { name: button, exact: true }).click();
  }

  async dismissNotifications(): Promise<void> {
    const toasts = this.#page.locator('.notification-toast');
    for (let attempt = 0; (await toasts.count()) > 0; attempt++) {
      try {
        await toasts.first().hover({ timeout: 1000 });
        await toasts.first().locator('.codicon-notifications-clear').click({ timeout: 1000 });
      } catch (error) {
        // Progress notifications can't be dismissed, but close by themselves.
        if (attempt > 20) throw error;
      }
    }
  }

  async dialogText(): Promise<string> {
    return await this.#dialog().locator('.dialog-message-container').innerText();
  }

  async hasDialog(): Promise<boolean> {
    return await this.#dialog().isVisible();
  }

  async clickDialogButton(button: string): Promise<void> {
    await this.#dialog().getByRole('button', { name: button, exact: true }).click();
    await this.#dialog().waitFor({ state: 'hidden' });
  }

  #toast(text: string | RegExp): Locator {
    return this.#page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  #dialog(): Locator {
    return this.#page.locator('.monaco-dialog-box');
  }
}
