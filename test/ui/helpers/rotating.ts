import type { EditorWindow } from '../../host/window.ts';

/** Signs in to the server `Local` by pasting its operator token. */
export async function signIn(window: EditorWindow, operator: string): Promise<void> {
  await window.tree.inlineAction('Local', 'Sign In');
  await window.quickInput.open('Sign In');
  await window.quickInput.type(operator);
  await window.quickInput.accept();
  await window.tree.waitForRow(/_admin.*signed in/);
}

/** Takes the name and the expiry that are offered for the new token, and waits for the list of places. */
export async function takeWhatIsOffered(window: EditorWindow, name: string, newName: string): Promise<void> {
  await window.quickInput.open(`Rotate Token: ${name}`);
  await window.quickInput.accept();
  await window.quickInput.open(`Rotate Token: ${newName}`);
  await window.quickInput.accept();
  await window.quickInput.open(`Rotate "${name}": places to rewrite`);
}
