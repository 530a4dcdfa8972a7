import * as vscode from 'vscode';

/** The file that a document shows, or that the cell is in; `undefined` where it is not, or not yet, a file. */
export function fileOfDocument(document: vscode.TextDocument): vscode.Uri | undefined {
  const uri = document.uri.scheme === 'vscode-notebook-cell' ? notebookOf(document)?.uri : document.uri;
  return uri?.scheme === 'file' ? uri : undefined;
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}
