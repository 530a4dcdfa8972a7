import * as vscode from 'vscode';
import type { TextQuestion } from '../../operations/person.ts';
import { showPrompt } from './quickInput.ts';

/** Stays open without focus, because the user often copies the text from elsewhere. @throws Canceled; WentBack */
export async function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  box.validationMessage = question.rejection;
  return showPrompt<string>(box, question, (resolve) => {
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
  });
}
