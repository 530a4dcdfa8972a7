import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';
import { shownFile } from './fileOfDocument.ts';

/** What stands in a range afterwards. */
export interface Replacement {
  readonly range: vscode.Range;
  readonly text: string;
}

/**
 * Replaces ranges of an editor's text as one step to undo, and leaves the cursors behind them. Through the editor:
 * what `workspace.applyEdit` writes, VS Code puts into its log at the levels debug and trace.
 * @param version of the document that the ranges were taken from
 * @throws UserError where nothing was written
 */
export async function replaceIn(
  editor: vscode.TextEditor,
  version: number,
  replacements: readonly Replacement[],
): Promise<void> {
  const { document } = editor;
  if (document.isClosed || document.version !== version) {
    throw notWritten(document);
  }
  let isApplied: boolean;
  try {
    isApplied = await editor.edit((builder) => replacements.forEach(({ range, text }) => builder.replace(range, text)));
  } catch (error) {
    throw new UserError(notWritten(document).message, { cause: error });
  }
  // VS Code may say yes of a text that is read-only, and change nothing.
  if (!isApplied || document.version === version) {
    throw notWritten(document);
  }
  editor.selections = editor.selections.map(({ end }) => new vscode.Selection(end, end));
}

function notWritten(document: vscode.TextDocument): UserError {
  return new UserError(
    l10n.t(
      'Nothing was inserted into "{0}": it\'s read-only, or it was changed or closed in the meantime. Click where you want the token, and try again.',
      shownFile(document),
    ),
  );
}
