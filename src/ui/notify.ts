import * as vscode from 'vscode';

/*
 * The only place that shows notifications. VS Code makes links of `[text](command:…)` in them, and names of tokens and
 * servers come from anybody: what they write must stay text.
 */

/** Text that a notification shows as it stands. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Text that a quick pick shows as it stands, without icons in it. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

/** @returns the button that was pressed, if one was */
export async function inform(message: string, ...buttons: string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

/** @returns the button that was pressed, if one was */
export async function showError(message: string, ...buttons: string[]): Promise<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

/** A modal dialog. @returns the button that was pressed; `undefined` for Cancel */
export async function askModally(
  message: string,
  detail: string | undefined,
  ...buttons: string[]
): Promise<string | undefined> {
  const options = { modal: true, ...(detail === undefined ? {} : { detail: withoutLinks(detail) }) };
  return vscode.window.showWarningMessage(withoutLinks(message), options, ...buttons);
}
