import type { Page } from 'playwright-core';

/** Waits until the workbench is laid out. A slow machine takes long to load it. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
  await page.locator('.part.activitybar .action-item').first().waitFor({ timeout: 90_000 });
}

/** Opens a view container by its title in the activity bar. */
export async function openContainer(page: Page, title: string): Promise<void> {
  const tab = page
    .locator('.part.activitybar .action-item')
    .filter({ has: page.locator(`.action-label[aria-label^="${title}"]`) });
  await tab.waitFor({ timeout: 60_000 });
  const shown = page.locator('.part.sidebar .composite.title', { hasText: title });
  for (let attempt = 0; ; attempt++) {
    // Clicking an open container would close it, as does a click on one that a loading page is about to open by itself.
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    try {
      await shown.waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === 9) throw error;
    }
  }
}
