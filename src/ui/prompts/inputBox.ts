import * as vscode from 'vscode';
import { Cancelled } from '../../core/errors.ts';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** Initial text, such as what was typed before when the user is asked again. */
  readonly value?: string;
  /** Why the previous text was refused. Shown until the text changes. */
  readonly refusal?: string | undefined;
  readonly password?: boolean;
  /** What's wrong with the text, shown while it's typed; `undefined` if it's valid. */
  problem(text: string): string | undefined;
}

/** Stays open without focus, because the user often copies the text from elsewhere. @throws Cancelled if it's closed */
export async function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  box.ignoreFocusOut = true;
  box.validationMessage = question.refusal;
  try {
    return await new Promise<string>((resolve, reject) => {
      box.onDidChangeValue((text) => {
        // Every input starts empty, so emptiness is reported only on Enter.
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
