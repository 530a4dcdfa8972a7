import { setTimeout as delay } from 'node:timers/promises';
import type { EditorWindow } from '../../support/host/window.ts';

const intervalMilliseconds = 400;
/** A command may be busy between two questions. */
const idleRounds = 3;
const maxRounds = 25;

/** Answers everything that a window asks: yes to dialogs, the first choice, a new name, and `token` for a token. */
export async function answerAll(window: EditorWindow, token: string): Promise<void> {
  let idle = 0;
  let previous = '';
  let names = 0;
  for (let round = 0; round < maxRounds && idle < idleRounds; round++) {
    await delay(intervalMilliseconds);
    const box = window.page.locator('.quick-input-widget:visible');
    if (await window.messages.hasDialog()) {
      await window.page.keyboard.press('Enter');
      idle = 0;
    } else if (await box.isVisible()) {
      const asked = await box.innerText();
      const isRefused = asked === previous;
      previous = asked;
      if (isRefused && names > 2) {
        await window.page.keyboard.press('Escape');
      } else {
        await answer(window, token, isRefused ? `canary-${++names}` : undefined);
      }
      idle = 0;
    } else {
      idle++;
    }
  }
  await window.page.keyboard.press('Escape');
}

async function answer({ page, quickInput }: EditorWindow, token: string, name: string | undefined): Promise<void> {
  const hasRows = await page
    .locator('.quick-input-widget:visible .quick-input-list .monaco-list-row')
    .first()
    .isVisible();
  if (await quickInput.isTextHidden()) {
    await quickInput.type(token);
  } else if (!hasRows && (name !== undefined || (await quickInput.value()) === '')) {
    await quickInput.type(name ?? 'canary');
  }
  await page.keyboard.press('Enter');
}
