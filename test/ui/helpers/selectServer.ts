import type { EditorWindow } from '../../support/host/window.ts';
import { sentence } from '../../support/sentences.ts';

/** Answers which server a command is for, which commands from the palette ask even if there's only one. */
export async function selectServer({ page, quickInput }: EditorWindow, name = 'Local'): Promise<void> {
  const list = page.locator(`.quick-input-widget:visible input[placeholder="${sentence('selectServer')}"]`);
  await list.waitFor();
  await quickInput.pick(name);
  await list.waitFor({ state: 'hidden' });
}
