import * as vscode from 'vscode';

/** Excludes read-only text, such as the old side of a diff, where the user couldn't fix anything. */
export function isEditable({ uri }: vscode.TextDocument): boolean {
  return (
    uri.scheme === 'untitled' ||
    uri.scheme === 'vscode-notebook-cell' ||
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true
  );
}
