import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { OpenText } from '../content/openText.ts';

/** Notebook cells are read through their notebook, and the user doesn't edit the others. */
const skippedSchemes = new Set(['vscode-notebook-cell', 'output', 'comment', 'debug']);

/** Returns the texts of open editors that a search of the local disk misses: unsaved ones, and other file systems. */
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

/** Returns the paths of files in tabs that are outside the workspace and have no unsaved changes. */
export function openFilesOutsideWorkspace(): string[] {
  const dirty = new Set(
    [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments]
      .filter(({ isDirty }) => isDirty)
      .map(({ uri }) => uri.toString()),
  );
  // Use tabs, because VS Code keeps listing documents for a while after they are closed.
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

/** Returns the paths of files with unsaved changes in any editor of this window and its floating windows. */
export function unsavedPaths(): string[] {
  const { textDocuments, notebookDocuments } = vscode.workspace;
  const documents = [...textDocuments, ...notebookDocuments].filter(({ isDirty }) => isDirty).map(({ uri }) => uri);
  // Custom editors, and text that is too large for extensions, have no document.
  const inTabs = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ isDirty }) => isDirty)
    .map(({ input }) => editedUri(input));
  const uris = [...documents, ...inTabs].filter((uri) => uri?.scheme === 'file');
  return [...new Set(uris.flatMap((uri) => uri?.fsPath ?? []))];
}

function editedUri(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) {
    return input.modified;
  }
  const hasFile =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputNotebook ||
    input instanceof vscode.TabInputCustom;
  return hasFile ? input.uri : undefined;
}

function isUnsearched(uri: vscode.Uri, isDirty: boolean): boolean {
  const isOnOtherFileSystem = uri.scheme !== 'file' && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isDirty || uri.scheme === 'untitled' || isOnOtherFileSystem;
}

function locationOf(uri: vscode.Uri): Omit<OpenText, 'parts'> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return {
    folder: folder?.name ?? '',
    file: vscode.workspace.asRelativePath(uri, false).split(sep).join('/'),
    path: uri.scheme === 'file' ? uri.fsPath : undefined,
  };
}

export function selectedText(editor: vscode.TextEditor | undefined): string | undefined {
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  return text.trim() === '' ? undefined : text;
}
