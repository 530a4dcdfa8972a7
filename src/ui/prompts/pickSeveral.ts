import * as vscode from 'vscode';
import { withoutLinks } from '../../core/plainText.ts';
import type { SelectableItem, SelectionQuestion } from '../../operations/person.ts';
import { showPrompt } from './quickInput.ts';

/** @throws Canceled; WentBack */
export async function pickSeveral<Item extends SelectableItem>(
  question: SelectionQuestion<Item>,
): Promise<readonly Item[]> {
  const box = vscode.window.createQuickPick<Item>();
  box.placeholder = question.placeholder;
  const { rejection } = question;
  box.prompt = rejection === undefined ? undefined : withoutLinks(rejection);
  box.canSelectMany = true;
  box.matchOnDescription = true;
  box.items = question.items;
  box.selectedItems = question.items.filter(({ isSelected }) => isSelected === true);
  return showPrompt<readonly Item[]>(box, question, (resolve) => {
    box.onDidAccept(() => {
      box.prompt = question.problem(box.selectedItems);
      if (box.prompt === undefined) {
        resolve(box.selectedItems);
      }
    });
  });
}
