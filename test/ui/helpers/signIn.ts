import type { EditorWindow } from '../../support/host/window.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { inOrder } from './patterns.ts';

export async function signIn(window: EditorWindow, operator: string): Promise<void> {
  await window.tree.inlineAction('Local', 'Sign In');
  await window.quickInput.waitForOpen('Sign In');
  await window.quickInput.type(operator);
  await window.quickInput.accept();
  await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
}
