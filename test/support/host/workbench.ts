import type { Page } from 'playwright-core';

export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
  await page.locator('.part.activitybar .action-item').first().waitFor({ timeout: 90_000 });
}

export async function openContainer(page: Page, title: string): Promise<void> {
  const tab = page
    .locator('.part.activitybar .action-item')
    .filter({ has: page.locator(`.action-label[aria-label^="${title}"]`) });
  await tab.waitFor({ timeout: 60_000 });
  const shown = page.locator('.part.sidebar .composite.title', { hasText: title });
  for (let attempt = 0; ; attempt++) {
    // A click would close a container that is open, or that the loading page is about to open by itself.
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    try {
      await shown.waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === 9) throw error;
    }
  }
}
