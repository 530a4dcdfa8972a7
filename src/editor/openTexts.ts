import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { OpenText } from '../core/openText.ts';

/** Their texts belong to something else, which is looked at instead, or are nobody's to mend. */
const skippedSchemes = new Set(['vscode-notebook-cell', 'output', 'comment', 'debug']);

/** The open editors whose text no search of this machine's disk comes to: not saved, or in a folder elsewhere. */
export function openTexts(): OpenText[] {
  const documents = vscode.workspace.textDocuments
    .filter(({ uri, isDirty }) => !skippedSchemes.has(uri.scheme) && isUnsearched(uri, isDirty))
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

/** Paths of files in tabs that lie outside of every folder, and show what is on the disk. */
export function savedOutside(): string[] {
  const dirty = new Set(
    [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments]
      .filter(({ isDirty }) => isDirty)
      .map(({ uri }) => uri.toString()),
  );
  // By tabs: VS Code lists documents for a while after they were closed.
  const uris = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .map(({ input }) =>
      input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook ? input.uri : undefined,
    )
    .filter((uri) => uri !== undefined)
    .filter((uri) => uri.scheme === 'file' && !dirty.has(uri.toString()))
    .filter((uri) => vscode.workspace.getWorkspaceFolder(uri) === undefined);
  return [...new Set(uris.map(({ fsPath }) => fsPath))].sort();
}

function isUnsearched(uri: vscode.Uri, isDirty: boolean): boolean {
  const isOnOtherFileSystem = uri.scheme !== 'file' && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isDirty || uri.scheme === 'untitled' || isOnOtherFileSystem;
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
