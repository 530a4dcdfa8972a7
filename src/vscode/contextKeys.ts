import * as vscode from 'vscode';

export function setContextKey(
  key: 'hasSearched' | 'hasOnlyCore' | 'hasOnlyCloud' | 'hasOnlyReadOnly',
  value: boolean,
): void {
  void vscode.commands.executeCommand('setContext', `influxdb3Tokens.${key}`, value);
}
