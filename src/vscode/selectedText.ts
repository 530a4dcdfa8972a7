import type * as vscode from 'vscode';

export function selectedText(editor: vscode.TextEditor | undefined): string | undefined {
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  return text.trim() === '' ? undefined : text;
}
