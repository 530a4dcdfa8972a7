import * as vscode from 'vscode';

/** Returns the selections of the active editor, joined by line breaks; `undefined` if they are blank. */
export function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  return text.trim() === '' ? undefined : text;
}
