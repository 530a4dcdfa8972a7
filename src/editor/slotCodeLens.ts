import * as l10n from '../core/l10n.ts';
import { newCodeLens } from './newCodeLens.ts';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { ActionHandles } from '../ui/actionHandles.ts';
import type { DocumentSlots } from './documentSlots.ts';
import { logRejections } from './logErrors.ts';

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

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return logRejections(this.#log, "Couldn't show CodeLens for empty values", [], async () =>
      (await this.#slots.slotsIn(document)).flatMap(({ range, point }) =>
        slotCommands(this.#slots).map(({ title, command }) =>
          newCodeLens(range, title, command, this.#handles.issue(command, point)),
        ),
      ),
    );
  }
}

/** `actionTitle` is for menus, where dots show that a command asks for more. */
export function slotCommands({ canCreate }: Pick<DocumentSlots, 'canCreate'>): {
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
