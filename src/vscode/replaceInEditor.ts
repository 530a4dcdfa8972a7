import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { displayPath } from './documentFile.ts';

export interface Replacement {
  readonly range: vscode.Range;
  readonly text: string;
}

/** Doesn't use `workspace.applyEdit`, because VS Code logs its text at the debug and trace levels. */
export async function replaceInEditor(
  editor: vscode.TextEditor,
  version: number,
  replacements: readonly Replacement[],
): Promise<void> {
  const { document } = editor;
  if (document.isClosed || document.version !== version) {
    throw notInsertedError(document);
  }
  let isApplied: boolean;
  try {
    isApplied = await editor.edit((builder) => replacements.forEach(({ range, text }) => builder.replace(range, text)));
  } catch (error) {
    throw new UserError(notInsertedError(document).message, { cause: error });
  }
  // VS Code may report success for a read-only document without changing it.
  if (!isApplied || document.version === version) {
    throw notInsertedError(document);
  }
  editor.selections = editor.selections.map(({ end }) => new vscode.Selection(end, end));
}

function notInsertedError(document: vscode.TextDocument): UserError {
  return new UserError(
    l10n.t(
      'Nothing was inserted into "{0}": it\'s read-only, or it was changed or closed in the meantime. Place the cursor where you want the token and try again.',
      displayPath(document),
    ),
  );
}
