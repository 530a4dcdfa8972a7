import * as vscode from 'vscode';
import type { TextQuestion } from '../../operations/person.ts';
import { setProblem, setPrompt, showPrompt } from './quickInput.ts';

/** Stays open without focus, because the user often copies the text from elsewhere. @throws Canceled; WentBack */
export async function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  setPrompt(box, question.prompt);
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  setProblem(box, question.rejection);
  return showPrompt<string>(box, question, (resolve) => {
    box.onDidChangeValue((text) => {
      // Inputs usually start empty, so an empty text is reported only on Enter.
      setProblem(box, text === '' ? undefined : question.problem(text));
    });
    box.onDidAccept(() => {
      const problem = question.problem(box.value);
      setProblem(box, problem);
      if (problem === undefined) {
        resolve(box.value);
      }
    });
  });
}
