import * as vscode from 'vscode';
import { Cancelled } from '../core/userError.ts';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** What stands in the box at first: what was typed before, when it is asked again. */
  readonly value?: string;
  /** Why what was typed before was refused; shown until it is changed. */
  readonly refused?: string | undefined;
  readonly password?: boolean;
  /** What is wrong with the text, said while it is typed; `undefined` when nothing is. */
  problem(text: string): string | undefined;
}

/**
 * Asks for a line of text. Stays open when the focus goes elsewhere, because what is asked for is often copied there.
 * @throws Cancelled when the person closes it
 */
export async function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  box.ignoreFocusOut = true;
  box.validationMessage = question.refused;
  try {
    return await new Promise<string>((resolve, reject) => {
      box.onDidChangeValue((text) => {
        // An empty box is where everybody starts: it is refused on Enter, not before.
        box.validationMessage = text === '' ? undefined : question.problem(text);
      });
      box.onDidAccept(() => {
        box.validationMessage = question.problem(box.value);
        if (box.validationMessage === undefined) {
          resolve(box.value);
        }
      });
      box.onDidHide(() => reject(new Cancelled()));
      box.show();
    });
  } finally {
    box.dispose();
  }
}
