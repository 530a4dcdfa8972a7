import * as vscode from 'vscode';

export function setContextKey(key: 'hasSearched', value: boolean): void {
  void vscode.commands.executeCommand('setContext', `influxdb3Tokens.${key}`, value);
}
