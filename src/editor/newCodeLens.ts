import * as vscode from 'vscode';
import type { DisplayText } from '../core/l10n.ts';
import { withoutIcons } from '../core/plainText.ts';

/** VS Code turns `$(name)` in a CodeLens into an icon. Without a command, it's plain text. */
export function newCodeLens(
  range: vscode.Range,
  title: DisplayText,
  command = '',
  ...args: readonly unknown[]
): vscode.CodeLens {
  return new vscode.CodeLens(range, { title: withoutIcons(title), command, arguments: [...args] });
}
