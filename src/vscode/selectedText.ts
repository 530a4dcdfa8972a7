import type * as vscode from 'vscode';

/** Returns the selections of an editor, joined by line breaks; `undefined` if they are blank. */
export function selectedText(editor: vscode.TextEditor | undefined): string | undefined {
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  return text.trim() === '' ? undefined : text;
}
