import * as vscode from 'vscode';
import { Canceled } from '../../core/errors.ts';
import type { TextQuestion } from '../../operations/person.ts';

/** Stays open without focus, because the user often copies the text from elsewhere. @throws Canceled if it's closed */
export async function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  box.ignoreFocusOut = true;
  box.validationMessage = question.rejection;
  try {
    return await new Promise<string>((resolve, reject) => {
      box.onDidChangeValue((text) => {
        // Inputs usually start empty, so an empty text is reported only on Enter.
        box.validationMessage = text === '' ? undefined : question.problem(text);
      });
      box.onDidAccept(() => {
        box.validationMessage = question.problem(box.value);
        if (box.validationMessage === undefined) {
          resolve(box.value);
        }
      });
      box.onDidHide(() => reject(new Canceled()));
      box.show();
    });
  } finally {
    box.dispose();
  }
}
