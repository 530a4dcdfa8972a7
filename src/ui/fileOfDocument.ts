import * as vscode from 'vscode';
import { shownName } from '../core/tokenName.ts';

/** The file that a document shows, or that the cell is in; `undefined` where it is not, or not yet, a file. */
export function fileOfDocument(document: vscode.TextDocument): vscode.Uri | undefined {
  const uri = document.uri.scheme === 'vscode-notebook-cell' ? notebookOf(document)?.uri : document.uri;
  return uri?.scheme === 'file' ? uri : undefined;
}

/** A document's path as a question can show it, from the workspace's folder where it is in one. */
export function shownFile(document: vscode.TextDocument): string {
  const path = vscode.workspace.asRelativePath(fileOfDocument(document) ?? document.uri);
  // Part by part: a long path must not be cut before its name.
  return path
    .split(/(?<=[\\/])/)
    .map(shownName)
    .join('');
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}
