import type { EditorWindow } from '../../host/window.ts';

/** Takes the name and the expiry that are offered for the new token, and waits for the list of places. */
export async function takeWhatIsOffered(window: EditorWindow, name: string, newName: string): Promise<void> {
  await window.quickInput.open(`Rotate Token: ${name}`);
  await window.quickInput.accept();
  await window.quickInput.open(`Rotate Token: ${newName}`);
  await window.quickInput.accept();
  await window.quickInput.open(`Rotate "${name}": places to rewrite`);
}
