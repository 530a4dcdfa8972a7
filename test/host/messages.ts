import type { Locator, Page } from 'playwright-core';

/** What the window says to the person: notifications in its corner, and modal dialogs. */
export class Messages {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The texts of the notifications that are on the screen now. */
  async notifications(): Promise<string[]> {
    return await this.#page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Waits for a notification with this text in it, and returns the whole text. */
  async waitForNotification(text: string | RegExp): Promise<string> {
    return await this.#toast(text).locator('.notification-list-item-message').innerText();
  }

  /** Presses a button of the notification with this text. */
  async pressNotificationButton(text: string | RegExp, button: string): Promise<void> {
    await this.#toast(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** Puts all notifications away. */
  async dismissNotifications(): Promise<void> {
    const toasts = this.#page.locator('.notification-toast');
    for (let attempt = 0; (await toasts.count()) > 0; attempt++) {
      try {
        await toasts.first().hover({ timeout: 1000 });
        await toasts.first().locator('.codicon-notifications-clear').click({ timeout: 1000 });
      } catch (error) {
        // One that tells of work goes by itself, and that of a work that is not done cannot be put away.
        if (attempt > 20) throw error;
      }
    }
  }

  /** Waits for a modal dialog and reads its message and detail. */
  async dialogText(): Promise<string> {
    return await this.#dialog().locator('.dialog-message-container').innerText();
  }

  /** Whether a modal dialog is on the screen now. */
  async hasDialog(): Promise<boolean> {
    return await this.#dialog().isVisible();
  }

  /** Presses a button of the modal dialog, and waits for the dialog to go. */
  async pressDialogButton(button: string): Promise<void> {
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
