import * as vscode from 'vscode';
import type { SelectableItem, SelectionQuestion } from '../../operations/person.ts';
import { setItems, setPrompt, showPrompt } from './quickInput.ts';

/** @throws Canceled; WentBack */
export async function pickSeveral<Item extends SelectableItem>(
  question: SelectionQuestion<Item>,
): Promise<readonly Item[]> {
  const box = vscode.window.createQuickPick<Item>();
  box.placeholder = question.placeholder;
  setPrompt(box, question.rejection);
  box.canSelectMany = true;
  box.matchOnDescription = true;
  box.selectedItems = setItems(box, question.items).filter(({ isSelected }) => isSelected === true);
  return showPrompt<readonly Item[]>(box, question, (resolve) => {
    box.onDidAccept(() => {
      const problem = question.problem(box.selectedItems);
      setPrompt(box, problem);
      if (problem === undefined) {
        resolve(box.selectedItems);
      }
    });
  });
}
