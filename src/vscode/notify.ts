import * as vscode from 'vscode';
import type { DisplayText } from '../core/l10n.ts';
import { withoutLinks } from '../core/plainText.ts';

// All notifications are shown here, because VS Code renders links in them.

export async function showInfo(message: DisplayText, ...buttons: readonly string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

export async function showError(message: DisplayText, ...buttons: readonly string[]): Promise<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

export async function askModally({
  message,
  detail,
  buttons,
}: {
  readonly message: DisplayText;
  readonly detail: DisplayText | undefined;
  readonly buttons: readonly string[];
}): Promise<string | undefined> {
  const options = { modal: true, ...(detail === undefined ? {} : { detail: withoutLinks(detail) }) };
  return vscode.window.showWarningMessage(withoutLinks(message), options, ...buttons);
}
