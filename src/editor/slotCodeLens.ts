import * as l10n from '../core/l10n.ts';
import { newCodeLens } from './newCodeLens.ts';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { DocumentSlots } from './documentSlots.ts';
import { logErrors } from './logErrors.ts';

export class SlotCodeLens implements vscode.CodeLensProvider {
  readonly #slots: DocumentSlots;
  readonly #log: Logger;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(slots: DocumentSlots, onDidChange: vscode.Event<void>, log: Logger) {
    this.#slots = slots;
    this.#log = log;
    this.onDidChangeCodeLenses = onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return logErrors(this.#log, "Couldn't show CodeLens for empty values", [], () =>
      this.#slots
        .slotsIn(document)
        .flatMap(({ range, point }) =>
          slotCommands().map(({ title, command }) => newCodeLens(range, title, command, point)),
        ),
    );
  }
}

/** `actionTitle` is for menus, where dots show that a command asks for more. */
export function slotCommands(): {
  readonly title: l10n.DisplayText;
  readonly actionTitle: l10n.DisplayText;
  readonly command: string;
}[] {
  return [
    {
      title: l10n.t('Insert Token'),
      actionTitle: l10n.t('Insert Token...'),
      command: 'influxdb3Tokens.insertToken',
    },
    {
      title: l10n.t('Create Token Here'),
      actionTitle: l10n.t('Create Token Here...'),
      command: 'influxdb3Tokens.createNamedToken',
    },
  ];
}
