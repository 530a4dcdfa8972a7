import * as vscode from 'vscode';
import type * as l10n from '../../core/l10n.ts';
import { Canceled } from '../../core/errors.ts';
import type { DisplayText } from '../../core/l10n.ts';
import { withoutIcons, withoutLinks } from '../../core/plainText.ts';
import { plainItem } from './plainItem.ts';
import { WentBack, type PickItem } from '../../operations/person.ts';

/** What all prompts of the extension have in common: they stay open without focus. Only some have a Back button. */
interface PromptOptions {
  readonly title: l10n.DisplayText;
  readonly canGoBack?: boolean | undefined;
}

/**
 * Shows a prompt until `listen` resolves it, and closes it.
 * @throws Canceled if the user closes it; WentBack if the user selects Back
 */
export async function showPrompt<Result>(
  box: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  { title, canGoBack = false }: PromptOptions,
  listen: (resolve: (result: Result) => void) => void,
): Promise<Result> {
  box.title = title;
  box.ignoreFocusOut = true;
  box.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  try {
    return await new Promise<Result>((resolve, reject) => {
      listen(resolve);
      box.onDidTriggerButton(() => reject(new WentBack()));
      box.onDidHide(() => reject(new Canceled()));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

/** VS Code turns `[text](command:…)` in these texts into links, and `$(name)` into icons. */
export function setPrompt(
  box: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  text: DisplayText | undefined,
): void {
  box.prompt = text === undefined ? undefined : withoutIcons(withoutLinks(text));
}

export function setProblem(box: vscode.InputBox, text: DisplayText | undefined): void {
  box.validationMessage = text === undefined ? undefined : withoutIcons(withoutLinks(text));
}

/** Returns the items that are shown: VS Code selects by identity. */
export function setItems<Item extends PickItem>(
  box: vscode.QuickPick<Item & vscode.QuickPickItem>,
  items: readonly Item[],
): readonly Item[] {
  box.items = items.map(plainItem);
  return box.items;
}
