import * as vscode from 'vscode';
import { withoutLinks } from '../core/plainText.ts';

/*
 * The only place that shows notifications: names of tokens and servers come from anybody, and what they write must stay
 * text.
 */

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
