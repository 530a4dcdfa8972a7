import type { EditorWindow } from '../../support/host/window.ts';
import { sentence } from '../../support/sentences.ts';

/** Accepts the suggested name and expiration of the new token, and waits for the list of occurrences. */
export async function acceptSuggestions(window: EditorWindow, name: string, newName: string): Promise<void> {
  await window.quickInput.waitForOpen(`Rotate Token: ${name}`);
  await window.quickInput.accept();
  await window.quickInput.waitForOpen(`Rotate Token: ${newName}`);
  await window.quickInput.accept();
  await window.quickInput.waitForOpen(sentence('selectOccurrences', name));
}
