import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import type { DocumentSlots } from './documentSlots.ts';
import { logErrors } from './logErrors.ts';
import { slotCommands } from './slotCodeLens.ts';

/** Quick fixes for lines in which a known key has no value. An empty value is no problem, so there's no diagnostic. */
export class SlotActions implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  readonly #slots: DocumentSlots;
  readonly #handles: ActionHandles;
  readonly #log: Logger;

  constructor(slots: DocumentSlots, handles: ActionHandles, log: Logger) {
    this.#slots = slots;
    this.#handles = handles;
    this.#log = log;
  }

  provideCodeActions(document: vscode.TextDocument, { start, end }: vscode.Range): vscode.CodeAction[] {
    return logErrors(this.#log, "Couldn't show quick fixes for empty values", [], () =>
      this.#slots
        .slotsIn(document)
        .filter(({ range }) => range.start.line >= start.line && range.start.line <= end.line)
        .slice(0, 1)
        .flatMap(({ point }) =>
          slotCommands(this.#slots).map(({ actionTitle, command }) =>
            actionFor(actionTitle, command, this.#handles.issue(command, point)),
          ),
        ),
    );
  }
}

function actionFor(title: string, command: string, handle: object): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [handle] };
  return action;
}
