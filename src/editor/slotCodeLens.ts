import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import type { DocumentSlots } from './documentSlots.ts';
import { logErrors } from './logErrors.ts';

export class SlotCodeLens implements vscode.CodeLensProvider {
  readonly #slots: DocumentSlots;
  readonly #handles: ActionHandles;
  readonly #log: Logger;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(slots: DocumentSlots, onDidChange: vscode.Event<void>, handles: ActionHandles, log: Logger) {
    this.#slots = slots;
    this.#handles = handles;
    this.#log = log;
    this.onDidChangeCodeLenses = onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return logErrors(this.#log, "Couldn't show CodeLens for empty values", [], () =>
      this.#slots
        .slotsIn(document)
        .flatMap(({ range, point }) =>
          slotCommands(this.#slots).map(
            ({ title, command }) =>
              new vscode.CodeLens(range, { title, command, arguments: [this.#handles.issue(command, point)] }),
          ),
        ),
    );
  }
}

/** `actionTitle` is for menus, where dots show that a command asks for more. */
export function slotCommands({ canCreate }: Pick<DocumentSlots, 'canCreate'>): {
  readonly title: string;
  readonly actionTitle: string;
  readonly command: string;
}[] {
  return [
    {
      title: l10n.t('Insert Token'),
      actionTitle: l10n.t('Insert Token...'),
      command: 'influxdb3Tokens.insertToken',
    },
    ...(canCreate
      ? [
          {
            title: l10n.t('Create Token Here'),
            actionTitle: l10n.t('Create Token Here...'),
            command: 'influxdb3Tokens.createNamedToken',
          },
        ]
      : []),
  ];
}
