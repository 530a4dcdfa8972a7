import * as vscode from 'vscode';
import { displayName } from '../core/token/tokenName.ts';

/** A document's file or, for a notebook cell, the notebook's file. `undefined` for untitled and virtual documents. */
export function documentFile(document: vscode.TextDocument): vscode.Uri | undefined {
  const uri = document.uri.scheme === 'vscode-notebook-cell' ? notebookOf(document)?.uri : document.uri;
  return uri?.scheme === 'file' ? uri : undefined;
}

export function displayPath(document: vscode.TextDocument): string {
  const path = vscode.workspace.asRelativePath(documentFile(document) ?? document.uri);
  // Shortened part by part, so that a long path doesn't lose its file name.
  return path
    .split(/(?<=[\\/])/)
    .map(displayName)
    .join('');
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}
