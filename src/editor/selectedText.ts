import * as vscode from 'vscode';

/** What is selected in the active editor, a line for each selection; `undefined` where nothing but blanks is. */
export function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  return text.trim() === '' ? undefined : text;
}
