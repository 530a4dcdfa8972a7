import * as vscode from 'vscode';
import { withoutLinks } from '../core/plainText.ts';

// All notifications are shown here, because names of tokens and servers come from untrusted sources and VS Code would
// render links in them.

export async function showInfo(message: string, ...buttons: string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

export async function showError(message: string, ...buttons: string[]): Promise<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

export async function askModally(
  message: string,
  detail: string | undefined,
  ...buttons: string[]
): Promise<string | undefined> {
  const options = { modal: true, ...(detail === undefined ? {} : { detail: withoutLinks(detail) }) };
  return vscode.window.showWarningMessage(withoutLinks(message), options, ...buttons);
}
