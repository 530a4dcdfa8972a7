import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { OpenText } from '../core/openText.ts';

/** Their texts belong to something else, which is looked at instead, or are nobody's to mend. */
const passedOver = new Set(['vscode-notebook-cell', 'output', 'comment', 'debug']);

/** The open editors whose text no search of this machine's disk comes to: not saved, or in a folder elsewhere. */
export function openTexts(): OpenText[] {
  const documents = vscode.workspace.textDocuments
    .filter(({ uri, isDirty }) => !passedOver.has(uri.scheme) && isUnsearched(uri, isDirty))
    .map((document): OpenText => {
      const part = { editor: { uri: document.uri.toString() }, text: document.getText() };
      return { ...locationOf(document.uri), parts: [part] };
    });
  const notebooks = vscode.workspace.notebookDocuments
    .filter(({ uri, isDirty }) => isUnsearched(uri, isDirty))
    .map((notebook): OpenText => {
      const parts = notebook.getCells().map(({ document, index }) => ({
        editor: { uri: document.uri.toString(), cell: index + 1 },
        text: document.getText(),
      }));
      return { ...locationOf(notebook.uri), parts };
    });
  return [...documents, ...notebooks];
}

function isUnsearched(uri: vscode.Uri, isDirty: boolean): boolean {
  const isElsewhere = uri.scheme !== 'file' && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isDirty || uri.scheme === 'untitled' || isElsewhere;
}

function locationOf(uri: vscode.Uri): Omit<OpenText, 'parts'> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return {
    folder: folder?.name ?? '',
    // Outside of every folder this is the whole path.
    file: vscode.workspace.asRelativePath(uri, false).split(sep).join('/'),
    path: uri.scheme === 'file' ? uri.fsPath : undefined,
  };
}
